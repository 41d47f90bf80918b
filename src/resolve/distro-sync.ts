import { parseNevra } from "../package/nevra.ts";
import type { PackageId, Pool } from "../pool/pool.ts";
import type { DistroSyncOptions } from "./distro-sync-options.ts";
import { installedMatching, markConsidered } from "./excludes.ts";
import { limitJobs, multiversionJobs, runningKernelPackage } from "./installonly.ts";
import { FORCE_BEST, type Job, SET_ARCH, SET_EVR } from "./jobs.ts";
import { nameOf, nevraOf } from "./package-words.ts";
import { readPackageTransaction, readProblems } from "./read-resolution.ts";
import type { Obsoletion, PackageTransaction, Resolution } from "./resolution.ts";
import type { Resolver } from "./resolver.ts";
import { solve } from "./solve.ts";
import { defaultPoolFlags, defaultSolverFlags, type PoolFlags, type SolverFlags } from "./solver-flags.ts";
import { unmetWeakDependencies } from "./weak-excludes.ts";

const DEFAULT_INSTALLONLY_LIMIT = 3;
const DEFAULT_CONFLICT_LIMIT = 100_000;

/** A finished run of a sync, to read results or a testcase from. */
export interface SyncRun {
  readonly result: Resolver;
  /** Installed packages that must not go: protected ones, and the running kernel's. */
  readonly untouchable: ReadonlySet<PackageId>;
  /** Wishes that bring installonly packages down to their limit. */
  readonly limits: readonly Job[];
  /** Packages that modules alone hide: dnf lays its excludes first, and names those where both hide one (libdnf, dnf-sack.cpp). */
  readonly hiddenByModules: ReadonlySet<PackageId>;
}

/**
 * What `dnf distro-sync` to the pool's repositories does to the host in the pool: the same jobs, flags and second solve
 * for the installonly limit as dnf 4 (libdnf, goal/Goal.cpp). Without `allowErasing`, a package that would have to go is
 * a problem; the resolution then also tells what dnf would do with the rest.
 */
export function distroSync(pool: Pool, options: DistroSyncOptions): Resolution {
  return resolutionOf(runDistroSync(pool, options), options);
}

/** The same as the solver sees it: its jobs, flags, decisions and problems. */
export function runDistroSync(pool: Pool, options: DistroSyncOptions): SyncRun {
  markConsidered(pool, options);
  const hiddenByModules = new Set([...(options.hiddenByModules ?? [])].filter((id) => pool.considered[id] === 1));
  for (const id of hiddenByModules) pool.considered[id] = 0;
  const limit = options.installonlyLimit ?? DEFAULT_INSTALLONLY_LIMIT;
  const kernel = options.runningKernel === undefined ? undefined : runningKernelPackage(pool, options.runningKernel);
  const untouchable = new Set(installedMatching(pool, options.protectedPackages ?? ["dnf", "yum"]));
  if (kernel !== undefined) untouchable.add(kernel);
  const removable = (): Job => allowUninstallJob(pool, untouchable);
  const jobs = [...syncJobs(pool, options), ...(options.allowErasing === true ? [removable()] : [])];
  const { room, generation = "0.7.24" } = options;
  const own = room === undefined ? {} : { room };
  // Where packages may go, that is asked for because of contradictions.
  const sparse = options.allowErasing !== true;
  const input = { pool, jobs, flags: solverFlags(options), poolFlags, generation, sparse, ...own };
  const conflictLimit = options.conflictLimit ?? DEFAULT_CONFLICT_LIMIT;
  const first = solve(input, conflictLimit);
  const limits =
    first.problems.length > 0 || limit === 0
      ? []
      : limitJobs(first, {
          limit,
          runningKernel: kernel,
          othersMayCome: options.unusedInstallonlyMayCome === true,
        });
  const result =
    limits.length === 0
      ? first
      : solve({ ...input, jobs: [...jobs, ...limits, removable()], previous: first }, conflictLimit);
  return { result, untouchable, limits, hiddenByModules };
}

const poolFlags: PoolFlags = {
  ...defaultPoolFlags,
  implicitobsoleteusescolors: true,
  whatprovideswithdisabled: true,
};

function solverFlags(options: DistroSyncOptions): SolverFlags {
  return {
    ...defaultSolverFlags,
    allowdowngrade: true,
    allowvendorchange: true,
    keepexplicitobsoletes: true,
    bestobeypolicy: true,
    keeporphans: true,
    yumobsoletes: true,
    ignorerecommended: options.installWeakDependencies === false,
  };
}

function syncJobs(pool: Pool, options: DistroSyncOptions): Job[] {
  const flags = SET_EVR | SET_ARCH | (options.best === false ? 0 : FORCE_BEST);
  return [
    { action: "distupgrade", selection: { kind: "offered" }, flags },
    { action: "excludefromweak", selection: { kind: "one-of", ids: unmetWeakDependencies(pool) }, flags: 0 },
    ...multiversionJobs(pool),
    ...(options.install ?? []).flatMap((name) => nameJobs(pool, "install", name, flags)),
    ...(options.erase ?? []).flatMap(({ name }) => nameJobs(pool, "erase", name, 0)),
    ...(options.wishes ?? []),
  ];
}

/** A job on all packages of a name; none when no package has it. */
function nameJobs(pool: Pool, action: "install" | "erase", name: string, flags: number): Job[] {
  const dependency = pool.strings.findText(name);
  return dependency === 0 ? [] : [{ action, selection: { kind: "name", dependency }, flags }];
}

function allowUninstallJob(pool: Pool, untouchable: ReadonlySet<PackageId>): Job {
  const ids: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++)
    if (!untouchable.has(id) && pool.considered[id] === 1) ids.push(id);
  return { action: "allowuninstall", selection: { kind: "one-of", ids }, flags: 0 };
}

/** What a run of a sync with these options says. */
export function resolutionOf(
  { result, untouchable, limits, hiddenByModules }: SyncRun,
  { erase: erased = [], conflictLimit = DEFAULT_CONFLICT_LIMIT }: DistroSyncOptions,
): Resolution {
  const { pool } = result;
  const { conflicts } = result.search;
  if (conflicts >= conflictLimit) return { kind: "gave-up", conflicts };
  const overLimit = new Set(
    limits.flatMap(({ action, selection }) =>
      action === "erase" && selection.kind === "package" ? [selection.id] : [],
    ),
  );
  const whyErased = (id: PackageId): string | undefined =>
    overLimit.has(id)
      ? `more versions of ${nameOf(pool, id)} would be installed than may stay side by side`
      : erased.find(({ name }) => name === nameOf(pool, id))?.why;
  const transaction = readPackageTransaction(result, whyErased);
  if (result.problems.length > 0)
    return { kind: "problems", problems: readProblems(result, hiddenByModules), transaction };
  const lost = lostProtected(pool, transaction, untouchable);
  if (lost.length === 0) return { kind: "solved", transaction };
  const because = protectedSentence(lost);
  return { kind: "problems", problems: [{ because: [because], choices: [] }], transaction };
}

export function protectedSentence(lost: readonly string[]): string {
  return `The operation would result in removing the following protected packages: ${lost.join(", ")}`;
}

/** Protected packages may be updated, and replaced by one of their own name, but not removed or obsoleted. */
function lostProtected(pool: Pool, transaction: PackageTransaction, untouchable: ReadonlySet<PackageId>): string[] {
  const gone = new Set([
    ...transaction.remove.map((removal) => removal.nevra),
    ...transaction.obsolete.filter(isOfOtherName).map(({ old }) => old),
  ]);
  return [...untouchable].filter((id) => gone.has(nevraOf(pool, id))).map((id) => nameOf(pool, id));
}

/** Not what an interrupted update left beside a build of the same name: that goes with the update. */
function isOfOtherName({ old, by }: Obsoletion): boolean {
  return by.every((other) => parseNevra(other)?.name !== parseNevra(old)?.name);
}
