import { compareTables } from "../repodata/compare-tables.ts";
import type { RepositoryDiffView } from "../report/render-repository.ts";
import { loadNamed, type RepositoryRequest } from "./repository-info.ts";

/** What differs between two repositories, by name, version and soname. */
export async function repositoryDiffOf(
  left: string,
  right: string,
  request: RepositoryRequest,
): Promise<RepositoryDiffView> {
  const [before, after] = await Promise.all([loadNamed(left, request), loadNamed(right, request)]);
  return { left: before.location, right: after.location, ...compareTables(before.table, after.table) };
}
