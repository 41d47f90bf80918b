import type { PackageId, Pool } from "../../pool/pool.ts";
import type { Problem } from "../resolution.ts";
import { type ActiveStreams, activeStreams } from "./active-streams.ts";
import { hiddenPackages } from "./hidden-packages.ts";
import type { ModularInput } from "./modular-input.ts";
import { type ModularPackage, unlistedPackages } from "./unlisted-packages.ts";

/** What modularity makes of a pool. */
export interface ModularFilter {
  readonly hidden: ReadonlySet<PackageId>;
  /** `name:stream`, sorted. */
  readonly active: readonly string[];
  readonly problems: readonly Problem[];
}

export interface ModularRepositories {
  /** Ids of repositories whose packages no stream hides (module_hotfixes=1). */
  readonly hotfix: ReadonlySet<string>;
  /** Ids of those that have modules, but did not tell which. */
  readonly unlisted: ReadonlySet<string>;
  /** Installed packages that came from a stream; asked only where some repository is unlisted. */
  readonly installed: readonly ModularPackage[];
}

/** Decides the active streams and the packages they hide, as dnf does before it solves. */
export function filterModules(pool: Pool, input: ModularInput, repositories: ModularRepositories): ModularFilter {
  const streams: ActiveStreams = activeStreams(input);
  const unlisted =
    repositories.unlisted.size === 0 ? [] : unlistedPackages(pool, repositories.unlisted, repositories.installed);
  return {
    hidden: new Set([...hiddenPackages(pool, streams, repositories.hotfix), ...unlisted]),
    active: [...new Set(streams.active.map(({ build }) => `${build.name}:${build.stream}`))].toSorted(),
    problems: streams.problems,
  };
}
