import { appendRules, firstLiteral, ruleLength } from "../solver/rules.ts";
import { compareRules } from "../solver/unify-rules.ts";
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

/**
 * Which literals the package rules watched when the earlier run ended, for `watchRules`. libsolv keeps these rules as they are
 * when a solver is run again (src/solver.c, solver_solve: makewatches does not choose anew), and which of several contradictions
 * is met first depends on it. Both runs have all rules, sorted.
 */
export function watchedBefore({ rules, packageRulesEnd }: Resolver, before: Resolver): Int32Array {
  const watched = new Int32Array(packageRulesEnd * 2);
  let old = 1;
  for (let rule = 1; rule < packageRulesEnd; rule++) {
    let order = -1;
    while (old < before.packageRulesEnd && (order = compareRules(before.rules, old, rule, rules)) < 0) old++;
    if (old === before.packageRulesEnd || order !== 0 || ruleLength(rules, rule) < 2) continue;
    watched[rule * 2] = before.rules.watched[old << 2]!;
    watched[rule * 2 + 1] = before.rules.watched[(old << 2) + 1]!;
  }
  return watched;
}

function shareSet(set: PackageSet, previous: PackageSet): void {
  set.all = previous.all;
  set.marks = previous.marks;
}
