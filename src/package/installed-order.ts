import type { InstalledPackage } from "./installed-package.ts";

/**
 * Installed packages in the order in which libsolv numbers them: by name, those of one name as the database has them.
 * libsolv walks the database by its index of names (ext/repo_rpmdb_librpm.h, rpmdb_by_name), which sqlite keeps sorted;
 * ties between equally good answers, and the order of problems, depend on it. The Berkeley database of Enterprise Linux 7
 * and 8 has another order, which no list of packages tells.
 */
export function inInstalledOrder(packages: readonly InstalledPackage[]): readonly InstalledPackage[] {
  return packages.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}
