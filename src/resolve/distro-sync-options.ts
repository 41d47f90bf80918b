import type { PackageId } from "../pool/pool.ts";
import type { Room } from "../solver/room.ts";
import type { PackageFilters } from "./excludes.ts";
import type { Job } from "./jobs.ts";
import type { Generation } from "./resolver.ts";

/** The wishes of one `dnf distro-sync`; left out means dnf's default on Enterprise Linux. */
export interface DistroSyncOptions extends PackageFilters {
  /** Only the best candidate will do (dnf's `best`, true on Enterprise Linux). */
  readonly best?: boolean;
  readonly installWeakDependencies?: boolean;
  /** Installed packages may go when nothing else works (dnf's --allowerasing). */
  readonly allowErasing?: boolean;
  /** How many versions of an installonly package may stay; 0 for no limit. dnf's default is 3. */
  readonly installonlyLimit?: number;
  /**
   * Of a name above that limit, builds that were not chosen at first may come when others go: libdnf before 0.70, and
   * Enterprise Linux's before 8.8 and 9.2.
   */
  readonly unusedInstallonlyMayCome?: boolean;
  /** `uname -r` of the running kernel: the package of that kernel is never removed. */
  readonly runningKernel?: string;
  /** Names of packages that must not be removed; dnf's own plus protected.d. */
  readonly protectedPackages?: readonly string[];
  /** Packages that module streams hide (modules/filter-modules.ts). */
  readonly hiddenByModules?: ReadonlySet<PackageId>;
  /** Names to install in the same transaction, in their best version: the target's own release packages. */
  readonly install?: readonly string[];
  /** Installed names to remove in the same transaction, and the sentence that says why. */
  readonly erase?: readonly { readonly name: string; readonly why: string }[];
  /** What else is asked for, about packages of the pool: what would be if … */
  readonly wishes?: readonly Job[];
  /** Where the run's arrays come from, for many hosts one after the other; left out: new ones. */
  readonly room?: Room;
  /** Which libsolv the host's dnf has; that of Enterprise Linux 8 and 9 when left out. */
  readonly generation?: Generation;
  /** Learning steps after which the solver gives up. */
  readonly conflictLimit?: number;
}
