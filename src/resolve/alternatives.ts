import type { PackageId } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { literalsOf, type RuleId } from "../solver/rules.ts";
import { allProblemRules } from "./problem-rule.ts";
import { isIn } from "./problem-rules.ts";
import type { Resolver } from "./resolver.ts";
import { type RuleInfo, ruleInfo } from "./rule-info.ts";

/** A choice that was made where several packages were equally good. */
export interface Alternative {
  /** The rule that was to be fulfilled; for a recommendation 0, with the package and its dependency in `info`. */
  readonly rule: RuleId;
  readonly info: RuleInfo;
  /** All that were open, the preferred first; minus the id where one was tried. */
  readonly choices: readonly number[];
  /** The one taken; 0 when it came in by another way. */
  readonly chosen: PackageId;
}

/** All choices the result rests on (libsolv, src/solver.c, solver_get_alternative). */
export function findAlternatives(resolver: Resolver): readonly Alternative[] {
  const { search } = resolver;
  return search.branches.map(({ rule, from, dependency, choices, level }) => ({
    rule,
    info: rule === 0 ? recommendation(from, dependency) : causeOf(resolver, rule, choices),
    choices,
    chosen: -(choices.find((id) => id < 0 && search.levels[-id] === level + 1) ?? 0),
  }));
}

function recommendation(from: PackageId, dependency: DependencyId): RuleInfo {
  return { kind: "recommends", from, to: 0, dependency };
}

/** Choice rules, strong recommends and learnt rules stand for the dependency they were made from. */
function causeOf(resolver: Resolver, rule: RuleId, choices: readonly number[]): RuleInfo {
  const { ranges, choiceInfo, recommendsInfo, search, rules } = resolver;
  if (rule >= search.learntStart) {
    const sources = allProblemRules(resolver, search.learntWhy[rule - search.learntStart]!);
    const offers = (source: RuleId): boolean => choices.every((id) => literalsOf(rules, source).includes(Math.abs(id)));
    return ruleInfo(resolver, sources.find(offers) ?? rule);
  }
  if (isIn(ranges.choice, rule)) return ruleInfo(resolver, choiceInfo[rule - ranges.choice.start]!);
  if (isIn(ranges.recommends, rule)) return ruleInfo(resolver, recommendsInfo[rule - ranges.recommends.start]!);
  return ruleInfo(resolver, rule);
}
