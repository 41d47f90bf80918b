import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import { hashFilter } from "../pool/hash-filter.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { nevraAt, packageIdAt, textOf } from "../pool/table-text.ts";
import type { PackageTransaction } from "./resolution.ts";

/** A path that an arriving package of a repository owns, and a package that stays on the host too. NEVRAs. */
export interface ClashingPath {
  readonly path: string;
  readonly kept: string;
  readonly arriving: string;
  /** Of the arriving package, in hex. */
  readonly checksum: string;
  readonly repository: string;
}

/**
 * Paths of packages that stay which an arriving package owns as well. A path that a leaving package owns
 * too is left out: it was shared before without harm. Whether it is a folder, which all may share, the file lists tell.
 */
export function clashingPaths(
  installed: readonly InstalledPackage[],
  transaction: PackageTransaction,
  repositories: readonly { readonly id: string; readonly table: PackageTable }[],
): readonly ClashingPath[] {
  const owners = ownersAtStake(installed, transaction);
  if (owners.size === 0) return [];
  return repositories.flatMap(({ id, table }) =>
    clashesIn(table, owners, arrivingFrom(id, transaction)).map((clash) => ({ ...clash, repository: id })),
  );
}

function clashesIn(
  table: PackageTable,
  owners: ReadonlyMap<string, InstalledPackage>,
  arriving: ReadonlySet<string>,
): readonly Omit<ClashingPath, "repository">[] {
  const wanted = idsOf(table, owners);
  if (wanted.size === 0) return [];
  const { offsets, ids } = table.files;
  const clashes: Omit<ClashingPath, "repository">[] = [];
  for (let index = 0; index < table.count; index++) {
    for (let position = offsets[index]!; position < offsets[index + 1]!; position++) {
      const path = wanted.get(ids[position]!);
      const owner = path === undefined ? undefined : owners.get(path);
      if (path === undefined || owner === undefined) continue;
      const name = textOf(table, table.names[index]!);
      const nevra = nevraAt(table, index);
      // Builds of one package for two architectures share their files.
      if (owner.name === name || !arriving.has(nevra)) continue;
      clashes.push({ path, kept: formatNevra(owner), arriving: nevra, checksum: packageIdAt(table, index) });
    }
  }
  return clashes;
}

/** Paths of packages that stay and that no leaving one owns, with their owner. */
function ownersAtStake(
  installed: readonly InstalledPackage[],
  { upgrade, downgrade, reinstall, obsolete, remove }: PackageTransaction,
): ReadonlyMap<string, InstalledPackage> {
  const leaving = new Set([
    ...[...upgrade, ...downgrade].map(({ from }) => from),
    ...[...reinstall, ...remove].map(({ nevra }) => nevra),
    ...obsolete.map(({ old }) => old),
  ]);
  const owners = new Map<string, InstalledPackage>();
  const stays = (item: InstalledPackage) => !leaving.has(formatNevra(item));
  for (const item of installed) if (stays(item)) for (const path of item.files ?? []) owners.set(path, item);
  if (owners.size === 0) return owners;
  for (const item of installed) if (!stays(item)) for (const path of item.files ?? []) owners.delete(path);
  return owners;
}

function arrivingFrom(
  repository: string,
  { install, upgrade, downgrade, reinstall }: PackageTransaction,
): ReadonlySet<string> {
  const all = [...install, ...[...upgrade, ...downgrade].map(({ to }) => to), ...reinstall];
  return new Set(all.filter((item) => item.repository === repository).map(({ nevra }) => nevra));
}

/** The table's string ids of these paths. Hashes first: of a million texts few are made. */
function idsOf(table: PackageTable, paths: ReadonlyMap<string, unknown>): ReadonlyMap<number, string> {
  const among = hashFilter(paths.keys());
  const { hashes } = table.strings;
  const found = new Map<number, string>();
  for (let id = 1; id < hashes.length; id++) {
    if (!among(hashes[id]!)) continue;
    const text = textOf(table, id);
    if (paths.has(text)) found.set(id, text);
  }
  return found;
}
