import type { FileConflict } from "../checks/check.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { clashingPaths } from "../resolve/clashing-paths.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import type { OpenedRepository } from "./open-repositories.ts";

/**
 * Files that an arriving package would write over one that stays, as far as host and primary metadata tell paths: programs
 * and what lies below /etc. Undefined where the host or a repository tells no files.
 */
export async function fileConflictsOf(
  installed: readonly InstalledPackage[],
  transaction: PackageTransaction,
  repositories: readonly Pick<OpenedRepository, "id" | "table" | "filesAmong">[],
): Promise<readonly FileConflict[] | undefined> {
  if (installed.some(({ files }) => files === undefined)) return undefined;
  const clashes = clashingPaths(installed, transaction, repositories);
  const found: FileConflict[] = [];
  for (const { id, filesAmong } of repositories) {
    const own = clashes.filter(({ repository }) => repository === id);
    if (own.length === 0) continue;
    const files = await filesAmong(own.map(({ path }) => path));
    if (files === undefined) return undefined;
    for (const { path, kept, arriving, checksum } of own) {
      if (files.get(checksum)?.has(path) === true) found.push({ path, kept, arriving, both: "stays" });
    }
  }
  return found.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}
