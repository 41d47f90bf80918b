import type { PackageId } from "../pool/pool.ts";
import { decide } from "../solver/decide.ts";
import { firstLiteral, literalsOf, type RuleId } from "../solver/rules.ts";
import type { Branch } from "../solver/search.ts";
import { filterUnwanted } from "./choose.ts";
import { pruneSplitPartners } from "./obsoletes-rules.ts";
import { preferFavored } from "./reorder.ts";
import { has, hasOrAll, type Resolver } from "./resolver.ts";
import { analyzeUnsolvable } from "./unsolvable.ts";
import { featureRule, isPlaceholder, updateRule, widestRule } from "./update-rules.ts";
import { isEnhancing, isSupplementing, updateWeakMarks } from "./weak-dependencies.ts";

/** Why a free decision was made (libsolv, SOLVER_REASON_…). */
const KEEP = 2;
export const JOB = 3;
const UPDATE = 4;
export const CLEAN = 5;
export const DEPENDENCY = 6;
export const WEAK_DEPENDENCY = 7;
export const ORPHAN = 8;

/** Whether contradictions may be solved by dropping wishes, for this run. */
export interface RunMode {
  readonly dropRules: boolean;
}

export function decideAnd(
  resolver: Resolver,
  mode: RunMode,
  level: number,
  literal: number,
  rule: RuleId,
  reason: number,
): number {
  return decide(resolver.search, level, literal, rule, reason, (conflict) =>
    analyzeUnsolvable(resolver, conflict, mode.dropRules),
  );
}

/** Installs the best of several; the others stay open for later. */
export function chooseAndInstall(
  resolver: Resolver,
  mode: RunMode,
  level: number,
  list: PackageId[],
  rule: RuleId,
  reason: number,
): number {
  if (list.length > 1) filterUnwanted(resolver, list, "choose");
  if (list.length > 1 && resolver.reorderForInstalled) reorderForInstalled(resolver, level, list);
  if (list.length > 1 && resolver.flags.yumobsoletes) pruneSplitPartners(resolver, list);
  if (list.length > 1) openBranch(resolver, level, list, { rule, from: 0, dependency: 0 });
  return decideAnd(resolver, mode, level, list[0]!, rule, reason);
}

/** `cause` is a rule, or a package and its weak dependency. */
export function openBranch(
  resolver: Resolver,
  level: number,
  list: readonly PackageId[],
  cause: Pick<Branch, "rule" | "from" | "dependency">,
): void {
  const branch: Branch = { level, choices: [-list[0]!, ...list.slice(1)], ...cause };
  resolver.search.branches.push(branch);
}

/**
 * Jobs are decided before the installed packages are: what those will supplement, recommend or suggest once they stay is
 * put first (libsolv, src/solver.c, reorder_dq_for_future_installed).
 */
function reorderForInstalled(resolver: Resolver, level: number, list: PackageId[]): void {
  const { pool, search, weak } = resolver;
  const pretended: PackageId[] = [];
  const length = search.trailLength;
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    if (has(resolver.noUpdate, id) || search.levels[id] !== 0) continue;
    search.levels[id] = level + 1;
    search.trail[search.trailLength++] = id;
    pretended.push(id);
  }
  if (pretended.length === 0) return;
  updateWeakMarks(resolver);
  const isOwn = (id: PackageId): boolean => id >= pool.installedStart && id < pool.installedEnd;
  const rank = (id: PackageId): number => {
    if (isOwn(id) || weak.recommended[id] === 1 || isSupplementing(resolver, id)) return 0;
    return weak.suggested[id] === 1 || isEnhancing(resolver, id) ? 1 : 2;
  };
  const suggestedFirst = (id: PackageId): number =>
    isOwn(id) || weak.suggested[id] === 1 || isEnhancing(resolver, id) ? 0 : 1;
  const ranked = list.map((id) => ({ id, recommended: rank(id) === 0 ? 0 : 1, suggested: suggestedFirst(id) }));
  ranked.sort((left, right) => left.recommended - right.recommended || left.suggested - right.suggested);
  for (let i = 0; i < list.length; i++) list[i] = ranked[i]!.id;
  for (const id of pretended) search.levels[id] = 0;
  search.trailLength = length;
  search.shortestTrail = -1;
  preferFavored(resolver, list);
}

/**
 * Decides the installed packages: first those that are to be updated, then those that may just stay, then the rest.
 * Up to libsolv 0.7.24 the last two are one. Starts with the package that made trouble the last time. Source: libsolv,
 * src/solver.c, resolve_installed.
 */
export function decideInstalled(resolver: Resolver, mode: RunMode, from: number): number {
  const { pool } = resolver;
  const firstPass = resolver.update.all ? 2 : 0;
  const size = pool.installedEnd - pool.installedStart;
  let position = resolver.installedPosition === 0 ? pool.installedStart : resolver.installedPosition;
  let level = from;
  for (let pass = firstPass; pass < 3; ) {
    const passLevel = level;
    let done = 0;
    let id = position;
    while (done < size) {
      if (id === pool.installedEnd) id = pool.installedStart;
      if (isSettled(resolver, id)) {
        id++;
        done++;
        continue;
      }
      const step = decidePackage(resolver, mode, level, id, pass);
      level = step.level;
      if (step.holds) {
        id++;
        done++;
        continue;
      }
      if (level < passLevel) break;
      if (level < step.from) done = 0;
    }
    if (done < size) {
      position = id;
      if (level < from) break;
      pass = firstPass;
      continue;
    }
    position = pool.installedStart;
    pass++;
  }
  resolver.installedPosition = position;
  return level;
}

/** Whether a package stays, or one of its updates came: nothing is left to decide about it. Most are so most times. */
function isSettled(resolver: Resolver, id: PackageId): boolean {
  const { levels } = resolver.search;
  const level = levels[id]!;
  if (level === 0 || resolver.specialUpdaters.has(id)) return false;
  if (level > 0) return true;
  const { start, literals, disabled } = resolver.rules;
  const rule = updateRule(resolver, id);
  if (disabled[rule] === 1) return false;
  const end = start[rule + 1]!;
  for (let at = start[rule]!; at < end; at++) {
    const literal = literals[at]!;
    if (literal > 0 && levels[literal]! > 0) return true;
  }
  return false;
}

/** The level reached after one package. Where the last decision did not hold, `from` is the level it was made from. */
interface Step {
  readonly level: number;
  readonly from: number;
  readonly holds: boolean;
}

function decidePackage(resolver: Resolver, mode: RunMode, level: number, id: PackageId, pass: number): Step {
  const { search } = resolver;
  const settled: Step = { level, from: level, holds: true };
  const special = resolver.specialUpdaters.get(id);
  if (search.levels[id]! > 0 && special === undefined) return settled;
  if (!isTurnOf(resolver, id, pass)) return settled;
  const update = updateRule(resolver, id);
  let rule = update;
  if (isPlaceholder(resolver, rule) || resolver.rules.disabled[rule] === 1) {
    const feature = featureRule(resolver, id);
    if (!isPlaceholder(resolver, feature)) rule = feature;
  }
  if (isPlaceholder(resolver, rule)) return settled;
  let reached = level;
  const list = wantedUpdates(resolver, id, rule, special);
  if (list.length > 0) {
    const targetRule = special === undefined ? rule : widestRule(resolver, id);
    reached = chooseAndInstall(resolver, mode, level, list, targetRule, UPDATE);
    if (reached <= level) return { level: reached, from: level, holds: false };
  }
  if (search.levels[id] !== 0 || has(resolver.cleanDependencies, id))
    return { level: reached, from: level, holds: true };
  const kept = decideAnd(resolver, mode, reached, id, update, KEEP);
  return { level: kept, from: reached, holds: kept > reached };
}

function isTurnOf(resolver: Resolver, id: PackageId, pass: number): boolean {
  if (pass === 0) return has(resolver.update, id);
  if (pass === 2 || resolver.generation === "0.7.24") return true;
  return resolver.search.levels[id] === 0 && !has(resolver.update, id);
}

/** Candidates to update to now; empty when the package shall rather stay, or is replaced already. */
function wantedUpdates(
  resolver: Resolver,
  id: PackageId,
  rule: RuleId,
  special: readonly PackageId[] | undefined,
): PackageId[] {
  const { search, rules } = resolver;
  if (has(resolver.noUpdate, id)) return [];
  const mustChange = search.levels[id]! < 0 || hasOrAll(resolver.update, id) || firstLiteral(rules, rule) !== id;
  if (!mustChange) return [];
  const targets = resolver.updateTargets?.get(id);
  const isTarget = (other: PackageId): boolean => targets === undefined || targets.includes(other);
  if (special !== undefined) {
    const list = special.filter((other) => search.levels[other]! >= 0);
    if (firstLiteral(rules, rule) === id && search.levels[id]! >= 0) list.unshift(id);
    const wanted = list.filter(isTarget);
    if (wanted.length === 0) return [];
    filterUnwanted(resolver, wanted, "choose");
    const best = wanted[0]!;
    return best !== id && search.levels[best] === 0 ? [best] : [];
  }
  const list: PackageId[] = [];
  for (const other of literalsOf(rules, rule)) {
    if (search.levels[other]! > 0) return [];
    if (search.levels[other] === 0) list.push(other);
  }
  return list.filter(isTarget);
}
