import { freshRoom, type Room } from "./room.ts";
import { addRule, type Literal, literalsOf, type RuleId, type Rules } from "./rules.ts";

/**
 * The state of one search: which variables are decided at which level, by which rule, and what was learnt. Level 1 is
 * what follows from the rules alone; every free decision opens a level.
 */
export interface Search {
  readonly rules: Rules;
  /** Highest variable. */
  readonly variables: number;
  /** Per variable: its level when true, minus its level when false, 0 when undecided. */
  readonly levels: Int32Array;
  /** The trail: decided literals in order, and why: the rule, or minus the rule that a free decision was made for. */
  readonly trail: Int32Array;
  readonly why: Int32Array;
  trailLength: number;
  /** How much of the trail has been propagated. */
  propagated: number;
  /** Why a level's free decision was made, a number of the caller's; entry 0 and 1 are unused. */
  reasons: number[];
  /** First rule watching a literal, at variables + literal. */
  readonly watches: Int32Array;
  /** First learnt rule; those before it are given. */
  learntStart: RuleId;
  /** Per learnt rule, where its proof starts in `proofs`: the rules it was learnt from, ended by 0. */
  readonly learntWhy: number[];
  readonly proofs: number[];
  /** Rules with one literal, in order. */
  readonly assertions: RuleId[];
  /** Choices that were open when one of several was taken; newest last. */
  readonly branches: Branch[];
  /** Shortest the trail has been since the caller last looked; it sets this to Infinity. */
  shortestTrail: number;
  /** How often decisions were taken back. */
  reverts: number;
  /** Marks of `learn`, per variable; all 0 between two of its calls. */
  readonly seen: Uint8Array;
  /** Conflicts met, and how many are allowed: past the limit the search gives up. */
  conflicts: number;
  conflictLimit: number;
}

/** A free decision that had alternatives: what was tried is negated. `level` is the level it was made from. */
export interface Branch {
  level: number;
  readonly choices: number[];
  /** The rule that was to be fulfilled, 0 for none; then what it was for, two numbers of the caller's. */
  readonly rule: RuleId;
  readonly from: number;
  readonly dependency: number;
}

/** An empty search; `watchRules` before anything is decided. */
export function createSearch(rules: Rules, variables: number, room: Room = freshRoom): Search {
  return {
    rules,
    variables,
    levels: room.int32(variables + 1),
    trail: room.dirtyInt32(variables + 1),
    why: room.dirtyInt32(variables + 1),
    trailLength: 0,
    propagated: 0,
    reasons: [],
    watches: room.int32(2 * variables + 1),
    learntStart: rules.count,
    learntWhy: [],
    proofs: [0],
    assertions: [],
    branches: [],
    seen: room.uint8(variables + 1),
    shortestTrail: 0,
    reverts: 0,
    conflicts: 0,
    conflictLimit: Infinity,
  };
}

export interface FirstWatches {
  /** 1 for rules that need no watches. */
  readonly settled?: Uint8Array;
  /** Two literals of each of the first rules, rule 1's at 2; 0 where it is to watch its first two, as all others do. */
  readonly watched?: Int32Array;
}

/** Sets the watches of all rules; those that come later are learnt ones. */
export function watchRules(search: Search, { settled, watched }: FirstWatches = {}): void {
  const { rules } = search;
  search.learntStart = rules.count;
  for (let rule = rules.count - 1; rule > 0; rule--) {
    const from = rules.start[rule]!;
    if (settled !== undefined && settled[rule] === 1) continue;
    if (rules.start[rule + 1]! - from < 2 || rules.literals[from] === 0) continue;
    const first = watched?.[rule * 2] ?? 0;
    if (first === 0) watch(search, rule, rules.literals[from]!, rules.literals[from + 1]!);
    else watch(search, rule, first, watched![rule * 2 + 1]!);
  }
  for (let rule = 1; rule < rules.count; rule++) {
    const from = rules.start[rule]!;
    if (rules.start[rule + 1]! - from === 1 && rules.literals[from] !== 0) search.assertions.push(rule);
  }
}

/** Makes a rule watch two literals: it comes to the head of their chains. */
function watch({ rules, watches, variables }: Search, rule: RuleId, first: Literal, second: Literal): void {
  const { watched } = rules;
  const at = rule << 2;
  watched[at] = first;
  watched[at + 1] = second;
  watched[at + 2] = watches[variables + first]!;
  watches[variables + first] = rule;
  watched[at + 3] = watches[variables + second]!;
  watches[variables + second] = rule;
}

export function isTrue(search: Search, literal: Literal): boolean {
  return literal > 0 ? search.levels[literal]! > 0 : search.levels[-literal]! < 0;
}

/** Appends a literal to the trail at a level. */
export function assign(search: Search, literal: Literal, level: number, why: number): void {
  if (literal > 0) search.levels[literal] = level;
  else search.levels[-literal] = -level;
  search.why[search.trailLength] = why;
  search.trail[search.trailLength++] = literal;
}

/**
 * Makes every rule with one undecided literal and no true one decide it, until nothing follows any more. Gives the rule
 * that became false, or 0. Two watched literals per rule: Moskewicz et al., "Chaff", DAC 2001; the chains are libsolv's
 * (src/solver.c, propagate).
 */
export function propagate(search: Search, level: number): RuleId {
  const { rules, watches, levels, trail, why, variables } = search;
  const { start, literals, disabled, watched } = rules;
  while (search.propagated < search.trailLength) {
    const falseLiteral = -trail[search.propagated++]!;
    // Where the rule before in the chain points to this one; -1 at its head.
    let link = -1;
    for (let rule = watches[variables + falseLiteral]!; rule !== 0; ) {
      const watch = rule << 2;
      const own = watched[watch] === falseLiteral ? watch : watch + 1;
      const next = watched[own + 2]!;
      const other = watched[own === watch ? watch + 1 : watch]!;
      const otherLevel = other > 0 ? levels[other]! : -levels[-other]!;
      if (disabled[rule] === 1 || otherLevel > 0) {
        link = own + 2;
        rule = next;
        continue;
      }
      let moved = 0;
      const end = start[rule + 1]!;
      for (let at = start[rule]!; at < end; at++) {
        const literal = literals[at]!;
        if (literal === other) continue;
        if ((literal > 0 ? levels[literal]! : -levels[-literal]!) < 0) continue;
        moved = literal;
        break;
      }
      if (moved !== 0) {
        if (link < 0) watches[variables + falseLiteral] = next;
        else watched[link] = next;
        watched[own] = moved;
        watched[own + 2] = watches[variables + moved]!;
        watches[variables + moved] = rule;
        rule = next;
        continue;
      }
      if (otherLevel < 0) return rule;
      if (other > 0) levels[other] = level;
      else levels[-other] = -level;
      why[search.trailLength] = rule;
      trail[search.trailLength++] = other;
      link = own + 2;
      rule = next;
    }
  }
  return 0;
}

/** Takes back all decisions above a level. */
export function revert(search: Search, level: number): void {
  search.reverts++;
  const { trail, levels } = search;
  while (search.trailLength > 0) {
    const literal = trail[search.trailLength - 1]!;
    const variable = literal > 0 ? literal : -literal;
    const at = levels[variable]!;
    if (at <= level && at >= -level) break;
    levels[variable] = 0;
    search.trailLength--;
    search.propagated = search.trailLength;
  }
  const { branches } = search;
  while (branches.length > 0 && branches[branches.length - 1]!.level >= level) branches.pop();
  if (search.trailLength < search.shortestTrail) search.shortestTrail = search.trailLength;
  search.reasons.length = level + 1;
}

/** Takes back everything, and enables exactly the learnt rules whose proof uses no disabled rule. */
export function restart(search: Search): void {
  const { trail, levels } = search;
  for (let i = 0; i < search.trailLength; i++) {
    const literal = trail[i]!;
    levels[literal > 0 ? literal : -literal] = 0;
  }
  search.reverts++;
  search.trailLength = 0;
  search.propagated = 0;
  search.shortestTrail = -1;
  search.reasons.length = 0;
  search.branches.length = 0;
  refreshLearntRules(search);
}

export function refreshLearntRules(search: Search): void {
  const { rules, proofs, learntWhy, learntStart } = search;
  for (let rule = learntStart; rule < rules.count; rule++) {
    let at = learntWhy[rule - learntStart]!;
    while (proofs[at] !== 0 && rules.disabled[proofs[at]!] === 0) at++;
    rules.disabled[rule] = proofs[at] === 0 ? 0 : 1;
  }
}

/** What a conflict teaches: the new rule is unit at its level, its first literal being the one to set. */
export interface Lesson {
  readonly rule: RuleId;
  readonly level: number;
}

/**
 * Learns a rule from a conflict at a level above 1 by resolving back to the first unique implication point (Marques-Silva
 * and Sakallah, "GRASP", 1996), reverts to where the new rule is unit, and keeps the rules used, those at level 1
 * included, as its proof (libsolv, src/solver.c, analyze).
 */
export function learn(search: Search, level: number, conflict: RuleId): Lesson {
  const { rules, levels, trail, why } = search;
  const { seen } = search;
  const kept: Literal[] = [];
  const proof = search.proofs.length;
  let backLevel = 1;
  let open = 0;
  let openAtOne = 0;
  let unique: Literal = 0;
  let index = search.trailLength;
  let rule = conflict;
  for (;;) {
    search.proofs.push(rule);
    for (let at = rules.start[rule]!; at < rules.start[rule + 1]!; at++) {
      const literal = rules.literals[at]!;
      const variable = literal > 0 ? literal : -literal;
      if (isTrue(search, literal) || seen[variable] === 1) continue;
      seen[variable] = 1;
      const at2 = Math.abs(levels[variable]!);
      if (at2 === 1) openAtOne++;
      else if (at2 === level) open++;
      else {
        kept.push(literal);
        if (at2 > backLevel) backLevel = at2;
      }
    }
    let why2 = 0;
    do {
      if (unique !== 0 && openAtOne-- === 0) break;
      let literal: Literal;
      do literal = trail[--index]!;
      while (seen[Math.abs(literal)] === 0);
      seen[Math.abs(literal)] = 0;
      if (unique === 0 && --open === 0) {
        unique = -literal;
        for (const other of kept) seen[Math.abs(other)] = 0;
        continue;
      }
      why2 = why[index]!;
    } while (why2 <= 0);
    if (why2 <= 0) break;
    rule = why2;
  }
  search.proofs.push(0);
  search.conflicts++;
  revert(search, backLevel);
  const learnt = addRule(rules, [unique, ...kept]);
  search.learntWhy.push(proof);
  if (kept.length === 0) search.assertions.push(learnt);
  else watchLearnt(search, learnt);
  return { rule: learnt, level: backLevel };
}

/** The first literal is watched because it gets set now, the other watch goes to the literal of the highest level. */
function watchLearnt(search: Search, rule: RuleId): void {
  const literals = literalsOf(search.rules, rule);
  let watched = literals[1]!;
  let highest = 0;
  for (let i = 1; i < literals.length; i++) {
    const level = Math.abs(search.levels[Math.abs(literals[i]!)]!);
    if (level > highest) {
      highest = level;
      watched = literals[i]!;
    }
  }
  watch(search, rule, literals[0]!, watched);
}
