import { BEST_SCORE } from "../package/architecture.ts";
import { kindBit } from "../package/dependency.ts";
import { coloursMatch, type DependencyRows, isInstallable, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { addRule, closeRule, type Rules, reserveLiterals } from "../solver/rules.ts";
import { providersOf } from "./jobs.ts";
import { conjunctiveForm, conjunctiveFormOfNegation, isComplex } from "./normal-form.ts";
import { has, hasOrAll, obsoletes, type Resolver } from "./resolver.ts";

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

/** Work of one closure over dependencies: `queue` holds packages still without rules. */
export interface RuleMaker {
  readonly resolver: Resolver;
  readonly queue: PackageId[];
  readonly listener: RuleListener | undefined;
}

/** Marks of Resolver.added while rules are being made: queued, then done. */
const QUEUED = 1;
const DONE = 2;

/**
 * Makes the rules of a package and of all that it may draw in: what its dependencies mean for it, as clauses. Source:
 * libsolv, src/rules.c, solver_addpkgrulesforsolvable.
 */
export function addPackageRules(maker: RuleMaker, id: PackageId): void {
  visit(maker, id);
  const { queue, resolver } = maker;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    resolver.added[next] = DONE;
    addRulesOf(maker, next);
  }
}

function visit(maker: RuleMaker, id: PackageId): void {
  const { added } = maker.resolver;
  if (added[id] !== 0) return;
  added[id] = QUEUED;
  maker.queue.push(id);
}

const REQUIRES = kindBit("requires");
const CONFLICTS = kindBit("conflicts");
const OBSOLETES = kindBit("obsoletes");
const RECOMMENDS = kindBit("recommends");
const SUGGESTS = kindBit("suggests");

/** The rules of one package alone. With a listener nothing is added: the rules are told instead. */
export function addRulesOf(maker: RuleMaker, id: PackageId): void {
  const { resolver } = maker;
  const { pool } = resolver;
  const installed = isInstalled(pool, id);
  const tolerant = installed && !hasOrAll(resolver.fix, id);
  if (!tolerant && !isInstallable(pool, id)) addPackageRule(maker, [-id], "not-installable", id, 0, 0);
  const kinds = pool.kinds[id]!;
  if ((kinds & REQUIRES) !== 0) addRequires(maker, id, tolerant);
  if ((kinds & CONFLICTS) !== 0) addConflicts(maker, id, tolerant);
  if (!installed || !resolver.poolFlags.noinstalledobsoletes) {
    if ((kinds & OBSOLETES) !== 0) addObsoletes(maker, id, installed, tolerant);
    if (!installed || !tolerant) addSameName(maker, id, installed);
  }
  if (maker.listener === undefined) {
    visitLockStep(maker, id);
    if ((kinds & RECOMMENDS) !== 0) visitWanted(maker, pool.dependencies.recommends, id);
    if ((kinds & SUGGESTS) !== 0) visitWanted(maker, pool.dependencies.suggests, id);
  }
  if (resolver.flags.strongrecommends && !installed) addStrongRecommends(maker, id);
}

function addRequires(maker: RuleMaker, id: PackageId, tolerant: boolean): void {
  const { resolver } = maker;
  const { pool, rules, added } = resolver;
  const { offsets, ids } = pool.dependencies.requires;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
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
      if (!addProviders(rules, id, lists, start)) continue;
      for (let at = start, other = first; other !== 0; other = lists[++at]!)
        if (added[other] === 0) visit(maker, other);
    } else {
      const providers = providersOf(pool, dependency);
      if (!providers.includes(id)) maker.listener([-id, ...providers], "requires", id, 0, dependency);
    }
  }
}

/** Providers come by id: installed ones are together, mostly first. */
function holdsInstalled(resolver: Resolver, lists: Int32Array, start: number): boolean {
  const { installedStart, installedEnd } = resolver.pool;
  for (let at = start; lists[at] !== 0; at++)
    if (lists[at]! >= installedStart && lists[at]! < installedEnd) return true;
  return false;
}

/** -id | providers, unless the package provides it itself or the rule before says the same. */
function addProviders(rules: Rules, id: PackageId, lists: Int32Array, start: number): boolean {
  let end = start;
  for (; lists[end] !== 0; end++) if (lists[end] === id) return false;
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
    if (same === length) return false;
  }
  closeRule(rules, from + length);
  return true;
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
  const { pool, poolFlags } = resolver;
  const { names } = pool;
  const name = names[id]!;
  const multi = has(resolver.multiversion, id);
  let at = pool.providers.of(name);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (other === id) continue;
    if (names[other] !== name && !poolFlags.implicitobsoleteusesprovides) continue;
    const otherInstalled = isInstalled(pool, other);
    if (installed && !otherInstalled) continue;
    const sameName = names[other] === name;
    if (multi && !(sameName && pool.evrs[other] === pool.evrs[id] && pool.archs[other] === pool.archs[id])) {
      if (installed || !otherInstalled) continue;
      if (has(resolver.multiversion, other)) continue;
    }
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    if (!sameName) {
      addPair(maker, id, other, "implicit-obsoletes", name);
      continue;
    }
    // The other package has made this rule already when its turn came first.
    const isMade =
      maker.listener === undefined &&
      other !== SYSTEM &&
      !otherInstalled &&
      resolver.added[other] === DONE &&
      !has(resolver.multiversion, other);
    if (!isMade) addPair(maker, id, other, "same-name", 0);
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
  if (other === SYSTEM) addPackageRule(maker, [-id], kind, id, SYSTEM, dependency);
  else if (maker.listener === undefined) addPairRule(maker.resolver.rules, id, other);
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
  if (maker.listener === undefined) addRule(maker.resolver.rules, literals);
  else maker.listener(literals, kind, from, to, dependency);
}

/** A rich dependency: one rule per block of its normal form (libsolv, src/rules.c, add_complex_deprules). */
function addComplex(
  maker: RuleMaker,
  id: PackageId,
  dependency: DependencyId,
  kind: "requires" | "conflicts",
  tolerant: boolean,
): void {
  const { resolver } = maker;
  const { pool } = resolver;
  const form = kind === "requires" ? conjunctiveForm(pool, dependency) : conjunctiveFormOfNegation(pool, dependency);
  if (form === "always") return;
  if (form === "never") {
    if (!tolerant) addPackageRule(maker, [-id], kind === "requires" ? "nothing-provides" : kind, id, 0, dependency);
    return;
  }
  for (const block of form) {
    if (block.includes(id)) continue;
    if (tolerant && !block.some((literal) => isInstalled(pool, Math.abs(literal)) === literal > 0)) continue;
    if (block.length === 1 && block[0] === -id) {
      if (kind === "requires") addPackageRule(maker, [-id], kind, id, 0, dependency);
      else if (resolver.poolFlags.forbidselfconflicts)
        addPackageRule(maker, [-id], "self-conflict", id, id, dependency);
      continue;
    }
    const literals = [...new Set([-id, ...block])].sort((left, right) => left - right);
    const other = literals.find((literal) => literal < 0 && literal !== -id) ?? 0;
    addPackageRule(maker, literals, kind, id, -other, dependency);
    if (maker.listener === undefined) for (const literal of block) if (literal > 0) visit(maker, literal);
  }
}

/** A multilib host keeps both word sizes of a package at one version: rules for the lower ones are needed as well. */
function visitLockStep(maker: RuleMaker, id: PackageId): void {
  const { pool, poolFlags } = maker.resolver;
  const score = pool.archScores[id]!;
  if (!poolFlags.implicitobsoleteusescolors || score <= BEST_SCORE) return;
  const { names, evrs, archScores } = pool;
  let at = pool.providers.of(names[id]!);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    const otherScore = archScores[other]!;
    if (otherScore < 2 || otherScore >= score) continue;
    if (names[other] === names[id] && evrs[other] === evrs[id]) visit(maker, other);
  }
}

function visitWanted(maker: RuleMaker, rows: DependencyRows, id: PackageId): void {
  const { pool } = maker.resolver;
  const { offsets, ids } = rows;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    if (isRelation(dependency) && isComplex(pool, dependency)) {
      const form = conjunctiveForm(pool, dependency);
      if (form !== "never" && form !== "always")
        for (const block of form) for (const literal of block) if (literal > 0) visit(maker, literal);
      continue;
    }
    let at = pool.providers.of(dependency);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) if (other !== SYSTEM) visit(maker, other);
  }
}

/** With strong recommends they are weak rules: fulfilled where that is possible at all, by going back if need be. */
function addStrongRecommends(maker: RuleMaker, id: PackageId): void {
  const { resolver } = maker;
  const { pool, rules } = resolver;
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
