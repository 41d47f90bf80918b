import { type Branch, propagate, restart, revert } from "../solver/search.ts";
import { assertRules } from "./assert-rules.ts";
import { dropUnneededChoiceRules } from "./choice-rules.ts";
import { filterUnwanted } from "./choose.ts";
import { noteCleanMistakes } from "./clean-mistakes.ts";
import { CLEAN, decideAnd, decideInstalled, ORPHAN, type RunMode } from "./decide-installed.ts";
import { decideDependencies, decideJobs, decidePackageRules } from "./decide-jobs.ts";
import { decideWeak } from "./decide-weak.ts";
import { has, hasOrAll, isUsed, type Resolver } from "./resolver.ts";
import { analyzeUnsolvable } from "./unsolvable.ts";
import { isSupplementing, updateWeakMarks } from "./weak-dependencies.ts";

export interface RunOptions extends RunMode {
  readonly weak: boolean;
}

/**
 * Runs the search to its end: assertions, jobs, installed packages, dependencies, weak dependencies, orphans, then the
 * rest goes; last, choices that turned out needless are taken back. After every step back the earlier phases are gone
 * through again. Gives false when the rules contradict each other (only without `dropRules`) or the limit of conflicts is
 * reached. Source: libsolv, src/solver.c, solver_run_sat.
 */
export function run(resolver: Resolver, options: RunOptions): boolean {
  const { search } = resolver;
  resolver.installedPosition = 0;
  resolver.reorderForInstalled = false;
  const phases = phasesOf(resolver);
  let level = 0;
  let systemLevel = 1;
  for (;;) {
    if (level < 0) return false;
    if (level === 0) {
      if (!assertRules(resolver)) return false;
      level = 1;
      if (!options.dropRules && resolver.problems.length > 0) return false;
      const conflict = propagate(search, 1);
      if (conflict !== 0) {
        level = analyzeUnsolvable(resolver, conflict, options.dropRules);
        continue;
      }
      systemLevel = 2;
    }
    let isBack = false;
    for (const phase of phases) {
      if (level >= systemLevel) continue;
      const before = level;
      level = phase(resolver, options, level);
      isBack = level < before;
      if (isBack) break;
      systemLevel = level + 1;
    }
    if (isBack) continue;
    systemLevel = Math.min(systemLevel, level);
    const before = level;
    level = decideDependencies(resolver, options, level);
    if (level < before) continue;
    if (isUsed(resolver.cleanDependencies)) {
      const cleaned = eraseAll(resolver, options, level, (id) => has(resolver.cleanDependencies, id));
      level = cleaned.level;
      if (!cleaned.holds) continue;
    }
    if (options.weak) {
      const weak = decideWeak(resolver, options, level);
      level = weak.level;
      if (weak.changed) continue;
    }
    if (resolver.orphaned.length > 0 || resolver.brokenOrphanRules.length > 0) {
      const orphans = decideOrphans(resolver, options, level);
      level = orphans.level;
      if (!orphans.holds) continue;
    }
    const rest = eraseAll(resolver, options, level, () => true);
    level = rest.level;
    if (!rest.holds) continue;
    if (noteCleanMistakes(resolver) || dropUnneededChoiceRules(resolver)) {
      restart(search);
      level = 0;
      continue;
    }
    const other = betterBranch(resolver);
    if (other === undefined) return true;
    level = takeBranch(resolver, options, other);
  }
}

interface Phase {
  readonly level: number;
  readonly holds: boolean;
}

type PhaseFunction = (resolver: Resolver, options: RunOptions, level: number) => number;

/** Jobs, then installed packages; the other way round where the host comes first. */
function phasesOf(resolver: Resolver): readonly PhaseFunction[] {
  const { pool, flags } = resolver;
  if (pool.installedStart === pool.installedEnd) return [decideJobs];
  if (flags.focusinstalled) return [decideInstalled, decideJobs];
  const jobs = forFutureInstalled(decideJobs);
  return flags.focusbest || flags.focusnew
    ? [jobs, forFutureInstalled(decidePackageRules), decideInstalled]
    : [jobs, decideInstalled];
}

function forFutureInstalled(phase: PhaseFunction): PhaseFunction {
  return (resolver, options, level) => {
    resolver.reorderForInstalled = true;
    const reached = phase(resolver, options, level);
    resolver.reorderForInstalled = false;
    return reached;
  };
}

/** Decides against the undecided installed packages of a kind. */
function eraseAll(resolver: Resolver, options: RunOptions, from: number, isMeant: (id: number) => boolean): Phase {
  const { pool, search } = resolver;
  let level = from;
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    if (search.levels[id] !== 0 || !isMeant(id)) continue;
    const before = level;
    level = decideAnd(resolver, options, level, -id, 0, CLEAN);
    if (level < before) return { level, holds: false };
  }
  return { level, holds: true };
}

/** Orphans stay if they can, else they go (libsolv, src/solver.c, resolve_orphaned). */
function decideOrphans(resolver: Resolver, options: RunOptions, from: number): Phase {
  const { search, orphaned, dropOrphaned } = resolver;
  let level = from;
  let keptOne = false;
  for (const id of orphaned) {
    if (search.levels[id] !== 0 || hasOrAll(dropOrphaned, id)) continue;
    const before = level;
    level = decideAnd(resolver, options, level, id, 0, ORPHAN);
    keptOne = true;
    if (level < before) break;
  }
  if (keptOne) return { level, holds: false };
  for (const id of orphaned) {
    if (search.levels[id] !== 0) continue;
    const before = level;
    level = decideAnd(resolver, options, level, -id, 0, ORPHAN);
    if (level < before) return { level, holds: false };
  }
  const missing = brokenRequirements(resolver);
  if (missing.length === 0) return { level, holds: true };
  filterUnwanted(resolver, missing, "choose");
  for (const id of missing) {
    const before = level;
    level = decideAnd(resolver, options, level, id, 0, ORPHAN);
    if (level < before) break;
  }
  return { level, holds: false };
}

/** New packages that orphans, whose requirements are not insisted on, would need. */
function brokenRequirements(resolver: Resolver): number[] {
  const { rules, search, pool } = resolver;
  const found = new Set<number>();
  for (const rule of resolver.brokenOrphanRules) {
    const literals = rules.literals.subarray(rules.start[rule], rules.start[rule + 1]);
    const isOwn = (id: number): boolean => id >= pool.installedStart && id < pool.installedEnd;
    const isMet = literals.some((literal) =>
      literal < 0 ? search.levels[-literal]! <= 0 : search.levels[literal]! > 0 && !isOwn(literal),
    );
    if (isMet) continue;
    for (const literal of literals)
      if (literal > 0 && search.levels[literal] === 0 && !isOwn(literal)) found.add(literal);
  }
  return [...found];
}

interface Turn {
  readonly branch: Branch;
  readonly index: number;
}

/**
 * An alternative that came in anyway by a later decision, so that the choice made was needless; or one that is
 * recommended where the one taken is not. The earliest such choice is taken back.
 */
function betterBranch(resolver: Resolver): Turn | undefined {
  const { search, weak } = resolver;
  if (search.branches.length === 0) return undefined;
  updateWeakMarks(resolver);
  const isWanted = (id: number): boolean => weak.recommended[id] === 1 || isSupplementing(resolver, id);
  let turn: Turn | undefined;
  for (let at = search.branches.length - 1; at >= 0; at--) {
    const branch = search.branches[at]!;
    const arrived = branch.choices.findIndex((id) => id > 0 && search.levels[id]! > branch.level);
    if (arrived >= 0) {
      turn = { branch, index: arrived };
      continue;
    }
    const recommended = branch.choices.findIndex((id) => id > 0 && !has(resolver.disfavored, id) && isWanted(id));
    if (recommended < 0) continue;
    const isPoor = branch.choices.some(
      (id) =>
        id < 0 &&
        search.levels[-id] === branch.level + 1 &&
        !(has(resolver.favored, -id) && !has(resolver.disfavored, -id)) &&
        !isWanted(-id),
    );
    if (isPoor) turn = { branch, index: recommended };
  }
  return turn;
}

function takeBranch(resolver: Resolver, options: RunOptions, turn: Turn): number {
  const { search } = resolver;
  const { branch, index } = turn;
  const { level } = branch;
  const id = branch.choices[index]!;
  branch.choices[index] = -id;
  const reason = search.reasons[level + 1]!;
  // A level of 0 keeps the branch from being taken back with what came after it.
  branch.level = 0;
  revert(search, level);
  branch.level = level;
  const rule = -search.why[search.trailLength]!;
  return decideAnd(resolver, options, level, id, rule, reason);
}
