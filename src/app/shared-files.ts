import type { FileConflict } from "../checks/check.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import { nevraAt, packageIdAt } from "../pool/table-text.ts";
import { filesOfPackages } from "../repodata/parse-filelists.ts";
import { PathTally } from "../repodata/path-tally.ts";
import type { PackageTransaction, TargetPackage } from "../resolve/resolution.ts";
import type { OpenedRepository } from "./open-repositories.ts";

/** A package of the result that owns files. */
interface Owner {
  readonly nevra: string;
  readonly name: string;
  readonly stays: boolean;
}

type FileRepository = Pick<OpenedRepository, "id" | "table" | "fileLists">;

/** Links that rpm itself makes from a program's build id: two packages that have one have the same. */
const BUILD_IDS = "/usr/lib/.build-id/";

/**
 * Paths that two packages of the result own, of which at least one arrives, by all files of the repositories' file lists.
 * rpm lets two packages own a path when both bring the very same file; file lists tell no contents, so each of these
 * *may* clash. Builds of one package for two architectures are left out: they are made to share, and of programs rpm takes
 * the 64-bit one (rpm, lib/transaction.c, handleInstInstalledFile and colours). Undefined where a repository has no file
 * lists. The lists are streamed, twice; 12 bytes are kept for each path of the result.
 */
export async function sharedFilesOf(
  installed: readonly InstalledPackage[],
  transaction: PackageTransaction,
  repositories: readonly FileRepository[],
): Promise<readonly FileConflict[] | undefined> {
  const owners: Owner[] = [];
  const tally = new PathTally();
  const paths = pathsThatStay(installed, transaction, owners);
  const encoder = new TextEncoder();
  for (const [path, owner] of paths) {
    const bytes = encoder.encode(path);
    tally.add(bytes, 0, bytes.length, owner);
  }
  const arriving = repositories.map((repository) => arrivingFrom(repository, transaction, owners));
  for (const [index, { fileLists }] of repositories.entries()) {
    const ids = arriving[index] ?? new Map<string, number>();
    if (ids.size === 0) continue;
    const chunks = fileLists();
    if (chunks === undefined) return undefined;
    const note = (bytes: Uint8Array, start: number, end: number, packageId: string): undefined => {
      tally.add(bytes, start, end, ids.get(packageId) ?? 0);
      return undefined;
    };
    await drain(filesOfPackages(chunks, ids, note));
  }
  if (tally.shared === 0) return [];
  const byPath = new Map<string, number[]>();
  for (const [path, owner] of paths) {
    const bytes = encoder.encode(path);
    if (tally.isShared(bytes, 0, bytes.length)) byPath.set(path, [owner]);
  }
  const decoder = new TextDecoder();
  for (const [index, { fileLists }] of repositories.entries()) {
    const ids = arriving[index] ?? new Map<string, number>();
    const chunks = ids.size === 0 ? undefined : fileLists();
    if (chunks === undefined) continue;
    const keep = (bytes: Uint8Array, start: number, end: number): string | undefined =>
      tally.isShared(bytes, start, end) ? decoder.decode(bytes.subarray(start, end)) : undefined;
    for await (const { packageId, paths: shared } of filesOfPackages(chunks, ids, keep))
      for (const path of shared) byPath.set(path, [...(byPath.get(path) ?? []), ids.get(packageId) ?? 0]);
  }
  return [...byPath]
    .flatMap(([path, ids]) => (path.startsWith(BUILD_IDS) ? [] : pairsOf(path, ids, owners)))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Paths of packages that stay and that no leaving one owns: what was shared before was shared without harm. */
function pathsThatStay(
  installed: readonly InstalledPackage[],
  { upgrade, downgrade, reinstall, obsolete, remove }: PackageTransaction,
  owners: Owner[],
): ReadonlyMap<string, number> {
  const leaving = new Set([
    ...[...upgrade, ...downgrade].map(({ from }) => from),
    ...[...reinstall, ...remove].map(({ nevra }) => nevra),
    ...obsolete.map(({ old }) => old),
  ]);
  const paths = new Map<string, number>();
  const gone: InstalledPackage[] = [];
  for (const item of installed) {
    const nevra = formatNevra(item);
    if (leaving.has(nevra)) gone.push(item);
    else {
      const owner = owners.push({ nevra, name: item.name, stays: true }) - 1;
      for (const path of item.files ?? []) paths.set(path, owner);
    }
  }
  for (const { files = [] } of gone) for (const path of files) paths.delete(path);
  return paths;
}

/** Owners of a repository's arriving packages by the package's checksum in hex, as file lists name packages. */
function arrivingFrom(
  { id, table }: FileRepository,
  { install, upgrade, downgrade, reinstall }: PackageTransaction,
  owners: Owner[],
): ReadonlyMap<string, number> {
  const all: readonly TargetPackage[] = [...install, ...[...upgrade, ...downgrade].map(({ to }) => to), ...reinstall];
  const wanted = new Map(all.filter(({ repository }) => repository === id).map((item) => [item.nevra, item]));
  const found = new Map<string, number>();
  if (wanted.size === 0) return found;
  for (let index = 0; index < table.count; index++) {
    const item = wanted.get(nevraAt(table, index));
    if (item === undefined) continue;
    found.set(packageIdAt(table, index), owners.push({ nevra: item.nevra, name: item.name, stays: false }) - 1);
  }
  return found;
}

function pairsOf(path: string, ids: readonly number[], owners: readonly Owner[]): readonly FileConflict[] {
  const distinct = [...new Set(ids)].flatMap((id) => owners[id] ?? []);
  return distinct.flatMap((one, index) =>
    distinct.slice(index + 1).flatMap((other): FileConflict[] => {
      if ((one.stays && other.stays) || isSameBuild(one.nevra, other.nevra)) return [];
      const [kept, arriving] = other.stays ? [other, one] : [one, other];
      // Who stays is of the same name only where versions stand side by side.
      if (kept.stays && kept.name === arriving.name) return [];
      return [{ path, kept: kept.nevra, arriving: arriving.nevra, both: kept.stays ? "stays" : "arrives" }];
    }),
  );
}

/** The same version of the same package, for another architecture. */
function isSameBuild(one: string, other: string): boolean {
  const withoutArch = (nevra: string): string => nevra.slice(0, nevra.lastIndexOf("."));
  return withoutArch(one) === withoutArch(other);
}

async function drain(packages: AsyncIterable<unknown>): Promise<void> {
  const iterator = packages[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
