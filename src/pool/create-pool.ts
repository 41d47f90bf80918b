import type { InstalledPackage } from "../package/installed-package.ts";
import { finishPool } from "./finish-pool.ts";
import type { PackageTable } from "./package-table.ts";
import type { Pool } from "./pool.ts";
import { PoolBuilder } from "./pool-builder.ts";
import { tableOfPackages } from "./table-of-packages.ts";

/** Name of the repository of installed packages, as libsolv and dnf call it. */
export const SYSTEM_REPOSITORY = "@System";

export interface PoolRepository {
  readonly id: string;
  readonly table: PackageTable;
  /** dnf's priority: the lower wins; 99 unless configured. */
  readonly priority?: number;
  /** dnf's cost: the lower wins among equal packages; 1000 unless configured. */
  readonly cost?: number;
}

export interface PoolOptions {
  /** The machine's architecture, like "x86_64". */
  readonly architecture: string;
  /** A table, or packages in the order of the rpm database: these are numbered with the repositories, which costs less. */
  readonly installed?: PackageTable | readonly InstalledPackage[];
  /** In any order: they are sorted by (priority, cost), as dnf does. */
  readonly repositories: readonly PoolRepository[];
  /** Tells the owners of all paths of the tables: for packages that come later (fleet-pool.ts). */
  readonly keepsPaths?: boolean;
}

/** Puts the tables of a host and its repositories into one pool: installed packages first, then by (priority, cost). */
export function createPool(options: PoolOptions): Pool {
  const { installed } = options;
  const listed = options.repositories.map(({ table }) => table);
  const tables = installed !== undefined && "count" in installed ? [installed, ...listed] : listed;
  const largest = tables.reduce<PackageTable | undefined>(
    (one, other) => (one === undefined || other.count > one.count ? other : one),
    undefined,
  );
  const builder = new PoolBuilder(options.architecture, largest, options.keepsPaths);
  if (installed !== undefined) {
    const table = "count" in installed ? installed : tableOfPackages(installed, builder);
    builder.addTable({ id: SYSTEM_REPOSITORY, table, installed: true, priority: 0, subpriority: 0 });
  }
  for (const repository of inSolverOrder(options.repositories))
    builder.addTable({
      id: repository.id,
      table: repository.table,
      installed: false,
      priority: -(repository.priority ?? 99),
      subpriority: -(repository.cost ?? 1000),
    });
  return finishPool(builder);
}

/** By priority, then cost, then as given: libdnf sorts its repositories so before it numbers their packages. */
function inSolverOrder(repositories: readonly PoolRepository[]): readonly PoolRepository[] {
  return repositories.toSorted(
    (left, right) => (left.priority ?? 99) - (right.priority ?? 99) || (left.cost ?? 1000) - (right.cost ?? 1000),
  );
}
