import type { LoadedRepository } from "../mirror/load-repository.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { textOf } from "../pool/table-text.ts";
import { withPaths } from "../pool/with-paths.ts";

/** A table with the owners of the paths, from the repository's file lists. `told` is false when it has none to read. */
export interface PathLookup {
  readonly table: PackageTable;
  readonly told: boolean;
}

/** Reads the whole of the file lists, in pieces: some 0.5 s for 300 MB. Throws what reading a repository's file throws. */
export async function lookUpPaths(repository: LoadedRepository, paths: readonly string[]): Promise<PathLookup> {
  const { table } = repository;
  const chunks = repository.stream("filelists");
  if (chunks === undefined) return { table, told: false };
  const { findPaths } = await import("../repodata/parse-filelists.ts");
  const owners = new Map<string, readonly string[]>();
  for await (const { packageId, paths: found } of findPaths(chunks, paths)) owners.set(packageId, found);
  if (owners.size === 0) return { table, told: true };
  const more = new Map<number, readonly string[]>();
  for (const [index, id] of table.checksums.entries()) {
    const checksum = textOf(table, id);
    const found = owners.get(checksum.slice(checksum.indexOf(":") + 1));
    if (found !== undefined) more.set(index, found);
  }
  return { table: withPaths(table, more), told: true };
}

/**
 * Which of the paths are files (neither folders nor ghosts) of which packages, by the package's checksum in hex. Undefined
 * when the repository has no file lists to read.
 */
export async function filesAmong(
  repository: Pick<LoadedRepository, "stream">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  const chunks = repository.stream("filelists");
  if (chunks === undefined) return undefined;
  const { findFiles } = await import("../repodata/parse-filelists.ts");
  const found = new Map<string, ReadonlySet<string>>();
  for await (const { packageId, paths: files } of findFiles(chunks, paths)) found.set(packageId, new Set(files));
  return found;
}
