import { freshRoom, type Room } from "./room.ts";
import type { Rules } from "./rules.ts";

/**
 * Sorts the rules from 1 on by their literals and drops those that are there twice. All first literals must be negative.
 * The order is that of libsolv (src/rules.c, unifyrules_sortcmp): literal by literal, a missing one counting as 0 where
 * the shorter rule has not two; ties between choices depend on it, and which conflict is met first. Buckets by first literal keep this linear: a package has few rules of its own.
 */
export function unifyRules(rules: Rules, variables: number, room: Room = freshRoom): void {
  const { count, start, literals } = rules;
  const bucketEnd = room.int32(variables + 1);
  for (let rule = 1; rule < count; rule++) bucketEnd[variables + literals[start[rule]!]!]!++;
  let total = 0;
  for (let bucket = 0; bucket <= variables; bucket++) total = bucketEnd[bucket]! += total;
  const order = room.dirtyInt32(rules.disabled.length).subarray(0, total);
  for (let rule = count - 1; rule > 0; rule--) order[--bucketEnd[variables + literals[start[rule]!]!]!] = rule;
  const sortedStart = room.dirtyInt32(start.length);
  sortedStart.fill(0, 0, 2);
  const sortedLiterals = room.dirtyInt32(literals.length);
  let kept = 1;
  let end = 0;
  for (let from = 0; from < total; ) {
    const first = literals[start[order[from]!]!]!;
    let to = from + 1;
    while (to < total && literals[start[order[to]!]!] === first) to++;
    sortBucket(rules, order, from, to);
    for (let i = from; i < to; i++) {
      const rule = order[i]!;
      if (i > from && compareRules(rules, order[i - 1]!, rule) === 0) continue;
      for (let at = start[rule]!; at < start[rule + 1]!; at++) sortedLiterals[end++] = literals[at]!;
      sortedStart[++kept] = end;
    }
    from = to;
  }
  rules.start = sortedStart;
  rules.literals = sortedLiterals;
  rules.count = kept;
}

const FEW = 24;

function sortBucket(rules: Rules, order: Int32Array, from: number, to: number): void {
  if (to - from > FEW) {
    order.subarray(from, to).sort((left, right) => compareRules(rules, left, right));
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const rule = order[i]!;
    let at = i;
    for (; at > from && compareRules(rules, order[at - 1]!, rule) > 0; at--) order[at] = order[at - 1]!;
    order[at] = rule;
  }
}

/** Below, equal or above 0; the first literals need not be equal. `right` may be one of other rules. */
export function compareRules(rules: Rules, left: number, right: number, others = rules): number {
  let i = rules.start[left]!;
  let j = others.start[right]!;
  const leftEnd = rules.start[left + 1]!;
  const rightEnd = others.start[right + 1]!;
  for (; i < leftEnd && j < rightEnd; i++, j++) {
    const order = rules.literals[i]! - others.literals[j]!;
    if (order !== 0) return order;
  }
  if (i < leftEnd) return isPair(others, right) ? 1 : rules.literals[i]!;
  if (j < rightEnd) return isPair(rules, left) ? -1 : -others.literals[j]!;
  return 0;
}

/** libsolv keeps rules of two literals in another form, and has them before longer ones that begin alike. */
function isPair({ start }: Rules, rule: number): boolean {
  return start[rule + 1] === start[rule]! + 2;
}
