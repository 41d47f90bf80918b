import { missingPaths } from "../resolve/missing-paths.ts";
import type { Opened } from "./open-repositories.ts";

/**
 * Adds the owners of paths that packages of these names (those of a host) require, that primary metadata does not tell and
 * that the host does not own. Fails soft: without file lists such a requirement shows as a problem of the solver, and this
 * says why.
 */
export async function completePaths(
  names: ReadonlySet<string> | "all",
  owned: ReadonlySet<string>,
  opened: Opened,
): Promise<Opened> {
  const paths = missingPaths(
    opened.repositories.map(({ table }) => table),
    names,
  );
  const unknown = paths.filter((path) => !owned.has(path));
  if (unknown.length === 0) return opened;
  const leftOut = [...opened.leftOut];
  const repositories = opened.repositories.map(async (repository) => {
    try {
      const { table, told } = await repository.withPaths(unknown);
      if (!told) leftOut.push(`${repository.id} has no file lists: whether it owns ${pathWords(unknown)} is not known`);
      return { ...repository, table };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      leftOut.push(`Who owns ${pathWords(unknown)} is not known: ${error.message}`);
      return repository;
    }
  });
  return { ...opened, repositories: await Promise.all(repositories), leftOut };
}

/** A host requires a few; all packages of a repository together require many. */
function pathWords(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  return paths.length <= 5 ? shown : `${shown} and ${paths.length - 5} other paths`;
}
