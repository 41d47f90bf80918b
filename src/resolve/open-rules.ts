import type { RuleId, Rules } from "../solver/rules.ts";
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
  const { rules } = search;
  if (open.reverts !== search.reverts) {
    open.reverts = search.reverts;
    open.count = 0;
    open.seen = 1;
  }
  const { list } = open;
  let kept = 0;
  for (let i = 0; i < open.count; i++) if (mayOpen(rules, search.levels, list[i]!, 1)) list[kept++] = list[i]!;
  open.count = kept;
  appendOpenRules(open, search, end);
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
  const { list } = open;
  let { count } = open;
  for (let rule = open.seen; rule < end; rule++) if (mayOpen(rules, levels, rule, 2)) list[count++] = rule;
  open.count = count;
  open.seen = end;
}

/** Whether no literal is true and at least `choices` are positive. */
function mayOpen(rules: Rules, levels: Int32Array, rule: RuleId, choices: number): boolean {
  const { start, literals } = rules;
  const end = start[rule + 1]!;
  let at = start[rule]!;
  if (end - at < choices || rules.disabled[rule] === 1) return false;
  let positive = 0;
  for (; at < end; at++) {
    const literal = literals[at]!;
    if (literal > 0) {
      if (levels[literal]! > 0) return false;
      positive++;
    } else if (levels[-literal]! < 0) return false;
  }
  return positive >= choices;
}
