import type { Catalog } from "../catalog/catalog.ts";
import type { Facts } from "../facts/facts.ts";
import { inInstalledOrder } from "../package/installed-order.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import type { Pool } from "../pool/pool.ts";
import type { DistroSyncOptions } from "../resolve/distro-sync-options.ts";
import { type CompletedPackages, completeDependencies } from "../resolve/known-dependencies.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import { releasePackages } from "../routes/release-packages.ts";
import { type PoolMaker, poolOfItsOwn } from "./host-pools.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { type SolvedModules, solveModules } from "./solve-modules.ts";
import { valueOf } from "./value-of.ts";

/** What a host's move is solved from. */
export interface HostInput {
  readonly facts: Facts;
  readonly hop: RouteHop;
  readonly architecture: string;
  readonly repositories: readonly OpenedRepository[];
  /** Names that the repositories have. */
  readonly available: ReadonlySet<string>;
  readonly catalog: Catalog;
  /** How the pool is made; left out: for this host alone. */
  readonly pools?: PoolMaker;
  /** Installed packages to leave out, as NEVRA: what would be if rpm did not know them. */
  readonly without?: ReadonlySet<string>;
  /** A module's stream that is enabled, whatever the host says. */
  readonly enable?: { readonly name: string; readonly stream: string };
}

/** A host and its target in one pool, and the wishes of its distro-sync. */
export interface PreparedHost {
  readonly pool: Pool;
  readonly options: DistroSyncOptions;
  readonly packages: readonly InstalledPackage[];
  readonly completed: CompletedPackages;
  readonly modules: SolvedModules;
  readonly swaps: ReturnType<typeof releasePackages>;
}

export function prepareHost(input: HostInput): PreparedHost {
  const { facts, hop, architecture, repositories, available, catalog, without } = input;
  const known = valueOf(facts, "packages") ?? [];
  const packages = without === undefined ? known : known.filter((item) => !without.has(formatNevra(item)));
  const completed = completeDependencies(
    packages,
    repositories.map(({ table }) => table),
  );
  const pool = (input.pools ?? poolOfItsOwn)(inInstalledOrder(completed.packages), architecture, repositories);
  const swaps = releasePackages(hop.from, new Set(packages.map(({ name }) => name)), available, catalog);
  const modules = solveModules(pool, facts, hop, architecture, repositories, input.enable);
  const options: DistroSyncOptions = {
    ...distroSyncOptions(facts, repositories, swaps),
    hiddenByModules: modules.hidden,
    generation: hop.from.major < 10 ? "0.7.24" : "0.7.29",
  };
  return { pool, options, packages, completed, modules, swaps };
}

export function distroSyncOptions(
  facts: Facts,
  repositories: readonly Pick<OpenedRepository, "id" | "excludes" | "includes">[],
  swaps: ReturnType<typeof releasePackages>,
): DistroSyncOptions {
  const manager = valueOf(facts, "packageManager");
  const kernel = valueOf(facts, "kernel");
  return {
    ...(manager === undefined
      ? {}
      : {
          best: manager.best,
          installWeakDependencies: manager.installWeakDependencies,
          installonlyLimit: manager.installonlyLimit,
          protectedPackages: manager.protectedPackages,
          excludes: manager.excludes,
          ...(manager.includes === undefined ? {} : { includes: manager.includes }),
        }),
    ...(kernel === undefined ? {} : { runningKernel: kernel.release }),
    repositoryExcludes: Object.fromEntries(repositories.map(({ id, excludes }) => [id, excludes])),
    repositoryIncludes: Object.fromEntries(repositories.map(({ id, includes }) => [id, includes])),
    install: [...new Set(swaps.swap.flatMap(({ to }) => to))],
    erase: [
      ...swaps.swap.map(({ from, to }) => ({
        name: from,
        why: `${to.join(" and ")} ${to.length === 1 ? "takes" : "take"} its place`,
      })),
      ...swaps.drop,
    ],
  };
}
