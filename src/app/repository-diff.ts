import { Cache, defaultCacheFolder } from "../mirror/cache.ts";
import { compareLibraries, type LibraryDifference } from "../repodata/compare-libraries.ts";
import { compareModules, streamsByPackage } from "../repodata/compare-modules.ts";
import { compareTables } from "../repodata/compare-tables.ts";
import type { ModuleDifferenceView, RepositoryDiffView } from "../report/repository-diff.ts";
import { type RepositoryRequest, withRepository } from "./repository-info.ts";
import { type RepositoryModules, readModules } from "./repository-modules.ts";

export interface RepositoryDiffRequest extends RepositoryRequest {
  /** Whether to say which packages need each library. */
  readonly libraries: boolean;
}

/** What differs between two repositories: packages, modules, sonames; and what would break. */
export async function repositoryDiffOf(
  left: string,
  right: string,
  request: RepositoryDiffRequest,
): Promise<RepositoryDiffView> {
  const cache = Cache.open(defaultCacheFolder(process.env));
  const load = (location: string) =>
    withRepository(location, request, async (repository) => ({
      repository,
      modules: await readModules(repository, cache),
    }));
  const [before, after] = await Promise.all([load(left), load(right)]);
  const modules = modulesOf(before.modules, after.modules);
  const tables = compareTables(before.repository.table, after.repository.table, modules.streams);
  const libraries = compareLibraries(before.repository.table, after.repository.table);
  return {
    left: before.repository.location,
    right: after.repository.location,
    ...tables,
    equal: tables.equal && isSame(modules.view),
    sonames: { onlyLeft: sonamesOf(libraries.onlyLeft), onlyRight: sonamesOf(libraries.onlyRight) },
    modules: modules.view,
    ...(request.libraries ? { abi: libraries } : {}),
  };
}

/** Where the streams of one side are not known, those of the other would only part what belongs together. */
function modulesOf(left: RepositoryModules, right: RepositoryModules) {
  const reasons = [left, right].flatMap((side) => (side.kind === "unreadable" ? [side.reason] : []));
  const indexOf = (side: RepositoryModules) => (side.kind === "known" ? side.index : undefined);
  const [before, after] = [indexOf(left), indexOf(right)];
  const streamsOf = (index: typeof before) =>
    index === undefined || reasons.length > 0 ? new Map<string, string>() : streamsByPackage(index);
  const view: ModuleDifferenceView =
    reasons.length > 0 ? { kind: "unreadable", reasons } : { kind: "known", ...compareModules(before, after) };
  return { view, streams: { left: streamsOf(before), right: streamsOf(after) } };
}

function isSame(modules: ModuleDifferenceView): boolean {
  return modules.kind === "known" && modules.changed.length === 0 && modules.defaults.length === 0;
}

function sonamesOf(losses: LibraryDifference["onlyLeft"]) {
  return losses.flatMap(({ missing }) => missing).sort((one, two) => (one.name < two.name ? -1 : 1));
}
