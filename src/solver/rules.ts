import { freshRoom, type Room } from "./room.ts";

/** A variable, or its negation when below zero. Variables are 1 … n. */
export type Literal = number;

/** Number of a rule: 1 … count - 1. */
export type RuleId = number;

/**
 * Rules (clauses: at least one literal must be true) in flat arrays. Rule r is literals[start[r]..start[r + 1]). A rule
 * without literals is a placeholder and says nothing; one with a single literal is an assertion.
 */
export interface Rules {
  count: number;
  start: Int32Array;
  literals: Int32Array;
  disabled: Uint8Array;
  /**
   * Four numbers a rule, side by side because they are looked at together: its two watched literals, and for each the next rule
   * that watches the same one (0 ends the chain).
   */
  watched: Int32Array;
}

export function createRules(rules = 1 << 12, literals = 1 << 14, room: Room = freshRoom): Rules {
  const start = room.dirtyInt32(rules + 1);
  start.fill(0, 0, 2);
  return {
    count: 1,
    start,
    literals: room.dirtyInt32(literals),
    disabled: room.uint8(rules),
    watched: room.dirtyInt32(rules * 4),
  };
}

export function addRule(rules: Rules, literals: ArrayLike<Literal>): RuleId {
  const { length } = literals;
  const from = rules.start[rules.count]!;
  reserveLiterals(rules, from + length);
  for (let i = 0; i < length; i++) rules.literals[from + i] = literals[i]!;
  return closeRule(rules, from + length);
}

/** The same for a literal and others after it. */
export function addRuleOf(rules: Rules, first: Literal, others: readonly Literal[]): RuleId {
  const from = rules.start[rules.count]!;
  const end = from + 1 + others.length;
  reserveLiterals(rules, end);
  const { literals } = rules;
  literals[from] = first;
  for (let i = 0; i < others.length; i++) literals[from + 1 + i] = others[i]!;
  return closeRule(rules, end);
}

/** Ends the rule whose literals were written from start[count] up to `end`. */
export function closeRule(rules: Rules, end: number): RuleId {
  if (rules.count + 2 > rules.start.length) growRules(rules);
  const rule = rules.count++;
  rules.start[rule + 1] = end;
  rules.disabled[rule] = 0;
  return rule;
}

/** Adds rules `from` … `to` - 1 of others, in their order, enabled. */
export function appendRules(rules: Rules, others: Rules, from: RuleId, to: RuleId): void {
  const first = rules.start[rules.count]!;
  const shift = first - others.start[from]!;
  reserveLiterals(rules, others.start[to]! + shift);
  rules.literals.set(others.literals.subarray(others.start[from], others.start[to]), first);
  while (rules.disabled.length < rules.count + to - from + 2) growRules(rules);
  const { start } = rules;
  for (let other = from, rule = rules.count + 1; other < to; other++, rule++)
    start[rule] = others.start[other + 1]! + shift;
  rules.disabled.fill(0, rules.count, rules.count + to - from);
  rules.count += to - from;
}

export function reserveLiterals(rules: Rules, length: number): void {
  if (length <= rules.literals.length) return;
  const literals = new Int32Array(Math.max(length, rules.literals.length * 2));
  literals.set(rules.literals);
  rules.literals = literals;
}

export function ruleLength(rules: Rules, rule: RuleId): number {
  return rules.start[rule + 1]! - rules.start[rule]!;
}

/** First literal, 0 for a placeholder. */
export function firstLiteral(rules: Rules, rule: RuleId): Literal {
  const start = rules.start[rule]!;
  const end = rules.start[rule + 1]!;
  return end > start ? rules.literals[start]! : 0;
}

export function isAssertion(rules: Rules, rule: RuleId): boolean {
  return ruleLength(rules, rule) === 1;
}

export function literalsOf(rules: Rules, rule: RuleId): Int32Array {
  return rules.literals.subarray(rules.start[rule], rules.start[rule + 1]);
}

/** Doubles the room for rules. */
function growRules(rules: Rules): void {
  const capacity = rules.disabled.length * 2;
  const grown = (old: Int32Array, length: number): Int32Array => {
    const array = new Int32Array(length);
    array.set(old);
    return array;
  };
  rules.start = grown(rules.start, capacity + 1);
  rules.watched = grown(rules.watched, capacity * 4);
  const disabled = new Uint8Array(capacity);
  disabled.set(rules.disabled);
  rules.disabled = disabled;
}
