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
  /** Rules up to here have been looked at; learnt ones come later. */
  seen: RuleId;
  /** `Search.reverts` when the list was made: it holds as long as no decision has been taken back. */
  reverts: number;
}

export function createOpenRules(): OpenRules {
  return { list: new Int32Array(0), count: 0, seen: 1, reverts: -1 };
}

/** Brings the list up to the decisions: anew where some were taken back, else by leaving out what is fulfilled now. */
export function refreshOpenRules(open: OpenRules, search: Search, end: RuleId): void {
  if (open.reverts !== search.reverts) {
    open.reverts = search.reverts;
    open.count = 0;
    open.seen = 1;
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
  const { rules, levels } = search;
  if (open.seen >= end) return;
  if (open.list.length < open.count + end - open.seen) {
    const list = new Int32Array(open.count + rules.disabled.length);
    list.set(open.list.subarray(0, open.count));
    open.list = list;
  }
  const { start, literals, disabled } = rules;
  const { list } = open;
  let { count } = open;
  let from = start[open.seen]!;
  for (let rule = open.seen; rule < end; rule++) {
    const at = from;
    const to = start[rule + 1]!;
    from = to;
    if (to - at < 2) continue;
    const first = literals[at]!;
    if (first < 0 && (to - at < 3 || levels[-first]! < 0)) continue;
    if (disabled[rule] === 0 && leavesChoice(literals, at, to) && !isFulfilled(search, rule)) list[count++] = rule;
  }
  open.count = count;
  open.seen = end;
}

function leavesChoice(literals: Int32Array, from: number, to: number): boolean {
  let positive = 0;
  for (let at = from; at < to; at++) if (literals[at]! > 0 && ++positive === 2) return true;
  return false;
}
