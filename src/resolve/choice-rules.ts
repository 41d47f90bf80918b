import { coloursMatch, isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, firstLiteral, isAssertion, literalsOf, type RuleId } from "../solver/rules.ts";
import { filterUnwanted } from "./choose.ts";
import { providersOf, selectedPackages } from "./jobs.ts";
import { hasOrAll, obsoletes, type Resolver } from "./resolver.ts";
import { brokenPolicies } from "./update-candidates.ts";
import { isPlaceholder, updateRule, widestRule } from "./update-rules.ts";

/**
 * Weak rules that prefer, among the providers of a requirement, the updates of what is installed to packages that have
 * nothing to do with the host. Source: libsolv, src/rules.c, solver_addchoicerules.
 */
export function addChoiceRules(resolver: Resolver, chooser: Chooser): void {
  const { pool, rules, ranges } = resolver;
  ranges.choice.start = rules.count;
  if (pool.installedStart !== pool.installedEnd) {
    let last: readonly number[] = [];
    const { start, literals } = rules;
    const end = resolver.packageRulesEnd;
    for (let rule = 1, from = start[1]!, to = from; rule < end; rule++, from = to) {
      to = start[rule + 1]!;
      if (to - from < 3 || !offersChoice(chooser, literals, from, to)) continue;
      const choice = choiceOf(chooser, literals, from, to);
      if (choice === undefined || sameLiterals(last, choice)) continue;
      last = choice;
      resolver.weakRuleQueue.push(addRule(rules, choice));
      resolver.choiceInfo.push(rule);
    }
  }
  ranges.choice.end = rules.count;
}

/** What is known of the packages that choice rules are about; made when the policy rules are there. */
export interface Chooser {
  readonly resolver: Resolver;
  /** 1 where an architecture or distribution upgrade rule forbids the package outright. */
  readonly forbidden: Uint8Array;
  /** Per package the installed one it is or would replace, 0 for none, -1 where not looked up yet. */
  readonly replacedBy: Int32Array;
  /** Per installed package the newest it may become. */
  readonly newest: Map<PackageId, PackageId[]>;
  readonly isBest: Map<PackageId, boolean>;
  /** 1 for the providers in the rule being looked at. */
  readonly providers: Uint8Array;
}

export function createChooser(resolver: Resolver): Chooser {
  const { pool, room } = resolver;
  return {
    resolver,
    forbidden: forbiddenPackages(resolver),
    replacedBy: room.dirtyInt32(pool.count).fill(-1),
    newest: new Map(),
    isBest: new Map(),
    providers: room.uint8(pool.count),
  };
}

/** Whether a rule with these literals, whoever requires them, may give a choice rule. */
export function mayGiveChoice(chooser: Chooser, literals: Int32Array, from: number, to: number): boolean {
  if (to - from < 2 || !offersChoice(chooser, literals, from, to)) return false;
  const { providers } = chooser;
  for (let at = from; at < to; at++) providers[literals[at]!] = 1;
  const isNeeded = needsChoice(chooser, literals, from, to);
  for (let at = from; at < to; at++) providers[literals[at]!] = 0;
  return isNeeded;
}

function sameLiterals(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((literal, index) => literal === right[index]);
}

function forbiddenPackages(resolver: Resolver): Uint8Array {
  const { rules, ranges, pool, room } = resolver;
  const forbidden = room.uint8(pool.count);
  for (const { start, end } of [ranges.infarch, ranges.dup])
    for (let rule = start; rule < end; rule++) if (isAssertion(rules, rule)) forbidden[-firstLiteral(rules, rule)] = 1;
  return forbidden;
}

function choiceOf(chooser: Chooser, literals: Int32Array, from: number, to: number): readonly number[] | undefined {
  const { providers } = chooser;
  for (let at = from; at < to; at++) if (literals[at]! > 0) providers[literals[at]!] = 1;
  const choice = needsChoice(chooser, literals, from, to) ? preferredOf(chooser, literals, from, to) : undefined;
  for (let at = from; at < to; at++) if (literals[at]! > 0) providers[literals[at]!] = 0;
  return choice;
}

/** Where all candidates of the installed packages are among the providers anyway, there is nothing to prefer. */
function needsChoice(chooser: Chooser, literals: Int32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const id = literals[at]!;
    if (id < 0) continue;
    const installed = replacedInstalled(chooser, id);
    if (installed !== 0 && hasOtherCandidates(chooser, installed)) return true;
  }
  return false;
}

interface Update {
  readonly installed: PackageId;
  readonly to: PackageId;
}

function preferredOf(chooser: Chooser, literals: Int32Array, from: number, to: number): readonly number[] | undefined {
  if (chooser.resolver.generation === "0.7.24") return earlierPreferredOf(chooser, literals, from, to);
  const { resolver, forbidden } = chooser;
  const { pool } = resolver;
  const requirer = -literals[from]!;
  const kept: PackageId[] = [];
  const updates: Update[] = [];
  for (let at = from; at < to; at++) {
    const id = literals[at]!;
    if (id < 0) continue;
    if (isInstalled(pool, id)) {
      kept.push(id);
      if (isInstalled(pool, requirer)) updates.push({ installed: id, to: id });
      continue;
    }
    const replaced = replacedInstalled(chooser, id);
    if (replaced === 0) continue;
    if (forbidden[id] === 1 || brokenPolicies(resolver, replaced, id, 0) !== 0) continue;
    updates.push({ installed: replaced, to: id });
    kept.push(id);
  }
  if (kept.length === 0 || updates.length === 0) return undefined;
  // A package that will not be there in its newest version need not have what lasts.
  const lasting = isNewest(chooser, requirer)
    ? updates.filter((update) => isLasting(chooser, update.installed))
    : updates;
  const remaining = kept.filter(
    (id) => !updates.some((update) => update.to === id) || lasting.some((update) => update.to === id),
  );
  if (remaining.length === 0 || lasting.length === 0) return undefined;
  if (!lasting.some((update) => hasOtherCandidates(chooser, update.installed))) return undefined;
  // A rich requirement has its conditions among the literals.
  return [...literals.subarray(from, to).filter((literal) => literal < 0), ...remaining];
}

/** The same up to libsolv 0.7.24: of each package that is to be updated it is asked what lasts, whoever requires it. */
function earlierPreferredOf(
  chooser: Chooser,
  literals: Int32Array,
  from: number,
  to: number,
): readonly number[] | undefined {
  const { resolver, forbidden } = chooser;
  const { pool, update } = resolver;
  const negative = literals.subarray(from, to).filter((literal) => literal < 0);
  const mayStay = negative.some((literal) => isInstalled(pool, -literal) && !hasOrAll(update, -literal));
  const updates: Update[] = [];
  for (const id of literals.subarray(from, to)) {
    const installed = id < 0 ? 0 : replacedInstalled(chooser, id);
    if (installed === 0) continue;
    if (installed !== id && (forbidden[id] === 1 || brokenPolicies(resolver, installed, id, 0) !== 0)) continue;
    if (mayStay || !hasOrAll(update, installed) || isLasting(chooser, installed)) updates.push({ installed, to: id });
  }
  if (!updates.some(({ installed }) => hasOtherCandidates(chooser, installed))) return undefined;
  return [...negative, ...updates.map((one) => one.to)];
}

/** Whether there is both a package of the host, or an update of one, and one that has nothing to do with it. */
function offersChoice(chooser: Chooser, literals: Int32Array, start: number, end: number): boolean {
  const { replacedBy } = chooser;
  let isFree = false;
  let isBound = false;
  for (let at = start; at < end; at++) {
    const id = literals[at]!;
    if (id < 0) continue;
    const known = replacedBy[id]!;
    if (known > 0 || (known < 0 && replacedInstalled(chooser, id) !== 0)) isBound = true;
    else isFree = true;
    if (isFree && isBound) return true;
  }
  return false;
}

/** An installed package itself, or the one that a new one would replace: of its name, or one that it obsoletes; 0 for none. */
function replacedInstalled(chooser: Chooser, id: PackageId): PackageId {
  const known = chooser.replacedBy[id]!;
  if (known >= 0) return known;
  const { resolver } = chooser;
  const found = isInstalled(resolver.pool, id) ? id : installedOfName(resolver, id) || installedObsoleted(resolver, id);
  chooser.replacedBy[id] = found;
  return found;
}

function installedOfName(resolver: Resolver, id: PackageId): PackageId {
  const { pool, poolFlags } = resolver;
  const isReplaced = (other: PackageId): boolean =>
    isInstalled(pool, other) && (!poolFlags.implicitobsoleteusescolors || coloursMatch(pool, id, other));
  if (poolFlags.implicitobsoleteusesprovides) return providersOf(pool, pool.names[id]!).find(isReplaced) ?? 0;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) if (isReplaced(other)) return other;
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
function isLasting(chooser: Chooser, installed: PackageId): boolean {
  const { resolver, newest, providers } = chooser;
  const rule = updateOrFeatureRule(resolver, installed);
  if (isPlaceholder(resolver, rule)) return true;
  if (!hasOtherCandidates(chooser, installed) && providers[installed] === 1) return true;
  let best = newest.get(installed);
  if (best === undefined) {
    const others = Array.from(literalsOf(resolver.rules, rule)).filter((id) => id > 0 && id !== installed);
    best = [...others, installed];
    filterUnwanted(resolver, best, "choose");
    newest.set(installed, best);
  }
  return best.some((id) => providers[id] === 1);
}

/** Whether an installed package may also become something that is not among the providers looked at. */
function hasOtherCandidates({ resolver, providers }: Chooser, installed: PackageId): boolean {
  const { start, literals } = resolver.rules;
  const rule = updateOrFeatureRule(resolver, installed);
  if (isPlaceholder(resolver, rule)) return false;
  for (let at = start[rule]!; at < start[rule + 1]!; at++) if (providers[literals[at]!] !== 1) return true;
  return false;
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
      if (resolver.generation === "0.7.24") disableCompetingChoiceRules(resolver, rule);
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
