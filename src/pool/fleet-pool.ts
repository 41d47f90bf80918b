import { dependencyKinds } from "../package/dependency.ts";
import { createPool, type PoolRepository } from "./create-pool.ts";
import { createSeat, type Seat } from "./host-seat.ts";
import { InstalledUniverse, type UniverseId } from "./installed-universe.ts";
import type { Pool } from "./pool.ts";
import { type Assumed, takeSeat } from "./take-seat.ts";

/** What a fleet's hosts are solved in: the repositories stay in place, hosts are put before them one after the other. */
export interface FleetPool {
  readonly repositories: Pool;
  readonly universe: InstalledUniverse;
  /**
   * The pool of a host: its packages in the order of its rpm database, then the repositories'. It is as `createPool` would make
   * it, but for the numbers of packages, and holds until the next host is asked for: both share their arrays.
   *
   * @param assumed names that `carrier` (an index into `packages`) provides too where nobody else does
   */
  host(packages: ArrayLike<UniverseId>, assumed?: Assumed): Pool;
}

interface FleetPoolOptions {
  readonly architecture: string;
  readonly repositories: readonly PoolRepository[];
}

export function createFleetPool(options: FleetPoolOptions): FleetPool {
  const repositories = createPool({ ...options, keepsPaths: true });
  const universe = new InstalledUniverse(repositories, options.architecture);
  for (const kind of dependencyKinds)
    if (kind !== "provides") for (const id of repositories.dependencies[kind].ids) universe.ask(id);
  let seat: Seat | undefined;
  return {
    repositories,
    universe,
    host(packages, assumed) {
      if (seat === undefined || packages.length > seat.room || universe.groupCount > seat.groups)
        seat = createSeat(repositories, packages.length, universe.groupCount);
      return takeSeat(seat, repositories, universe, packages, assumed);
    },
  };
}
