import { freshRoom, type Room } from "../solver/room.ts";
import type { RuleId } from "../solver/rules.ts";
import type { Search } from "../solver/search.ts";

/**
 * The rules that may still want a decision, ascending: those that leave a choice and that no decision fulfils yet. A rule
 * with one positive literal never does, since propagation decides it; one that is fulfilled stays so until the decision is
 * taken back. What is left is far less than all rules, so that going round them again and again is cheap.
 */
export interface OpenRules {
  list: Int32Array;
  count: number;
  /** The rules that leave a choice whatever was decided, ascending, and how many of them the list was made from. */
  choices: Int32Array;
  choiceCount: number;
  looked: number;
  /** Rules up to here have been looked at; learnt ones come later. */
  seen: RuleId;
  /** `Search.reverts` when the list was made: it holds as long as no decision has been taken back. */
  reverts: number;
}

/** An empty list with room for some number of rules; it grows where there are more. */
export function createOpenRules(rules: number, room: Room = freshRoom): OpenRules {
  const [list, choices] = [room.dirtyInt32(rules), room.dirtyInt32(rules)];
  return { list, count: 0, choices, choiceCount: 0, looked: 0, seen: 1, reverts: -1 };
}

/** Brings the list up to the decisions: anew where some were taken back, else by leaving out what is fulfilled now. */
export function refreshOpenRules(open: OpenRules, search: Search, end: RuleId): void {
  if (open.reverts !== search.reverts) {
    open.reverts = search.reverts;
    open.count = 0;
    open.looked = 0;
  }
  const { list, count } = open;
  const { levels, rules } = search;
  const { start, literals } = rules;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const rule = list[i]!;
    const first = literals[start[rule]!]!;
    // Dormant: its package is undecided.
    if (first < 0 && levels[-first] === 0) list[kept++] = rule;
    else if (!isFulfilled(search, rule)) list[kept++] = rule;
  }
  open.count = kept;
  appendOpenRules(open, search, end);
}

function isFulfilled({ rules, levels }: Search, rule: RuleId): boolean {
  const { start, literals } = rules;
  const end = start[rule + 1]!;
  for (let at = start[rule]!; at < end; at++) {
    const literal = literals[at]!;
    if ((literal > 0 ? levels[literal]! : -levels[-literal]!) > 0) return true;
  }
  return false;
}

/** Adds the rules made since the list was. */
export function appendOpenRules(open: OpenRules, search: Search, end: RuleId): void {
  noteChoices(open, search, end);
  const { choices, choiceCount } = open;
  if (open.looked === choiceCount) return;
  if (open.list.length < choiceCount) open.list = longer(open.list, choices.length);
  const { rules, levels } = search;
  const { start, literals, disabled } = rules;
  const { list } = open;
  let { count } = open;
  for (let i = open.looked; i < choiceCount; i++) {
    const rule = choices[i]!;
    const first = literals[start[rule]!]!;
    if (first < 0 && levels[-first]! < 0) continue;
    if (disabled[rule] === 0 && !isFulfilled(search, rule)) list[count++] = rule;
  }
  open.count = count;
  open.looked = choiceCount;
}

/** Notes which of the rules made since leave a choice. */
function noteChoices(open: OpenRules, { rules }: Search, end: RuleId): void {
  if (open.seen >= end) return;
  const { start, literals } = rules;
  if (open.choices.length < open.choiceCount + end - open.seen)
    open.choices = longer(open.choices, open.choiceCount + rules.disabled.length);
  const { choices } = open;
  let { choiceCount } = open;
  let to = start[open.seen]!;
  for (let rule = open.seen; rule < end; rule++) {
    const from = to;
    to = start[rule + 1]!;
    if (to - from > 1 && leavesChoice(literals, from, to)) choices[choiceCount++] = rule;
  }
  open.choiceCount = choiceCount;
  open.seen = end;
}

function longer(array: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(array);
  return copy;
}

function leavesChoice(literals: Int32Array, from: number, to: number): boolean {
  let positive = 0;
  for (let at = from; at < to; at++) if (literals[at]! > 0 && ++positive === 2) return true;
  return false;
}
