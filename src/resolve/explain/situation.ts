import { isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { distroSync, resolutionOf, runDistroSync, type SyncRun } from "../distro-sync.ts";
import type { DistroSyncOptions } from "../distro-sync-options.ts";
import type { Job } from "../jobs.ts";
import type { PackageTransaction, Resolution } from "../resolution.ts";
import { excludeOf } from "../solution-words.ts";
import type { Fate } from "./explanation.ts";

/** A host solved, in a way that questions can be asked about. */
export interface Situation {
  readonly pool: Pool;
  readonly options: DistroSyncOptions;
  /** The run whose transaction is shown: with erasing where nothing else solves. */
  readonly shown: SyncRun;
  /** Undefined where there is none. */
  readonly transaction: PackageTransaction | undefined;
  /** The run that lets nothing go; it has the problems where `shown` had to let packages go. */
  readonly strict: SyncRun;
  /** What `strict` comes to. */
  readonly outcome: Resolution;
  /** Changes outside the pool to try for a package (a NEVRA), such as a repository or a module that is not enabled. */
  readonly offersFor: (nevra: string, name: string, fate: Fate) => readonly Attempt[];
}

/** Something to try, and what the host is with it. */
export interface Attempt {
  readonly what: string;
  readonly solve: () => Resolution;
}

/** Solves as `distroSync` does, first so that nothing goes, then letting go of what stands in the way. */
export function situationOf(
  pool: Pool,
  options: DistroSyncOptions,
  offersFor: Situation["offersFor"] = () => [],
): Situation {
  const strict = runDistroSync(pool, options);
  const first = resolutionOf(strict, options);
  if (first.kind === "solved")
    return { pool, options, shown: strict, transaction: first.transaction, strict, outcome: first, offersFor };
  const erasing = { ...options, allowErasing: true };
  const shown = runDistroSync(pool, erasing);
  const second = resolutionOf(shown, erasing);
  const transaction = second.kind === "solved" ? second.transaction : undefined;
  return { pool, options, shown, transaction, strict, outcome: first, offersFor };
}

/** The host with other options; what stands in their way may go. What is hidden in the pool is afterwards as it was. */
export function solveOtherwise({ pool, options }: Situation, changes: Partial<DistroSyncOptions>): Resolution {
  const considered = pool.considered.slice();
  try {
    return distroSync(pool, { ...options, allowErasing: true, ...changes });
  } finally {
    pool.considered.set(considered);
  }
}

/**
 * The host with further wishes. An installed package that is wished for is kept as a user of dnf keeps it: by an exclude,
 * which hides the target's builds of it and holds the installed one.
 */
export function solveWith(situation: Situation, wishes: readonly Job[]): Resolution {
  const { pool, options } = situation;
  const kept = wishes.flatMap((wish) => keptBy(pool, wish) ?? []);
  const others = wishes.filter((wish) => keptBy(pool, wish) === undefined);
  return solveOtherwise(situation, {
    excludes: [...(options.excludes ?? []), ...kept.map((id) => excludeOf(pool, id))],
    wishes: [...(options.wishes ?? []), ...others],
  });
}

function keptBy(pool: Pool, { action, selection }: Job): PackageId | undefined {
  const isKept = action === "install" && selection.kind === "package" && isInstalled(pool, selection.id);
  return isKept ? selection.id : undefined;
}
