import { appendRules, firstLiteral } from "../solver/rules.ts";
import type { PackageSet, Resolver, RuleKind } from "./resolver.ts";

/**
 * Whether all rules but those of jobs, the best ones, and those of packages and choices would be made just as in the earlier
 * run: its jobs come first, those that follow only install or erase packages or let them go, and no package came in by them.
 */
export function saysTheSame(resolver: Resolver, previous: Resolver): boolean {
  const { jobs, added } = resolver;
  return (
    !resolver.flags.strongrecommends &&
    previous.cleanUpdates.length === 0 &&
    previous.jobs.every((job, index) => job === jobs[index]) &&
    jobs
      .slice(previous.jobs.length)
      .every(({ action, flags }) => flags === 0 && ["install", "erase", "allowuninstall"].includes(action)) &&
    added.every((mark, id) => mark === previous.added[id])
  );
}

/** The sets that a distribution upgrade works with, and the rules that keep installed packages from vanishing. */
export function takeOverUpdates(resolver: Resolver, previous: Resolver): void {
  for (const kind of ["dupInvolved", "dup", "update", "bestUpdate"] as const) shareSet(resolver[kind], previous[kind]);
  resolver.orphaned.push(...previous.orphaned);
  for (const [id, updaters] of previous.specialUpdaters) resolver.specialUpdaters.set(id, updaters);
  takeOverRules(resolver, previous, "feature");
  takeOverRules(resolver, previous, "update");
  const { rules, ranges } = resolver;
  for (let rule = ranges.feature.start; rule < ranges.feature.end; rule++)
    if (firstLiteral(rules, rule) !== 0) rules.disabled[rule] = 1;
}

/** All rules of a kind, enabled. */
export function takeOverRules(resolver: Resolver, previous: Resolver, kind: RuleKind): void {
  const { rules, ranges } = resolver;
  ranges[kind].start = rules.count;
  appendRules(rules, previous.rules, previous.ranges[kind].start, previous.ranges[kind].end);
  ranges[kind].end = rules.count;
}

export function takeOverSplits(resolver: Resolver, previous: Resolver): void {
  takeOverRules(resolver, previous, "yumobs");
  resolver.yumobsInfo.push(...previous.yumobsInfo);
}

function shareSet(set: PackageSet, previous: PackageSet): void {
  set.all = previous.all;
  set.marks = previous.marks;
}
