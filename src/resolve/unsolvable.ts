import { GAVE_UP } from "../solver/decide.ts";
import { firstLiteral, isAssertion, type RuleId } from "../solver/rules.ts";
import { isTrue, restart } from "../solver/search.ts";
import { disableCompetingChoiceRules } from "./choice-rules.ts";
import { CLEAN_DEPENDENCIES } from "./jobs.ts";
import { disablePolicyRules, reenablePolicyRulesOfJob } from "./policy-rules.ts";
import { type Blame, blameOf, disableBlamed, isIn, nameGroup } from "./problem-rules.ts";
import { has, isUsed, type Resolver } from "./resolver.ts";
import { featureRule, isPlaceholder } from "./update-rules.ts";

/**
 * The rules contradict each other without a free decision. Finds all that are involved; then drops the last weak one, or
 * lets an installed package go that may go, or notes a problem and drops all wishes it is made of. Gives 0 to start anew,
 * or GAVE_UP when there is nothing to drop, dropping is not wanted, or some rules were left out. Source: libsolv, src/solver.c, analyze_unsolvable.
 */
export function analyzeUnsolvable(resolver: Resolver, conflict: RuleId, dropRules: boolean): number {
  if (resolver.sparse) return GAVE_UP;
  const { search } = resolver;
  const proof = search.proofs.length;
  const blamed: Blame[] = [];
  const weak: RuleId[] = [];
  collectInvolved(resolver, conflict, blamed, weak);
  if (weak.length > 0) {
    search.proofs.length = proof;
    dropWeak(resolver, weak);
    restart(search);
    return 0;
  }
  if (mayUninstall(resolver) && uninstallInstead(resolver, blamed)) {
    search.proofs.length = proof;
    restart(search);
    return 0;
  }
  search.proofs.push(0);
  resolver.problems.push({ proof, rules: blamed });
  if (!dropRules || blamed.length === 0) return GAVE_UP;
  for (const blame of blamed) disableBlamed(resolver, blame);
  restart(search);
  return resolver.problems.length > MOST_PROBLEMS ? GAVE_UP : 0;
}

/** No host has so many; a resolver that finds them goes in circles. */
const MOST_PROBLEMS = 10_000;

/** Walks the trail back from the conflict; the rules met, in that order, are the proof. */
function collectInvolved(resolver: Resolver, conflict: RuleId, blamed: Blame[], weak: RuleId[]): void {
  const { search } = resolver;
  const { rules, trail, why } = search;
  const involved = new Uint8Array(search.variables + 1);
  const seenLearnt = new Set<RuleId>();
  const take = (rule: RuleId): void => {
    search.proofs.push(rule);
    collectRule(resolver, rule, blamed, weak, seenLearnt);
    for (let at = rules.start[rule]!; at < rules.start[rule + 1]!; at++) {
      const literal = rules.literals[at]!;
      if (!isTrue(search, literal)) involved[Math.abs(literal)] = 1;
    }
  };
  take(conflict);
  for (let index = search.trailLength - 1; index >= 0; index--) {
    const variable = Math.abs(trail[index]!);
    if (variable !== 1 && involved[variable] === 1) take(why[index]!);
  }
}

/** A learnt rule stands for those it was learnt from. */
function collectRule(
  resolver: Resolver,
  first: RuleId,
  blamed: Blame[],
  weak: RuleId[],
  seenLearnt: Set<RuleId>,
): void {
  const { search } = resolver;
  const open = [first];
  for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
    if (rule < search.learntStart) {
      collectGiven(resolver, rule, blamed, weak);
      continue;
    }
    if (seenLearnt.has(rule)) continue;
    seenLearnt.add(rule);
    const parts: RuleId[] = [];
    for (let at = search.learntWhy[rule - search.learntStart]!; search.proofs[at] !== 0; at++)
      parts.push(search.proofs[at]!);
    open.push(...parts.reverse());
  }
}

function collectGiven(resolver: Resolver, rule: RuleId, blamed: Blame[], weak: RuleId[]): void {
  if (resolver.weakRules[rule] === 1) weak.push(rule);
  if (rule < resolver.packageRulesEnd) return;
  const group = nameGroup(resolver, rule);
  const blame = blameOf(resolver, group === undefined ? rule : group.start);
  if (!blamed.includes(blame)) blamed.push(blame);
}

/** The weak rule made last goes. Strong recommends go together: each alone says little about the others. */
function dropWeak(resolver: Resolver, weak: readonly RuleId[]): void {
  const { rules, ranges } = resolver;
  const last = Math.max(...weak);
  if (last < resolver.packageRulesEnd && resolver.recommendsRules.includes(last)) {
    for (const rule of weak) if (resolver.recommendsRules.includes(rule)) rules.disabled[rule] = 1;
    return;
  }
  if (isIn(ranges.choice, last)) disableCompetingChoiceRules(resolver, last);
  const blame = blameOf(resolver, last);
  disableBlamed(resolver, blame);
  if (blame < 0) reenablePolicyRulesOfJob(resolver, -blame);
}

export function mayUninstall(resolver: Resolver): boolean {
  return resolver.flags.allowuninstall || isUsed(resolver.allowUninstall);
}

/**
 * Lets one of the installed packages involved go instead of having a problem: the last one that could be updated at all,
 * else the last one, an orphan before all. None when the best version of it was insisted on. Source: libsolv,
 * src/solver.c, autouninstall.
 */
export function uninstallInstead(resolver: Resolver, blamed: readonly Blame[]): boolean {
  const { rules, ranges, pool, flags, jobs } = resolver;
  const everything = flags.allowuninstall || resolver.allowUninstall.all;
  let lastFeature = 0;
  let lastUpdate = 0;
  let commonFlags = -1;
  for (const blame of blamed) {
    if (blame < 0) commonFlags &= jobs[-blame - 1]!.flags;
    if (blame < 0 || !isIn(ranges.update, blame)) continue;
    const id = blame - ranges.update.start + pool.installedStart;
    if (!everything && !has(resolver.allowUninstall, id)) continue;
    if (pool.considered[id] === 0 || hasBestRule(resolver, id, blamed)) continue;
    if (!isPlaceholder(resolver, featureRule(resolver, id))) {
      lastUpdate = Math.max(lastUpdate, blame);
      continue;
    }
    lastFeature = Math.max(lastFeature, blame);
    if (flags.keeporphans && isAssertion(rules, blame) && firstLiteral(rules, blame) === id) {
      lastFeature = blame;
      lastUpdate = 0;
      break;
    }
  }
  const chosen = lastUpdate !== 0 ? lastUpdate : lastFeature;
  if (chosen === 0) return false;
  disableBlamed(resolver, chosen);
  if (commonFlags !== -1 && (commonFlags & CLEAN_DEPENDENCIES) !== 0 && isUsed(resolver.cleanDependencies)) {
    const id = firstLiteral(rules, chosen);
    if (id > 0 && !resolver.cleanUpdates.includes(id)) {
      resolver.cleanUpdates.push(id);
      disablePolicyRules(resolver);
    }
  }
  return true;
}

function hasBestRule(resolver: Resolver, id: number, blamed: readonly Blame[]): boolean {
  const { best } = resolver.ranges;
  return blamed.some((blame) => blame > 0 && isIn(best, blame) && resolver.bestInfo[blame - best.start] === id);
}
