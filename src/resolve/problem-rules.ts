import { firstLiteral, type RuleId } from "../solver/rules.ts";
import type { Resolver, RuleRange } from "./resolver.ts";
import { featureRule, updateRule } from "./update-rules.ts";

/**
 * A wish to blame: a rule above the package rules, or minus the 1-based number of a job, which stands for all its rules.
 * Source: libsolv, src/problems.c, solver_disableproblem and solver_enableproblem.
 */
export type Blame = number;

/** Whom to blame for a rule; a rule that insists on the best package for a job is blamed on the job. */
export function blameOf(resolver: Resolver, rule: RuleId): Blame {
  const { job, best } = resolver.ranges;
  const info = isIn(best, rule) ? resolver.bestInfo[rule - best.start]! : 0;
  const asked = info < 0 ? -info : rule;
  return isIn(job, asked) ? -(resolver.jobOfRule[asked - job.start]! + 1) : rule;
}

export function isIn(range: RuleRange, rule: RuleId): boolean {
  return rule >= range.start && rule < range.end;
}

export function disableBlamed(resolver: Resolver, blame: Blame): void {
  for (const rule of rulesOf(resolver, blame)) resolver.rules.disabled[rule] = 1;
}

/** Update and feature rule of a package are never enabled together. */
export function enableBlamed(resolver: Resolver, blame: Blame): void {
  const { rules, ranges, pool } = resolver;
  if (blame > 0 && isIn(ranges.feature, blame)) {
    const update = updateRule(resolver, blame - ranges.feature.start + pool.installedStart);
    if (rules.disabled[update] === 0) return;
  }
  for (const rule of rulesOf(resolver, blame)) rules.disabled[rule] = 0;
  if (blame > 0 && isIn(ranges.update, blame)) {
    const feature = featureRule(resolver, blame - ranges.update.start + pool.installedStart);
    if (firstLiteral(rules, feature) !== 0) rules.disabled[feature] = 1;
  }
}

/** All rules of a job; all architecture or distribution upgrade rules of a name; else the rule itself. */
function rulesOf(resolver: Resolver, blame: Blame): RuleId[] {
  const { ranges, jobOfRule } = resolver;
  if (blame < 0) {
    const found: RuleId[] = [];
    for (let rule = ranges.job.start; rule < ranges.job.end; rule++)
      if (jobOfRule[rule - ranges.job.start] === -blame - 1) found.push(rule);
    const wanted = new Set(found);
    resolver.bestInfo.forEach((info, index) => {
      if (wanted.has(-info)) found.push(ranges.best.start + index);
    });
    return found;
  }
  const found: RuleId[] = [];
  const group = nameGroup(resolver, blame);
  if (group === undefined) return [blame];
  for (let rule = group.start; rule < group.end; rule++) found.push(rule);
  return found;
}

/** The neighbouring rules about the same name, for the kinds that come by name. */
export function nameGroup(resolver: Resolver, rule: RuleId): RuleRange | undefined {
  const { ranges } = resolver;
  const range = isIn(ranges.infarch, rule) ? ranges.infarch : isIn(ranges.dup, rule) ? ranges.dup : undefined;
  if (range === undefined) return undefined;
  const name = nameOf(resolver, rule);
  let start = rule;
  while (start > range.start && nameOf(resolver, start - 1) === name) start--;
  let end = rule + 1;
  while (end < range.end && nameOf(resolver, end) === name) end++;
  return { start, end };
}

function nameOf(resolver: Resolver, rule: RuleId): number {
  return resolver.pool.names[-firstLiteral(resolver.rules, rule)]!;
}
