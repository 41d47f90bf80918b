import { compareTables } from "../repodata/compare-tables.ts";
import type { RepositoryDiffView } from "../report/render-repository.ts";
import { type RepositoryRequest, withRepository } from "./repository-info.ts";

/** What differs between two repositories, by name, version and soname. */
export async function repositoryDiffOf(
  left: string,
  right: string,
  request: RepositoryRequest,
): Promise<RepositoryDiffView> {
  const load = (location: string) => withRepository(location, request, (repository) => repository);
  const [before, after] = await Promise.all([load(left), load(right)]);
  return { left: before.location, right: after.location, ...compareTables(before.table, after.table) };
}
