import type { Literal, RuleId } from "./rules.ts";
import { assign, learn, propagate, type Search } from "./search.ts";

/** What to do when the rules contradict each other without any free decision: a level to go on from, or GAVE_UP. */
export type OnUnsolvable = (conflict: RuleId) => number;

/** The level of a search that cannot go on: the rules contradict each other, or there were too many conflicts. */
export const GAVE_UP = -1;

/**
 * Decides a literal freely, one level up, and follows it through: propagate; on a conflict learn, go back to where the
 * new rule decides something, and propagate again. Gives the level reached, at or below `level` when the decision did not
 * hold; 0 when rules were disabled and all starts anew.
 *
 * @param rule the rule the decision is made for, 0 when it is for none
 * @param reason a number of the caller's, kept per level
 */
export function decide(
  search: Search,
  level: number,
  literal: Literal,
  rule: RuleId,
  reason: number,
  onUnsolvable: OnUnsolvable,
): number {
  const next = level + 1;
  assign(search, literal, next, -rule);
  search.reasons[next] = reason;
  return settle(search, next, onUnsolvable);
}

/** Propagates at a level and learns until there is no conflict left. */
function settle(search: Search, level: number, onUnsolvable: OnUnsolvable): number {
  for (let current = level; ; ) {
    const conflict = propagate(search, current);
    if (conflict === 0) return current;
    if (current === 1) return onUnsolvable(conflict);
    if (search.conflicts >= search.conflictLimit) return GAVE_UP;
    const lesson = learn(search, current, conflict);
    current = lesson.level;
    assign(search, search.rules.literals[search.rules.start[lesson.rule]!]!, current, lesson.rule);
  }
}
