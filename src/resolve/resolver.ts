import { coloursMatch, isInstallable, isInstalled, matchesPackage, type PackageId, type Pool } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { freshRoom, type Room } from "../solver/room.ts";
import { createRules, type RuleId, type Rules } from "../solver/rules.ts";
import { createSearch, type Search } from "../solver/search.ts";
import type { Recommendation } from "./decide-weak.ts";
import type { Job } from "./jobs.ts";
import type { NormalForm } from "./normal-form.ts";
import { createOpenRules, type OpenRules } from "./open-rules.ts";
import type { RuleInfo } from "./rule-info.ts";
import type { PoolFlags, SolverFlags } from "./solver-flags.ts";
import type { Allowed, UpdatePolicy } from "./update-candidates.ts";

/** A range of rules of one kind: start … end - 1. */
export interface RuleRange {
  start: RuleId;
  end: RuleId;
}

export const ruleKinds = [
  "feature",
  "update",
  "job",
  "infarch",
  "dup",
  "best",
  "yumobs",
  "black",
  "strictrepo",
  "choice",
  "recommends",
] as const;

export type RuleKind = (typeof ruleKinds)[number];

/** A set of packages as marks per id, or all of them. */
export interface PackageSet {
  all: boolean;
  /** Absent until the first package is marked. */
  marks: Uint8Array | undefined;
}

/**
 * The state of one solver run: the wishes, what they mean for each package, the rules made of them and the search. It
 * is made by `solve` and seen by its parts only; nothing of it outlives the run but what the results are read from.
 */
export interface Resolver {
  readonly pool: Pool;
  readonly jobs: readonly Job[];
  readonly flags: SolverFlags;
  readonly poolFlags: PoolFlags;
  readonly generation: Generation;
  readonly rules: Rules;
  readonly room: Room;
  /** Whether package rules that are fulfilled from the start were left out (foregone.ts). */
  readonly sparse: boolean;
  /** Package rules are 1 … packageRulesEnd - 1; the other kinds follow, learnt rules come last. */
  packageRulesEnd: RuleId;
  readonly ranges: Record<RuleKind, RuleRange>;
  readonly search: Search;

  /** 1 for packages that may take part (reach.ts): rules are made for them. */
  readonly added: Uint8Array;
  readonly multiversion: PackageSet;
  readonly update: PackageSet;
  readonly bestUpdate: PackageSet;
  readonly fix: PackageSet;
  readonly dupInvolved: PackageSet;
  readonly dup: PackageSet;
  readonly dropOrphaned: PackageSet;
  readonly allowUninstall: PackageSet;
  readonly noUpdate: PackageSet;
  readonly favored: PackageSet;
  readonly disfavored: PackageSet;
  readonly excludedFromWeak: PackageSet;
  readonly blacklisted: PackageSet;
  readonly cleanDependencies: PackageSet;
  /** Turn in which a package was favoured, or minus that in which it was disfavoured; the last wish counts. */
  readonly favorOrder: Map<PackageId, number>;
  favorTurns: number;
  processOrphans: boolean;
  readonly orphaned: PackageId[];
  /** Installed packages whose update was asked with cleandeps, and cleandeps erasures that turned out wrong. */
  readonly cleanUpdates: PackageId[];
  readonly cleanMistakes: PackageId[];
  /** Per installed package, the only packages it may be updated to; absent where any will do. */
  updateTargets: Map<PackageId, PackageId[]> | undefined;
  /** Per installed package, updaters that stand beside it instead of replacing it. */
  readonly specialUpdaters: Map<PackageId, readonly PackageId[]>;

  /**
   * Per installed package, which packages of other names obsolete it, ascending; there for all that anything obsoletes, be it
   * a package that may not be installed and so is not named.
   */
  readonly obsoleters: ReadonlyMap<PackageId, readonly PackageId[]>;
  /** Per installed package, from the first, what it may become if policy allowed everything. */
  readonly candidates: (readonly PackageId[] | undefined)[];
  /** What policies allow (update-candidates.ts). */
  readonly allowed: Partial<Record<UpdatePolicy, Allowed>>;
  /** Rich requirements that were looked at. */
  readonly forms: Map<DependencyId, NormalForm>;

  /** Rules that may be dropped when they stand in the way. */
  weakRules: Uint8Array;
  readonly weakRuleQueue: RuleId[];
  readonly recommendsRules: RuleId[];
  /** Index into `jobs` per job rule. */
  readonly jobOfRule: number[];
  /** Per best rule: the installed package, or minus the job rule. */
  readonly bestInfo: number[];
  /** Per yumobs rule the dependency obsoleted, per choice rule the package rule it was made from. */
  readonly yumobsInfo: number[];
  readonly choiceInfo: RuleId[];
  readonly recommendsInfo: RuleId[];
  readonly brokenOrphanRules: RuleId[];

  /** See openRecommendations of decide-weak.ts: the trail up to `covered`, as long as nothing is taken back. */
  readonly recommendations: { reverts: number; covered: number; readonly open: Recommendation[] };
  openRules: OpenRules;
  /** What the rules of packages say, for those that were asked about (rule-info.ts). */
  readonly rulesMade: Map<PackageId, ReadonlyMap<string, readonly RuleInfo[]>>;

  /** Start of the proof in search.proofs, then the rules to blame (minus 1-based jobs), per problem. */
  readonly problems: { proof: number; rules: number[] }[];
  /** Which weak dependencies the decisions so far carry; kept up with the trail. */
  readonly weak: WeakMarks;
  installedPosition: PackageId;
  reorderForInstalled: boolean;
  solving: "main" | "refining";
}

interface WeakMarks {
  readonly recommended: Uint8Array;
  readonly suggested: Uint8Array;
  /** How much of the trail the marks cover; below 0 they must be made anew. */
  covered: number;
  /** Rich dependencies of decided packages: what they mark changes with later decisions. */
  readonly pending: { readonly dependency: DependencyId; readonly marks: Uint8Array }[];
}

export function emptySet(): PackageSet {
  return { all: false, marks: undefined };
}

export function mark({ pool, room }: Resolver, set: PackageSet, id: PackageId): void {
  set.marks ??= room.uint8(pool.count);
  set.marks[id] = 1;
}

export function has(set: PackageSet, id: PackageId): boolean {
  return set.marks !== undefined && set.marks[id] === 1;
}

export function hasOrAll(set: PackageSet, id: PackageId): boolean {
  return set.all || (set.marks !== undefined && set.marks[id] === 1);
}

export function isUsed(set: PackageSet): boolean {
  return set.all || set.marks !== undefined;
}

/** Whether package `by` with the obsoletes entry `dependency` obsoletes `id`, which provides it. */
export function obsoletes(resolver: Resolver, by: PackageId, dependency: number, id: PackageId): boolean {
  const { pool, poolFlags } = resolver;
  if (!poolFlags.obsoleteusesprovides && !matchesPackage(pool, id, dependency)) return false;
  return !poolFlags.obsoleteusescolors || coloursMatch(pool, by, id);
}

/** What is to be solved. `previous` is a run on the same pool whose rules can be taken over. */
export interface ResolverInput {
  readonly pool: Pool;
  readonly jobs: readonly Job[];
  readonly flags: SolverFlags;
  readonly poolFlags: PoolFlags;
  readonly previous?: Resolver;
  /** Where its arrays come from; left out: new ones. */
  readonly room?: Room;
  /** Whose choices to make where they differ; "0.7.29" when left out. */
  readonly generation?: Generation;
  /** Whether package rules that are fulfilled from the start may be left out, as long as nothing contradicts; false when left out. */
  readonly sparse?: boolean;
}

/**
 * Releases of libsolv that choose differently: up to 0.7.24, which Enterprise Linux 8 and 9 have, and from 0.7.29 on, which
 * Enterprise Linux 10 has.
 */
export type Generation = "0.7.24" | "0.7.29";

export function createResolver(input: ResolverInput): Resolver {
  const { pool, poolFlags, jobs, flags, previous, room = freshRoom, generation = "0.7.29" } = input;
  const rules = createRules(...expectedRules(pool), room);
  return {
    pool,
    jobs,
    flags,
    poolFlags,
    generation,
    rules,
    room,
    sparse: input.sparse === true,
    packageRulesEnd: 1,
    ranges: Object.fromEntries(ruleKinds.map((kind) => [kind, { start: 1, end: 1 }])) as Record<RuleKind, RuleRange>,
    search: createSearch(rules, pool.count - 1, room),
    added: room.uint8(pool.count),
    multiversion: emptySet(),
    update: emptySet(),
    bestUpdate: emptySet(),
    fix: emptySet(),
    dupInvolved: emptySet(),
    dup: emptySet(),
    dropOrphaned: emptySet(),
    allowUninstall: emptySet(),
    noUpdate: emptySet(),
    favored: emptySet(),
    disfavored: emptySet(),
    excludedFromWeak: emptySet(),
    blacklisted: emptySet(),
    cleanDependencies: emptySet(),
    favorOrder: new Map(),
    favorTurns: 0,
    processOrphans: false,
    orphaned: [],
    cleanUpdates: [],
    cleanMistakes: [],
    updateTargets: undefined,
    specialUpdaters: new Map(),
    obsoleters: previous?.obsoleters ?? indexObsoleters(pool, poolFlags),
    candidates: previous?.candidates ?? [],
    allowed: {},
    forms: previous?.forms ?? new Map(),
    weakRules: new Uint8Array(0),
    weakRuleQueue: [],
    recommendsRules: [],
    jobOfRule: [],
    bestInfo: [],
    yumobsInfo: [],
    choiceInfo: [],
    recommendsInfo: [],
    brokenOrphanRules: [],
    recommendations: { reverts: -1, covered: 0, open: [] },
    openRules: createOpenRules(0),
    rulesMade: new Map(),
    problems: [],
    weak: {
      recommended: room.uint8(pool.count),
      suggested: room.uint8(pool.count),
      covered: 0,
      pending: [],
    },
    installedPosition: 0,
    reorderForInstalled: false,
    solving: "main",
  };
}

/** Room for the rules of policies and jobs, and their literals: some 5 and 10 an installed package; both grow where it is too little. */
function expectedRules(pool: Pool): [rules: number, literals: number] {
  const installed = Math.max(1 << 10, pool.installedEnd - pool.installedStart);
  const rules = 2 ** Math.ceil(Math.log2(installed * 5));
  return [rules, rules * 4];
}

/** libsolv, src/policy.c, policy_create_obsolete_index. */
function indexObsoleters(pool: Pool, poolFlags: PoolFlags): Map<PackageId, PackageId[]> {
  const index = new Map<PackageId, PackageId[]>();
  if (pool.installedStart === pool.installedEnd) return index;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (const id of pool.obsoleting) {
    const installable = isInstallable(pool, id);
    if (!installable && !isInstalled(pool, id)) continue;
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
      const dependency = ids[i]!;
      if (pool.providers.hostProvider(dependency, 0) === 0) continue;
      let at = pool.providers.of(dependency);
      const { lists } = pool.providers;
      for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
        if (!isInstalled(pool, other) || pool.names[other] === pool.names[id]) continue;
        if (!poolFlags.obsoleteusesprovides && !matchesPackage(pool, other, dependency)) continue;
        if (poolFlags.obsoleteusescolors && !coloursMatch(pool, id, other)) continue;
        const known = index.get(other) ?? [];
        index.set(other, known);
        if (installable && known[known.length - 1] !== id) known.push(id);
      }
    }
  }
  return index;
}
