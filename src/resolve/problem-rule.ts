import { isInstalled, type PackageId } from "../pool/pool.ts";
import { firstLiteral, isAssertion, literalsOf, type RuleId, ruleLength } from "../solver/rules.ts";
import { isIn } from "./problem-rules.ts";
import type { Resolver } from "./resolver.ts";

/** All rules a problem is made of, learnt ones replaced by what they were learnt from (solver_findallproblemrules). */
export function allProblemRules(resolver: Resolver, proof: number): RuleId[] {
  const { search } = resolver;
  const found = new Set<RuleId>();
  const seen = new Set<RuleId>();
  const open = [proof];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const rule = search.proofs[at]!;
    if (rule === 0) continue;
    open.push(at + 1);
    if (rule < search.learntStart) found.add(rule);
    else if (!seen.has(rule)) {
      seen.add(rule);
      open.push(search.learntWhy[rule - search.learntStart]!);
    }
  }
  return [...found];
}

interface Telling {
  requires: RuleId;
  conflict: RuleId;
  update: RuleId;
  policy: RuleId;
  ban: RuleId;
}

/** The one rule that tells a reader most about a problem (libsolv, src/problems.c, solver_findproblemrule). */
export function tellingRule(resolver: Resolver, proof: number): RuleId {
  const telling: Telling = { requires: 0, conflict: 0, update: 0, policy: 0, ban: 0 };
  lookThrough(resolver, proof, telling, new Set());
  const conflict = conflictWithInstalled(resolver, telling);
  if (conflict) return telling.conflict;
  return telling.requires || telling.conflict || telling.ban || telling.update || telling.policy;
}

/** A new package requires an installed one that it conflicts with: then the conflict is the point. */
function conflictWithInstalled(resolver: Resolver, { requires, conflict }: Telling): boolean {
  const { pool, rules } = resolver;
  if (requires === 0 || conflict === 0) return false;
  const requirer = -firstLiteral(rules, requires);
  const [one = 0, other = 0] = literalsOf(rules, conflict);
  if (requirer <= 0 || one >= 0 || other >= 0 || isInstalled(pool, requirer)) return false;
  const partner = requirer === -one ? -other : requirer === -other ? -one : 0;
  if (partner === 0 || !isInstalled(pool, partner) || pool.names[-one] === pool.names[-other]) return false;
  return literalsOf(rules, requires).includes(partner);
}

function lookThrough(resolver: Resolver, proof: number, telling: Telling, seen: Set<RuleId>): void {
  const { search, rules, ranges } = resolver;
  let wanted: PackageId = 0;
  for (let at = proof; search.proofs[at] !== 0; at++) {
    const rule = search.proofs[at]!;
    if (!isIn(ranges.job, rule) || !isAssertion(rules, rule) || firstLiteral(rules, rule) < 0) continue;
    wanted = firstLiteral(rules, rule);
    break;
  }
  const inner: Telling = { requires: 0, conflict: 0, update: 0, policy: 0, ban: 0 };
  const state: Ranking = { requires: 0, conflict: 0, wanted };
  for (let at = proof; search.proofs[at] !== 0; at++) {
    const rule = search.proofs[at]!;
    if (rule >= search.learntStart) {
      if (seen.has(rule)) continue;
      seen.add(rule);
      lookThrough(resolver, search.learntWhy[rule - search.learntStart]!, inner, seen);
    } else if (rule < resolver.packageRulesEnd) lookAtPackageRule(resolver, rule, telling, state);
    else if (isIn(ranges.update, rule)) telling.update ||= rule;
    else if (isIn(ranges.black, rule)) telling.ban ||= rule;
    else telling.policy ||= rule;
  }
  telling.requires ||= inner.requires;
  telling.conflict ||= inner.conflict;
  telling.update ||= inner.update;
  telling.policy ||= inner.policy;
  telling.ban ||= inner.ban;
}

/** How good the rules found so far are; better ones replace them. */
interface Ranking {
  requires: number;
  conflict: number;
  readonly wanted: PackageId;
}

function lookAtPackageRule(resolver: Resolver, rule: RuleId, telling: Telling, state: Ranking): void {
  const { rules, pool } = resolver;
  const [first = 0, second = 0] = literalsOf(rules, rule);
  const length = ruleLength(rules, rule);
  if (length === 2 && second < 0) {
    const touchesHost = isInstalled(pool, -first) || isInstalled(pool, -second);
    if (state.conflict === 0 && touchesHost) {
      telling.conflict = rule;
      state.conflict = 1;
    }
    telling.conflict ||= rule;
    return;
  }
  if (length === 1 && state.requires < 3) {
    if (telling.requires > 0 && first < -1) {
      const other = -firstLiteral(rules, telling.requires);
      if (other > 1 && pool.archs[other] !== pool.archs[-first] && pool.archScores[-first] !== 1) return;
    }
    telling.requires = rule;
    state.requires = 3;
  } else if (state.wanted !== 0 && first === -state.wanted) {
    telling.requires = rule;
    state.requires = 2;
  } else if (first < 0 && isInstalled(pool, -first) && state.requires <= 1) {
    telling.requires = rule;
    state.requires = 1;
  } else telling.requires ||= rule;
}
