import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import { createPool } from "../pool/create-pool.ts";
import { createFleetPool, type FleetPool } from "../pool/fleet-pool.ts";
import type { UniverseId } from "../pool/installed-universe.ts";
import type { Pool } from "../pool/pool.ts";
import type { OpenedRepository } from "./open-repositories.ts";

type Repositories = readonly Pick<OpenedRepository, "id" | "table" | "priority" | "cost">[];

/** Puts a host's packages (in the order the solver goes through them) and its repositories into a pool. */
export type PoolMaker = (
  packages: readonly InstalledPackage[],
  architecture: string,
  repositories: Repositories,
) => Pool;

/** A pool that lasts: for one host the fastest way. */
export function poolOfItsOwn(
  packages: readonly InstalledPackage[],
  architecture: string,
  repositories: Repositories,
): Pool {
  return createPool({ architecture, installed: packages, repositories });
}

/** Pools of hosts that come one after the other and mostly go to the same repositories: a pool lasts until the next is made. */
export function sharedPools(): PoolMaker {
  let last:
    | { readonly key: readonly unknown[]; readonly add: (packages: readonly InstalledPackage[]) => Pool }
    | undefined;
  return (packages, architecture, repositories) => {
    const key = [architecture, ...repositories.flatMap(({ id, table, priority, cost }) => [id, table, priority, cost])];
    const isSame =
      last !== undefined && last.key.length === key.length && last.key.every((part, at) => part === key[at]);
    if (last === undefined || !isSame) last = { key, add: hostAdder(createFleetPool({ architecture, repositories })) };
    return last.add(packages);
  };
}

function hostAdder(fleet: FleetPool): (packages: readonly InstalledPackage[]) => Pool {
  const { universe } = fleet;
  const known = new Map<string, UniverseId>();
  return (packages) => {
    const ids = packages.map((item) => {
      const key = keyOf(item);
      const id = known.get(key) ?? universe.add(item);
      known.set(key, id);
      return id;
    });
    for (const [index, { files }] of packages.entries()) universe.lookUpPaths(ids[index] ?? 0, files);
    return fleet.host(ids);
  };
}

/** The same build tells the same dependencies; one that an answer made up has others in number. */
function keyOf(item: InstalledPackage): string {
  const { vendor, buildTime, dependencies } = item;
  const counts = [dependencies?.provides?.length, dependencies?.requires?.length];
  return [formatNevra(item), vendor, buildTime, ...counts].join("|");
}
