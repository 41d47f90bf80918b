import { coloursMatch, isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, firstLiteral, isAssertion, literalsOf, type RuleId } from "../solver/rules.ts";
import { filterUnwanted } from "./choose.ts";
import { selectedPackages } from "./jobs.ts";
import { obsoletes, type Resolver } from "./resolver.ts";
import { brokenPolicies } from "./update-candidates.ts";
import { isPlaceholder, updateRule, widestRule } from "./update-rules.ts";

/**
 * Weak rules that prefer, among the providers of a requirement, the updates of what is installed to packages that have
 * nothing to do with the host. Source: libsolv, src/rules.c, solver_addchoicerules.
 */
export function addChoiceRules(resolver: Resolver): void {
  const { pool, rules, ranges } = resolver;
  ranges.choice.start = rules.count;
  if (pool.installedStart !== pool.installedEnd) {
    const chooser: Chooser = {
      resolver,
      forbidden: forbiddenPackages(resolver),
      replacedBy: new Int32Array(pool.count).fill(-1),
      newest: new Map(),
      isBest: new Map(),
    };
    let last: readonly number[] = [];
    for (let rule = 1; rule < resolver.packageRulesEnd; rule++) {
      const literals = choiceOf(chooser, rule);
      if (literals === undefined || sameLiterals(last, literals)) continue;
      last = literals;
      resolver.weakRuleQueue.push(addRule(rules, literals));
      resolver.choiceInfo.push(rule);
    }
  }
  ranges.choice.end = rules.count;
}

interface Chooser {
  readonly resolver: Resolver;
  /** 1 where an architecture or distribution upgrade rule forbids the package outright. */
  readonly forbidden: Uint8Array;
  /** Per package the installed one it would replace, 0 for none, -1 where not looked up yet. */
  readonly replacedBy: Int32Array;
  /** Per installed package the newest it may become. */
  readonly newest: Map<PackageId, readonly PackageId[]>;
  readonly isBest: Map<PackageId, boolean>;
}

function sameLiterals(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((literal, index) => literal === right[index]);
}

function forbiddenPackages(resolver: Resolver): Uint8Array {
  const { rules, ranges, pool } = resolver;
  const forbidden = new Uint8Array(pool.count);
  for (const { start, end } of [ranges.infarch, ranges.dup])
    for (let rule = start; rule < end; rule++) if (isAssertion(rules, rule)) forbidden[-firstLiteral(rules, rule)] = 1;
  return forbidden;
}

function choiceOf(chooser: Chooser, rule: RuleId): readonly number[] | undefined {
  const { resolver, forbidden } = chooser;
  const { pool, rules } = resolver;
  const start = rules.start[rule]!;
  const end = rules.start[rule + 1]!;
  if (end - start < 3) return undefined;
  const { literals } = rules;
  const requirer = -literals[start]!;
  let isFree = false;
  const kept: PackageId[] = [];
  const updates: { readonly installed: PackageId; readonly to: PackageId }[] = [];
  for (let at = start; at < end; at++) {
    const id = literals[at]!;
    if (id < 0) continue;
    if (isInstalled(pool, id)) {
      kept.push(id);
      if (isInstalled(pool, requirer)) updates.push({ installed: id, to: id });
      continue;
    }
    const replaced = replacedInstalled(chooser, id);
    if (replaced === 0) {
      isFree = true;
      continue;
    }
    if (forbidden[id] === 1 || brokenPolicies(resolver, replaced, id, 0) !== 0) continue;
    updates.push({ installed: replaced, to: id });
    kept.push(id);
  }
  if (!isFree || kept.length === 0 || updates.length === 0) return undefined;
  const providers = new Set(Array.from(literals.subarray(start, end)).filter((literal) => literal > 0));
  // A package that will not be there in its newest version need not have what lasts.
  const lasting = isNewest(chooser, requirer)
    ? updates.filter((update) => isLasting(chooser, update.installed, providers))
    : updates;
  const remaining = kept.filter(
    (id) => !updates.some((update) => update.to === id) || lasting.some((update) => update.to === id),
  );
  if (remaining.length === 0 || lasting.length === 0) return undefined;
  // Where all candidates of the installed packages are among the providers anyway, there is nothing to prefer.
  if (!lasting.some((update) => hasOtherCandidates(resolver, update.installed, providers))) return undefined;
  return [literals[start]!, ...remaining];
}

/** The installed package that a new one would replace: of its name, or one that it obsoletes; 0 for none. */
function replacedInstalled(chooser: Chooser, id: PackageId): PackageId {
  const known = chooser.replacedBy[id]!;
  if (known >= 0) return known;
  const { resolver } = chooser;
  const found = installedOfName(resolver, id) || installedObsoleted(resolver, id);
  chooser.replacedBy[id] = found;
  return found;
}

function installedOfName(resolver: Resolver, id: PackageId): PackageId {
  const { pool, poolFlags } = resolver;
  let at = pool.providers.of(pool.names[id]!);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (!isInstalled(pool, other)) continue;
    if (pool.names[other] !== pool.names[id] && !poolFlags.implicitobsoleteusesprovides) continue;
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    return other;
  }
  return 0;
}

function installedObsoleted(resolver: Resolver, id: PackageId): PackageId {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!)
      if (isInstalled(pool, other) && obsoletes(resolver, id, ids[i]!, other)) return other;
  }
  return 0;
}

/** Whether a package is among the best of its name, or, when it is installed, of what it may be updated to. */
function isNewest(chooser: Chooser, id: PackageId): boolean {
  const { resolver, isBest } = chooser;
  const known = isBest.get(id);
  if (known !== undefined) return known;
  const { pool } = resolver;
  const list = isInstalled(pool, id)
    ? Array.from(literalsOf(resolver.rules, updateOrFeatureRule(resolver, id)))
    : selectedPackages(pool, { kind: "name", dependency: pool.names[id]! }).slice();
  filterUnwanted(resolver, list, "recommend");
  const best = list.length === 0 || list.includes(id);
  isBest.set(id, best);
  return best;
}

function updateOrFeatureRule(resolver: Resolver, id: PackageId): RuleId {
  const update = updateRule(resolver, id);
  return isPlaceholder(resolver, update) ? widestRule(resolver, id) : update;
}

/** Whether the newest that an installed package may become still provides what is required. */
function isLasting(chooser: Chooser, installed: PackageId, providers: ReadonlySet<PackageId>): boolean {
  const { resolver, newest } = chooser;
  const rule = updateOrFeatureRule(resolver, installed);
  if (isPlaceholder(resolver, rule)) return true;
  const others = Array.from(literalsOf(resolver.rules, rule)).filter((id) => id > 0 && id !== installed);
  const all = [...others, installed];
  if (all.every((id) => providers.has(id))) return true;
  let best = newest.get(installed);
  if (best === undefined) {
    filterUnwanted(resolver, all, "choose");
    best = all;
    newest.set(installed, best);
  }
  return best.some((id) => providers.has(id));
}

function hasOtherCandidates(resolver: Resolver, installed: PackageId, providers: ReadonlySet<PackageId>): boolean {
  const rule = updateOrFeatureRule(resolver, installed);
  if (isPlaceholder(resolver, rule)) return false;
  return literalsOf(resolver.rules, rule).some((id) => !providers.has(id));
}

/**
 * Drops choice rules that cost more than they gave: the requirement is also met by a package they left out. Tells whether
 * there were any (libsolv, src/rules.c, solver_check_unneeded_choicerules).
 */
export function dropUnneededChoiceRules(resolver: Resolver): boolean {
  const { rules, ranges, search } = resolver;
  let dropped = false;
  for (let rule = ranges.choice.start; rule < ranges.choice.end; rule++) {
    if (rules.disabled[rule] === 1) continue;
    const original = resolver.choiceInfo[rule - ranges.choice.start]!;
    if (rules.disabled[original] === 1) continue;
    const own = literalsOf(rules, rule);
    if (literalsOf(rules, original).some((id) => id > 0 && search.levels[id]! > 0 && !own.includes(id))) {
      rules.disabled[rule] = 1;
      dropped = true;
    }
  }
  return dropped;
}

/** With one choice rule gone, those that compete with it go too, so that the best packages get picked. */
export function disableCompetingChoiceRules(resolver: Resolver, rule: RuleId): void {
  const { rules, ranges } = resolver;
  const original = resolver.choiceInfo[rule - ranges.choice.start]!;
  const own = literalsOf(rules, rule);
  const others = new Set(Array.from(literalsOf(rules, original)).filter((id) => id > 0 && !own.includes(id)));
  for (let other = ranges.choice.start; other < ranges.choice.end; other++) {
    if (rules.disabled[other] === 1) continue;
    const competitor = literalsOf(rules, resolver.choiceInfo[other - ranges.choice.start]!);
    if (competitor.some((id) => others.has(id))) rules.disabled[other] = 1;
  }
}
