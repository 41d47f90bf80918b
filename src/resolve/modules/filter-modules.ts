import type { PackageId, Pool } from "../../pool/pool.ts";
import type { Problem } from "../resolution.ts";
import { type ActiveStreams, activeStreams } from "./active-streams.ts";
import { hiddenPackages, isExempt } from "./hidden-packages.ts";
import type { ModularInput } from "./modular-input.ts";
import { type ModularPackage, unlistedPackages } from "./unlisted-packages.ts";

/** What modularity makes of a pool. */
export interface ModularFilter {
  readonly hidden: ReadonlySet<PackageId>;
  /** `name:stream`, sorted. */
  readonly active: readonly string[];
  readonly problems: readonly Problem[];
  /** Repositories with packages of streams that nobody lists, and how many of these are hidden. */
  readonly unlisted: readonly { readonly id: string; readonly hidden: number }[];
}

export interface ModularRepositories {
  /** Ids of repositories whose packages no stream hides (module_hotfixes=1). */
  readonly hotfix: ReadonlySet<string>;
  /** Ids of those that tell no modules, be it that they have none. */
  readonly unlisted: ReadonlySet<string>;
  /** Installed packages that came from a stream; asked only where some repository is unlisted. */
  readonly installed: readonly ModularPackage[];
}

/** Decides the active streams and the packages they hide, as dnf does before it solves. */
export function filterModules(pool: Pool, input: ModularInput, repositories: ModularRepositories): ModularFilter {
  const streams: ActiveStreams = activeStreams(input);
  const unlisted = pool.repositories.flatMap((repository) => {
    const { id } = repository;
    if (!repositories.unlisted.has(id) || isExempt(pool, repository, repositories.hotfix)) return [];
    const packages = unlistedPackages(pool, repository, streams, repositories.installed);
    return packages.length === 0 ? [] : [{ id, packages }];
  });
  return {
    hidden: new Set([
      ...hiddenPackages(pool, streams, repositories.hotfix),
      ...unlisted.flatMap(({ packages }) => packages),
    ]),
    active: [...new Set(streams.active.map(({ build }) => `${build.name}:${build.stream}`))].toSorted(),
    problems: streams.problems,
    unlisted: unlisted.map(({ id, packages }) => ({ id, hidden: packages.length })),
  };
}
