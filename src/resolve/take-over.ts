import { appendRules, firstLiteral } from "../solver/rules.ts";
import type { PackageSet, Resolver, RuleKind } from "./resolver.ts";

/**
 * Takes over the package rules of an earlier run on the same pool with the same flags, and which packages they were made
 * for. They depend on the multiversion jobs only, which must be the same.
 */
export function takeOverPackageRules(resolver: Resolver, previous: Resolver): void {
  appendRules(resolver.rules, previous.rules, 1, previous.packageRulesEnd);
  resolver.added.set(previous.added);
  resolver.recommendsRules.push(...previous.recommendsRules);
}

/**
 * Whether all rules but those of jobs, and the best ones, would be made just as in the earlier run: its jobs come first,
 * those that follow only install or erase packages or let them go, and no package came in by them.
 */
export function saysTheSame(resolver: Resolver, previous: Resolver): boolean {
  const { jobs } = resolver;
  return (
    resolver.rules.count === previous.packageRulesEnd &&
    !resolver.flags.strongrecommends &&
    previous.cleanUpdates.length === 0 &&
    previous.jobs.every((job, index) => job === jobs[index]) &&
    jobs
      .slice(previous.jobs.length)
      .every(({ action, flags }) => flags === 0 && ["install", "erase", "allowuninstall"].includes(action))
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

export function takeOverChoices(resolver: Resolver, previous: Resolver): void {
  takeOverRules(resolver, previous, "choice");
  const { start, end } = resolver.ranges.choice;
  for (let rule = start; rule < end; rule++) resolver.weakRuleQueue.push(rule);
  resolver.choiceInfo.push(...previous.choiceInfo);
}

function shareSet(set: PackageSet, previous: PackageSet): void {
  set.all = previous.all;
  set.marks = previous.marks;
}
