import { SYSTEM } from "../pool/pool.ts";
import { firstLiteral, isAssertion, type RuleId } from "../solver/rules.ts";
import { assign, refreshLearntRules } from "../solver/search.ts";
import { reenablePolicyRulesOfJob } from "./policy-rules.ts";
import { type Blame, blameOf, disableBlamed, nameGroup } from "./problem-rules.ts";
import type { Resolver } from "./resolver.ts";
import { mayUninstall, uninstallInstead } from "./unsolvable.ts";

/**
 * Turns rules of one literal into decisions of level 1. Two that contradict each other are a problem: all wishes that
 * assert the one or the other are dropped, and all begins anew. Weak assertions come second and just give way. Source:
 * libsolv, src/solver.c, makeruledecisions. False where there is one and some rules were left out: then nothing is dropped.
 */
export function assertRules(resolver: Resolver): boolean {
  const { search, rules } = resolver;
  assign(search, SYSTEM, 1, 0);
  search.reasons = [0, 0];
  const state = { dropped: false };
  for (;;) {
    while (search.trailLength > 1) search.levels[Math.abs(search.trail[--search.trailLength]!)] = 0;
    if (!assertStrong(resolver, state)) {
      if (resolver.sparse) return false;
      continue;
    }
    const weak = search.assertions.find((rule) => {
      if (rules.disabled[rule] === 1 || rule >= search.learntStart || resolver.weakRules[rule] !== 1) return false;
      return !assertLiteral(resolver, rule);
    });
    if (weak === undefined) return true;
    if (resolver.sparse) return false;
    const blame = blameOf(resolver, weak);
    disableBlamed(resolver, blame);
    if (blame < 0) reenablePolicyRulesOfJob(resolver, -blame);
    state.dropped = true;
  }
}

/** False where the opposite holds already. */
function assertLiteral(resolver: Resolver, rule: RuleId): boolean {
  const { search, rules } = resolver;
  const literal = firstLiteral(rules, rule);
  const level = literal > 0 ? search.levels[literal]! : -search.levels[-literal]!;
  if (level === 0) assign(search, literal, 1, rule);
  return level >= 0;
}

/** False when wishes were dropped and the assertions must be gone through again. */
function assertStrong(resolver: Resolver, state: { dropped: boolean }): boolean {
  const { search, rules } = resolver;
  const { assertions } = search;
  for (let i = 0; i < assertions.length; i++) {
    const rule = assertions[i]!;
    if (state.dropped && rule >= search.learntStart) {
      refreshLearntRules(search);
      state.dropped = false;
    }
    if (rules.disabled[rule] === 1) continue;
    if (rule < search.learntStart && resolver.weakRules[rule] === 1) continue;
    if (assertLiteral(resolver, rule)) continue;
    if (rule >= search.learntStart) {
      rules.disabled[rule] = 1;
      continue;
    }
    if (resolver.sparse) return false;
    noteClash(resolver, rule);
    state.dropped = true;
    return false;
  }
  return true;
}

function noteClash(resolver: Resolver, rule: RuleId): void {
  const { search, rules } = resolver;
  const literal = firstLiteral(rules, rule);
  const opposite = search.why[search.trail.subarray(0, search.trailLength).indexOf(-literal)]!;
  const proof = search.proofs.length;
  const rulesUsed = literal === -SYSTEM ? [rule] : [rule, opposite];
  search.proofs.push(...rulesUsed, 0);
  const alone = literal === -SYSTEM || opposite < resolver.packageRulesEnd;
  const blamed = alone ? [blameOf(resolver, rule)] : blamesAsserting(resolver, Math.abs(literal));
  const isWish = !alone || (blamed[0]! >= resolver.ranges.feature.start && blamed[0]! < resolver.ranges.update.end);
  if (isWish && mayUninstall(resolver) && uninstallInstead(resolver, blamed)) return;
  resolver.problems.push({ proof, rules: blamed });
  for (const blame of blamed) disableBlamed(resolver, blame);
}

/** All wishes that say of a package that it must, or must not, be there. */
function blamesAsserting(resolver: Resolver, id: number): Blame[] {
  const { rules, search } = resolver;
  const blamed: Blame[] = [];
  for (let rule = resolver.ranges.feature.start; rule < search.learntStart; rule++) {
    if (rules.disabled[rule] === 1 || !isAssertion(rules, rule) || resolver.weakRules[rule] === 1) continue;
    if (Math.abs(firstLiteral(rules, rule)) !== id) continue;
    const blame = blameOf(resolver, nameGroup(resolver, rule)?.start ?? rule);
    if (!blamed.includes(blame)) blamed.push(blame);
  }
  return blamed;
}
