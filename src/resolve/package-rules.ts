import { kindBit } from "../package/dependency.ts";
import { coloursMatch, isInstallable, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { addRule, appendRules, closeRule, createRules, type Rules, reserveLiterals } from "../solver/rules.ts";
import { type Foregone, isIdle, OFF } from "./foregone.ts";
import { providersOf } from "./jobs.ts";
import { conjunctiveForm, conjunctiveFormOfNegation, isComplex } from "./normal-form.ts";
import { blocksFor, holds, holdsInstalled, isTolerant, requirementForm } from "./reach.ts";
import { has, obsoletes, type Resolver, ruleKinds } from "./resolver.ts";

/** What a package rule says, with the package it comes from, the other one (0 for none) and the dependency. */
export type PackageRuleKind =
  | "not-installable"
  | "nothing-provides"
  | "requires"
  | "self-conflict"
  | "conflicts"
  | "same-name"
  | "obsoletes"
  | "implicit-obsoletes"
  | "installed-obsoletes"
  | "recommends";

/** Told each rule as it would be made: its literals, and where it comes from. Explanations are found this way. */
export type RuleListener = (
  literals: readonly number[],
  kind: PackageRuleKind,
  from: PackageId,
  to: PackageId,
  dependency: DependencyId,
) => void;

/** Where rules of packages go: into `rules`, or to a listener instead. */
export interface RuleMaker {
  readonly resolver: Resolver;
  readonly rules: Rules;
  readonly listener: RuleListener | undefined;
  /** Rules that are fulfilled by this are left out; undefined where all are wanted. */
  readonly foregone: Foregone | undefined;
}

/**
 * The rules of all packages that may take part: what their dependencies mean for them, as clauses. Source: libsolv,
 * src/rules.c, solver_addpkgrulesforsolvable.
 */
export function makePackageRules(resolver: Resolver, foregone: Foregone | undefined): Rules {
  const { pool, added, room } = resolver;
  const rules = createRules(...expectedRules(resolver, foregone !== undefined), room);
  const maker: RuleMaker = { resolver, rules, listener: undefined, foregone };
  for (let id = 2; id < pool.count; id++) if (added[id] !== 0) addRulesOf(maker, id);
  return rules;
}

/** Rules are numbered from the packages' on, though those were made last: all that names a rule is moved behind them. */
export function putBeforePolicyRules(resolver: Resolver, packages: Rules): void {
  const { rules, ranges, bestInfo, weakRuleQueue } = resolver;
  const { count, disabled } = rules;
  const shift = packages.count - 1;
  appendRules(packages, rules, 1, count);
  for (let rule = 1; rule < count; rule++) packages.disabled[rule + shift] = disabled[rule]!;
  Object.assign(rules, packages);
  resolver.packageRulesEnd = shift + 1;
  for (const kind of ruleKinds) {
    ranges[kind].start += shift;
    ranges[kind].end += shift;
  }
  for (let i = 0; i < bestInfo.length; i++) if (bestInfo[i]! < 0) bestInfo[i]! -= shift;
  for (let i = 0; i < weakRuleQueue.length; i++) weakRuleQueue[i]! += shift;
}

/** Room for rules and their literals: some 16 and 48 an installed package on the hosts seen, of few needed ones less. */
function expectedRules({ pool }: Resolver, isFew: boolean): [rules: number, literals: number] {
  const installed = Math.max(1 << 10, pool.installedEnd - pool.installedStart);
  const rules = 2 ** Math.ceil(Math.log2(installed * (isFew ? 8 : 16)));
  return [rules, rules * 4];
}

const REQUIRES = kindBit("requires");
const CONFLICTS = kindBit("conflicts");
const OBSOLETES = kindBit("obsoletes");

/** The rules of one package alone. With a listener nothing is added: the rules are told instead. */
export function addRulesOf(maker: RuleMaker, id: PackageId): void {
  const { resolver, foregone } = maker;
  const { pool } = resolver;
  const installed = isInstalled(pool, id);
  const tolerant = isTolerant(resolver, id);
  if (tolerant && foregone !== undefined && foregone.marks[id] === OFF) {
    // Of its rules only one about conflicts may have a single literal; such a one is told as the reason before all others.
    if ((pool.kinds[id]! & CONFLICTS) !== 0) addConflicts(maker, id, tolerant);
    return;
  }
  if (!tolerant && !isInstallable(pool, id)) addPackageRule(maker, [-id], "not-installable", id, 0, 0);
  const kinds = pool.kinds[id]!;
  if ((kinds & REQUIRES) !== 0) addRequires(maker, id, tolerant);
  if ((kinds & CONFLICTS) !== 0) addConflicts(maker, id, tolerant);
  if (!installed || !resolver.poolFlags.noinstalledobsoletes) {
    if ((kinds & OBSOLETES) !== 0) addObsoletes(maker, id, installed, tolerant);
    if (!installed || !tolerant) addSameName(maker, id, installed);
  }
  if (resolver.flags.strongrecommends && !installed) addStrongRecommends(maker, id);
}

function addRequires(maker: RuleMaker, id: PackageId, tolerant: boolean): void {
  const { resolver, rules, foregone } = maker;
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.requires;
  const end = offsets[id + 1]!;
  for (let i = offsets[id]!; i < end; i++) {
    if (foregone !== undefined && isIdle(foregone, i)) continue;
    const dependency = ids[i]!;
    if (isRelation(dependency) && isComplex(pool, dependency)) {
      addComplex(maker, id, dependency, "requires", tolerant);
      continue;
    }
    const start = pool.providers.of(dependency);
    const { lists } = pool.providers;
    const first = lists[start]!;
    if (first === SYSTEM) continue;
    // What an installed package lacks already is not asked of it.
    if (tolerant && !holdsInstalled(resolver, lists, start)) continue;
    if (first === 0) {
      addPackageRule(maker, [-id], "nothing-provides", id, 0, dependency);
    } else if (maker.listener === undefined) {
      addProviders(rules, id, lists, start);
    } else if (!holds(lists, start, id)) {
      maker.listener([-id, ...providersOf(pool, dependency)], "requires", id, 0, dependency);
    }
  }
}

/** -id | providers, unless the package provides it itself or the rule before says the same. */
function addProviders(rules: Rules, id: PackageId, lists: Int32Array, start: number): void {
  let end = start;
  for (; lists[end] !== 0; end++) if (lists[end] === id) return;
  const from = rules.start[rules.count]!;
  const length = end - start + 1;
  reserveLiterals(rules, from + length);
  const { literals } = rules;
  literals[from] = -id;
  for (let i = 1; i < length; i++) literals[from + i] = lists[start + i - 1]!;
  const previous = rules.start[rules.count - 1]!;
  if (rules.count > 1 && from - previous === length) {
    let same = 0;
    while (same < length && literals[previous + same] === literals[from + same]) same++;
    if (same === length) return;
  }
  closeRule(rules, from + length);
}

function addConflicts(maker: RuleMaker, id: PackageId, tolerant: boolean): void {
  const { resolver } = maker;
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.conflicts;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    if (isRelation(dependency) && isComplex(pool, dependency)) {
      addComplex(maker, id, dependency, "conflicts", tolerant);
      continue;
    }
    let at = pool.providers.of(dependency);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (tolerant && isInstalled(pool, other)) continue;
      if (other === id) {
        if (resolver.poolFlags.forbidselfconflicts) addPackageRule(maker, [-id], "self-conflict", id, id, dependency);
      } else addPair(maker, id, other, "conflicts", dependency);
    }
  }
}

function addObsoletes(maker: RuleMaker, id: PackageId, installed: boolean, tolerant: boolean): void {
  const { resolver } = maker;
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  if (offsets[id] === offsets[id + 1]) return;
  if (has(resolver.multiversion, id) && !resolver.flags.keepexplicitobsoletes) return;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    let at = pool.providers.of(dependency);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (other === id || (installed && tolerant && isInstalled(pool, other))) continue;
      if (!obsoletes(resolver, id, dependency, other)) continue;
      addPair(maker, id, other, installed ? "installed-obsoletes" : "obsoletes", dependency);
    }
  }
}

/** Packages of one name replace each other, unless they may stand side by side. */
function addSameName(maker: RuleMaker, id: PackageId, installed: boolean): void {
  const { resolver } = maker;
  const { pool, poolFlags, multiversion, added } = resolver;
  const { groups, first, next, linked } = pool.providers.namesakes;
  // Where it is not among those that provide its name, nobody else makes the rules.
  const isSeen = maker.listener === undefined && linked[id] === 1;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (other === id || !excludesNamesake(resolver, id, other, installed)) continue;
    // The other package has made this rule already when its turn came first.
    const isMade = isSeen && other < id && !isInstalled(pool, other) && added[other] !== 0;
    if (!isMade || has(multiversion, other)) addPair(maker, id, other, "same-name", 0);
  }
  if (poolFlags.implicitobsoleteusesprovides) addSameProvides(maker, id, installed);
}

function excludesNamesake(resolver: Resolver, id: PackageId, other: PackageId, installed: boolean): boolean {
  const { pool, poolFlags, multiversion } = resolver;
  const otherInstalled = isInstalled(pool, other);
  if (installed && !otherInstalled) return false;
  if (has(multiversion, id) && !(pool.evrs[other] === pool.evrs[id] && pool.archs[other] === pool.archs[id]))
    if (installed || !otherInstalled || has(multiversion, other)) return false;
  return !poolFlags.implicitobsoleteusescolors || coloursMatch(pool, id, other);
}

/** libsolv can be told that packages of other names which provide the name are replaced as well. */
function addSameProvides(maker: RuleMaker, id: PackageId, installed: boolean): void {
  const { resolver } = maker;
  const { pool, poolFlags, multiversion } = resolver;
  for (const other of providersOf(pool, pool.names[id]!)) {
    if (pool.names[other] === pool.names[id]) continue;
    const otherInstalled = isInstalled(pool, other);
    if (installed && !otherInstalled) continue;
    if (has(multiversion, id) && (installed || !otherInstalled || has(multiversion, other))) continue;
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    addPair(maker, id, other, "implicit-obsoletes", pool.names[id]!);
  }
}

/** Two packages that cannot both be there; none can where the other is the system. */
function addPair(
  maker: RuleMaker,
  id: PackageId,
  other: PackageId,
  kind: PackageRuleKind,
  dependency: DependencyId,
): void {
  if (maker.foregone !== undefined && maker.foregone.marks[other] === OFF) return;
  if (other === SYSTEM) addPackageRule(maker, [-id], kind, id, SYSTEM, dependency);
  else if (maker.listener === undefined) addPairRule(maker.rules, id, other);
  else addPackageRule(maker, id > other ? [-id, -other] : [-other, -id], kind, id, other, dependency);
}

function addPairRule(rules: Rules, id: PackageId, other: PackageId): void {
  const from = rules.start[rules.count]!;
  reserveLiterals(rules, from + 2);
  rules.literals[from] = id > other ? -id : -other;
  rules.literals[from + 1] = id > other ? -other : -id;
  closeRule(rules, from + 2);
}

function addPackageRule(
  maker: RuleMaker,
  literals: readonly number[],
  kind: PackageRuleKind,
  from: PackageId,
  to: PackageId,
  dependency: DependencyId,
): void {
  if (maker.listener === undefined) addRule(maker.rules, literals);
  else maker.listener(literals, kind, from, to, dependency);
}

/**
 * A rich dependency: one rule per block of its normal form (libsolv, src/rules.c, add_complex_deprules). Who provides what a
 * longer block is about is told by its second literal, as there (addpkgruleinfo of 0.7.23): 0 where not just that one forbids a package.
 */
function addComplex(
  maker: RuleMaker,
  id: PackageId,
  dependency: DependencyId,
  kind: "requires" | "conflicts",
  tolerant: boolean,
): void {
  const { resolver } = maker;
  const { pool } = resolver;
  const form =
    kind === "requires" ? requirementForm(resolver, dependency) : conjunctiveFormOfNegation(pool, dependency);
  if (form === "never") {
    if (tolerant) return;
    if (kind === "requires") addPackageRule(maker, [-id], "nothing-provides", id, 0, dependency);
    else addPackageRule(maker, [-id], kind, id, SYSTEM, dependency);
    return;
  }
  for (const block of blocksFor(resolver, id, form, tolerant)) {
    if (block.length === 1 && block[0] === -id) {
      if (kind === "requires") addPackageRule(maker, [-id], kind, id, 0, dependency);
      else if (resolver.poolFlags.forbidselfconflicts)
        addPackageRule(maker, [-id], "self-conflict", id, id, dependency);
      continue;
    }
    const literals = [...new Set([-id, ...block])].sort((left, right) => left - right);
    const [, other = 0, third = 1] = block.length === 1 ? [-id, block[0]] : literals;
    addPackageRule(maker, literals, kind, id, other < 0 && third > 0 ? -other : 0, dependency);
  }
}

/** With strong recommends they are weak rules: fulfilled where that is possible at all, by going back if need be. */
function addStrongRecommends(maker: RuleMaker, id: PackageId): void {
  const { resolver, rules } = maker;
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.recommends;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    const form = conjunctiveForm(pool, dependency);
    if (form === "never" || form === "always") continue;
    for (const block of form) {
      if (block.includes(id)) continue;
      const literals = [...new Set([-id, ...block])].sort((left, right) => left - right);
      if (literals.length < 2) continue;
      if (maker.listener === undefined) resolver.recommendsRules.push(addRule(rules, literals));
      else maker.listener(literals, "recommends", id, 0, dependency);
    }
  }
}
