import { isIdentical, isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, addRuleOf, firstLiteral, isAssertion, type RuleId } from "../solver/rules.ts";
import { compareRules } from "../solver/unify-rules.ts";
import { has, hasOrAll, isUsed, type PackageSet, type Resolver } from "./resolver.ts";
import { updateCandidates } from "./update-candidates.ts";

/**
 * Rules that keep an installed package from vanishing: it stays, or one of its candidates comes. The feature rule allows
 * every candidate, the update rule those that policy allows. Source: libsolv, src/rules.c, solver_addfeaturerule and
 * solver_addupdaterule. Each installed package has exactly one rule of both kinds; a placeholder where it needs none.
 */
export function addUpdateRules(resolver: Resolver): void {
  const { pool, rules, ranges } = resolver;
  ranges.feature.start = rules.count;
  for (let id = pool.installedStart; id < pool.installedEnd; id++) addFeatureRule(resolver, id);
  ranges.feature.end = ranges.update.start = rules.count;
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    const feature = featureRule(resolver, id);
    const rule = addUpdateRule(resolver, id, feature);
    if (firstLiteral(rules, rule) === 0) {
      clearRule(resolver, feature);
      continue;
    }
    if (!resolver.processOrphans && isAssertion(rules, feature) && firstLiteral(rules, feature) === id)
      resolver.orphaned.push(id);
    if (compareRules(rules, rule, feature) === 0) clearRule(resolver, feature);
    else if (firstLiteral(rules, feature) !== 0) rules.disabled[feature] = 1;
  }
  ranges.update.end = rules.count;
}

export function featureRule(resolver: Resolver, id: PackageId): RuleId {
  return resolver.ranges.feature.start + id - resolver.pool.installedStart;
}

export function updateRule(resolver: Resolver, id: PackageId): RuleId {
  return resolver.ranges.update.start + id - resolver.pool.installedStart;
}

/** The feature rule, or the update rule where the two say the same. */
export function widestRule(resolver: Resolver, id: PackageId): RuleId {
  const feature = featureRule(resolver, id);
  return isPlaceholder(resolver, feature) ? updateRule(resolver, id) : feature;
}

export function isPlaceholder(resolver: Resolver, rule: RuleId): boolean {
  return firstLiteral(resolver.rules, rule) === 0;
}

/** Rules lie close together, so one is made a placeholder by noting so: its first literal becomes 0. */
function clearRule(resolver: Resolver, rule: RuleId): void {
  const { rules } = resolver;
  rules.literals.fill(0, rules.start[rule], rules.start[rule + 1]);
}

/** An installed package that is excluded stays as it is, by its update rule: the feature rule allows what it always does. */
function isFrozen(resolver: Resolver, id: PackageId): boolean {
  return resolver.pool.considered[id] === 0;
}

function addFeatureRule(resolver: Resolver, id: PackageId): void {
  const { pool, rules } = resolver;
  const candidates = updateCandidates(resolver, id, "anything");
  let hasFuture = !hasOrAll(resolver.dupInvolved, id);
  for (let i = 0; i < candidates.length && !hasFuture; i++)
    hasFuture = !isInstalled(pool, candidates[i]!) || mayStay(resolver, candidates[i]!);
  if (!hasFuture && !mayStay(resolver, id)) addRule(rules, []);
  else addRuleOf(rules, id, candidates);
}

function addUpdateRule(resolver: Resolver, id: PackageId, feature: RuleId): RuleId {
  const { rules } = resolver;
  if (isFrozen(resolver, id)) return addRuleOf(rules, id, []);
  if (isPlaceholder(resolver, feature)) {
    resolver.orphaned.push(id);
    return addRule(rules, keepsOrphan(resolver, id) ? [id] : []);
  }
  const isDup = hasOrAll(resolver.dupInvolved, id);
  const candidates = updateCandidates(resolver, id, isDup ? "dup" : "update");
  const { multiversion } = resolver;
  if (!isUsed(multiversion) || !holdsAny(multiversion, candidates)) return addRuleOf(rules, id, candidates);
  const replacing = candidates.filter((other) => replaces(resolver, id, other));
  if (replacing.length === 0 && isDup && !mayStay(resolver, id)) {
    resolver.orphaned.push(id);
    resolver.specialUpdaters.set(id, candidates);
    return addRuleOf(rules, id, keepsOrphan(resolver, id) ? [] : candidates);
  }
  if (replacing.length < candidates.length && (isDup || hasOrAll(resolver.update, id)))
    resolver.specialUpdaters.set(id, candidates);
  return addRuleOf(rules, id, replacing);
}

function holdsAny(set: PackageSet, ids: readonly PackageId[]): boolean {
  for (let i = 0; i < ids.length; i++) if (hasOrAll(set, ids[i]!)) return true;
  return false;
}

/** A multiversion package stands beside the old one, unless it obsoletes it by name or is the very same version. */
function replaces(resolver: Resolver, id: PackageId, other: PackageId): boolean {
  const { pool } = resolver;
  if (!hasOrAll(resolver.multiversion, other)) return true;
  if (pool.names[other] !== pool.names[id]) return resolver.flags.keepexplicitobsoletes;
  return pool.evrs[other] === pool.evrs[id] && pool.archs[other] === pool.archs[id];
}

function keepsOrphan(resolver: Resolver, id: PackageId): boolean {
  return resolver.flags.keeporphans && !hasOrAll(resolver.dropOrphaned, id);
}

/** In a distribution upgrade an installed package may stay when it is, or is identical to, one of the good ones. */
function mayStay(resolver: Resolver, id: PackageId): boolean {
  const { pool, dup } = resolver;
  if (has(dup, id)) return true;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (pool.evrs[other] !== pool.evrs[id]) continue;
    if (dup.marks !== undefined ? dup.marks[other] !== 1 : isInstalled(pool, other)) continue;
    if (isIdentical(pool, id, other)) return true;
  }
  return false;
}

/** Packages that a rule can still be fulfilled with. */
export function positiveLiterals(resolver: Resolver, rule: RuleId): number[] {
  const { start, literals } = resolver.rules;
  const found: number[] = [];
  for (let at = start[rule]!; at < start[rule + 1]!; at++) if (literals[at]! > 0) found.push(literals[at]!);
  return found;
}
