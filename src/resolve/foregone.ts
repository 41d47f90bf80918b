import { keptStart, pushKept, VARIES } from "../pool/kept-lists.ts";
import { coloursMatch, isInstalled, type Pool, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { firstLiteral, isAssertion } from "../solver/rules.ts";
import { type Chooser, mayGiveChoice } from "./choice-rules.ts";
import { isComplex } from "./normal-form.ts";
import { roomForRequirements } from "./reach.ts";
import type { Resolver } from "./resolver.ts";

/**
 * What is settled before the search begins: packages that a rule of one literal brings or forbids. In a distribution upgrade
 * those are nearly all installed packages and their successors, and six of seven rules of packages are fulfilled by them. A rule
 * that is fulfilled at level 1 never decides anything, so it need not be made, as long as no contradiction asks for more.
 */
export interface Foregone {
  /** ON or OFF per package, 0 for those that are open. */
  readonly marks: Uint8Array;
  /** Per requirement by its number IDLE, LIVELY, or 0 where not looked at yet. */
  readonly requirements: Uint8Array;
  readonly chooser: Chooser;
}

const ON = 1;
export const OFF = 2;

const IDLE = 1;
const LIVELY = 2;

/** To be made of the rules of policies and jobs, when those that do not hold are disabled. */
export function foregoneOf(resolver: Resolver, chooser: Chooser): Foregone {
  const { pool, rules, room } = resolver;
  const marks = room.uint8(pool.count);
  const isWeak = room.uint8(rules.disabled.length);
  for (const rule of resolver.weakRuleQueue) isWeak[rule] = 1;
  for (let rule = 1; rule < rules.count; rule++) {
    if (!isAssertion(rules, rule) || rules.disabled[rule] === 1 || isWeak[rule] === 1) continue;
    const literal = firstLiteral(rules, rule);
    if (literal !== 0 && literal !== -SYSTEM) marks[Math.abs(literal)] = literal > 0 ? ON : OFF;
  }
  return { marks, requirements: room.uint8(roomForRequirements(pool)), chooser };
}

/**
 * Whether a requirement, an entry of `dependencies.requires`, is met by what comes anyway, so that its rules say nothing, whoever
 * it is that requires it.
 */
export function isIdle(foregone: Foregone, entry: number): boolean {
  const { pool } = foregone.chooser.resolver;
  const number = pool.requirements.numbers[entry]!;
  const known = foregone.requirements[number]!;
  return known === 0 ? look(foregone, pool.dependencies.requires.ids[entry]!, number) : known === IDLE;
}

/** One that gives a choice rule is kept: that rule may leave out what comes anyway. */
function look(foregone: Foregone, dependency: DependencyId, number: number): boolean {
  const { marks, chooser } = foregone;
  const { pool } = chooser.resolver;
  const { providers } = pool;
  if (isMetByUpdate(foregone, dependency, number)) {
    foregone.requirements[number] = IDLE;
    return true;
  }
  if (isRelation(dependency) && isComplex(pool, dependency)) {
    foregone.requirements[number] = LIVELY;
    return false;
  }
  const start = providers.of(dependency);
  const { lists } = providers;
  let isMet = lists[start] === SYSTEM;
  let end = start;
  for (; lists[end] !== 0; end++) if (marks[lists[end]!] === ON) isMet = true;
  const isIdleNow = isMet && !mayGiveChoice(chooser, lists, start, end);
  foregone.requirements[number] = isIdleNow ? IDLE : LIVELY;
  return isIdleNow;
}

/**
 * The common case, told from the repositories' packages alone: all that provide it are builds of one package that the host has,
 * and one of them comes. Whoever provides it on the host, there is nothing to choose.
 */
function isMetByUpdate({ marks, chooser: { resolver } }: Foregone, dependency: DependencyId, number: number): boolean {
  const { pool, poolFlags } = resolver;
  const { soles, namesakes } = pool.providers;
  const start = keptStart(soles, number) || noteSole(pool, dependency, number);
  if (start === VARIES || poolFlags.implicitobsoleteusesprovides) return false;
  const { lists } = soles;
  let at = start;
  while (lists[at] !== 0 && marks[lists[at]!] !== ON) at++;
  const one = lists[at]!;
  if (one === 0) return false;
  const { groups, first, next } = namesakes;
  for (let other = first[groups[one]!]!; other !== 0; other = next[other]!)
    if (isInstalled(pool, other) && (!poolFlags.implicitobsoleteusescolors || coloursMatch(pool, one, other)))
      return true;
  return false;
}

/** Notes the builds of one package and architecture that are all that meet a requirement, or that they are not all. */
function noteSole(pool: Pool, dependency: DependencyId, number: number): number {
  const { soles, namesakes } = pool.providers;
  const { groups } = namesakes;
  const isRich = isRelation(dependency) && isComplex(pool, dependency);
  let at = isRich ? 0 : pool.providers.ofRepositories(dependency);
  const { lists } = pool.providers;
  const one = lists[at]!;
  let isSole = one > SYSTEM;
  for (let id = one; id !== 0; id = lists[++at]!)
    if (groups[id] !== groups[one] || pool.archs[id] !== pool.archs[one]) isSole = false;
  soles.starts[number] = isSole ? soles.length : VARIES;
  if (!isSole) return VARIES;
  const start = soles.length;
  for (let id = one, from = pool.providers.ofRepositories(dependency); id !== 0; id = lists[++from]!)
    pushKept(soles, id);
  pushKept(soles, 0);
  return start;
}

/**
 * Marks of the policy rules that say nothing any more, as nothing contradicts: those that are disabled, and those that are
 * fulfilled from the start.
 */
export function settledRules({ rules, ranges, room }: Resolver, { marks }: Foregone): Uint8Array {
  const settled = room.uint8(rules.disabled.length);
  const { start, literals, disabled } = rules;
  for (let rule = ranges.feature.start; rule < ranges.update.end; rule++) {
    let isSettled = disabled[rule] === 1;
    for (let at = start[rule]!; at < start[rule + 1]!; at++) if (marks[literals[at]!] === ON) isSettled = true;
    if (isSettled) settled[rule] = 1;
  }
  return settled;
}
