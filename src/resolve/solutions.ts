import { isInstalled, type PackageId } from "../pool/pool.ts";
import { firstLiteral, literalsOf, ruleLength } from "../solver/rules.ts";
import { restart } from "../solver/search.ts";
import { isEssential } from "./job-rules.ts";
import { disablePolicyRules, reenablePolicyRulesOfJob } from "./policy-rules.ts";
import { type Blame, disableBlamed, enableBlamed, isIn, nameGroup } from "./problem-rules.ts";
import { has, type Resolver } from "./resolver.ts";
import { run } from "./run.ts";
import { featureRule, isPlaceholder, widestRule } from "./update-rules.ts";

/** One thing to do: drop a job, let a package go, let one replace another, allow a package against policy. */
export type SolutionElement =
  | { readonly kind: "drop-job"; readonly job: number }
  | { readonly kind: "erase"; readonly id: PackageId }
  | { readonly kind: "replace"; readonly id: PackageId; readonly by: PackageId }
  | {
      readonly kind: "allow";
      readonly id: PackageId;
      readonly against: "infarch" | "dup" | "best" | "black" | "strictrepo";
    };

export interface Solution {
  /** The wish whose dropping leads to it. */
  readonly blame: Blame;
  readonly elements: readonly SolutionElement[];
}

/**
 * Ways out of a problem: each wish it is made of is dropped in turn, and the search tells what else would have to go.
 * Source: libsolv, src/problems.c, create_solutions and refine_suggestion. The resolver's decisions are put back after.
 */
export function findSolutions(resolver: Resolver, blamed: readonly Blame[]): Solution[] {
  const { search } = resolver;
  const levels = search.levels.slice();
  const trail = search.trail.slice(0, search.trailLength);
  const why = search.why.slice(0, search.trailLength);
  const reasons = search.reasons.slice();
  const problems = resolver.problems.splice(0);
  const mistakes = resolver.cleanMistakes.length;
  const ordered = blamed.toSorted((left, right) => compareBlames(resolver, left, right));
  const solutions = refineAll(resolver, ordered, false);
  const further = solutions.length > 0 ? solutions : refineAll(resolver, ordered, true);
  const result = further.length > 0 ? further : anyWayOut(resolver, ordered);
  search.levels.set(levels);
  search.trail.set(trail);
  search.why.set(why);
  search.trailLength = trail.length;
  search.propagated = trail.length;
  search.reasons = reasons;
  search.branches.length = 0;
  search.shortestTrail = -1;
  resolver.problems.length = 0;
  resolver.problems.push(...problems);
  resolver.cleanMistakes.length = mistakes;
  return result;
}

function refineAll(resolver: Resolver, blamed: readonly Blame[], essentialToo: boolean): Solution[] {
  const solutions: Solution[] = [];
  for (const blame of blamed) {
    const refined = refine(resolver, blamed, blame, essentialToo);
    const elements = refined.flatMap((item) => elementsOf(resolver, item));
    if (elements.length > 0) solutions.push({ blame, elements });
  }
  return solutions;
}

/** Where no wish alone leads out: what the first would mean that means anything. */
function anyWayOut(resolver: Resolver, blamed: readonly Blame[]): Solution[] {
  for (const blame of blamed) {
    const elements = elementsOf(resolver, blame);
    if (elements.length > 0) return [{ blame: blamed.at(-1) ?? blame, elements }];
  }
  return [];
}

/** Rules before jobs, essential jobs last. */
function compareBlames(resolver: Resolver, left: Blame, right: Blame): number {
  if (left < 0 !== right < 0) return left < 0 ? 1 : -1;
  if (left < 0) {
    const order = Number(isEssential(resolver, -left)) - Number(isEssential(resolver, -right));
    if (order !== 0) return order;
  }
  return left - right;
}

/** Drops one wish, then what else is in the way; gives all that was dropped, or nothing when that leads nowhere. */
function refine(resolver: Resolver, blamed: readonly Blame[], dropped: Blame, essentialToo: boolean): Blame[] {
  if (!essentialToo && dropped < 0 && isEssential(resolver, -dropped)) return [];
  const refined = [dropped];
  const disabled: Blame[] = [];
  restart(resolver.search);
  for (const blame of blamed) if (blame !== dropped) enableBlamed(resolver, blame);
  if (dropped < 0) reenablePolicyRulesOfJob(resolver, -dropped);
  else enableFeatureInstead(resolver, dropped);
  enableWeakRules(resolver);
  for (;;) {
    resolver.problems.length = 0;
    restart(resolver.search);
    run(resolver, { dropRules: false, weak: false });
    const problem = resolver.problems[0];
    if (problem === undefined) break;
    const more = droppable(resolver, problem.rules, blamed, dropped, essentialToo);
    if (more.length === 0) {
      refined.length = 0;
      break;
    }
    disabled.push(...more);
    const [only] = more;
    for (const blame of more) {
      disableBlamed(resolver, blame);
      enableFeatureInstead(resolver, blame);
    }
    if (more.length > 1 || only === undefined) continue;
    if (!(only > 0 && isIn(resolver.ranges.feature, only)) && only !== dropped) refined.push(only);
    if (only < 0) reenablePolicyRulesOfJob(resolver, -only);
  }
  for (const blame of disabled) enableBlamed(resolver, blame);
  for (const blame of blamed) enableBlamed(resolver, blame);
  disablePolicyRules(resolver);
  for (const blame of blamed) disableBlamed(resolver, blame);
  return refined;
}

/** What of a new problem may be dropped: nothing of the old one, in a second try what comes after the dropped wish. */
function droppable(
  resolver: Resolver,
  rules: readonly Blame[],
  blamed: readonly Blame[],
  dropped: Blame,
  essentialToo: boolean,
): Blame[] {
  const { ranges } = resolver;
  const isFeature = (blame: Blame): boolean => blame > 0 && isIn(ranges.feature, blame);
  for (const until of [blamed.length, blamed.indexOf(dropped)]) {
    const kept = blamed.slice(0, until);
    const found = rules.filter(
      (blame) =>
        (blame === dropped || !kept.includes(blame)) && (blame > 0 || essentialToo || !isEssential(resolver, -blame)),
    );
    if (found.length === 0) continue;
    const onlyRules = found.every((blame) => blame > 0);
    const hasUpdates = found.some((blame) => blame > 0 && !isFeature(blame));
    return onlyRules && hasUpdates ? found.filter((blame) => !isFeature(blame)) : found;
  }
  return [];
}

function enableFeatureInstead(resolver: Resolver, blame: Blame): void {
  const { ranges, pool, rules } = resolver;
  if (blame < 0 || !isIn(ranges.update, blame)) return;
  const feature = featureRule(resolver, blame - ranges.update.start + pool.installedStart);
  if (!isPlaceholder(resolver, feature)) rules.disabled[feature] = 0;
}

function enableWeakRules(resolver: Resolver): void {
  const { rules, weakRules, search } = resolver;
  for (let rule = 1; rule < search.learntStart; rule++) if (weakRules[rule] === 1) rules.disabled[rule] = 0;
  for (const rule of resolver.brokenOrphanRules) rules.disabled[rule] = 1;
}

/** What dropping a wish means in the result just found; nothing when it turned out to hold after all. */
function elementsOf(resolver: Resolver, blame: Blame): SolutionElement[] {
  const { ranges, search, rules, pool } = resolver;
  if (blame < 0) return [{ kind: "drop-job", job: -blame - 1 }];
  const isThere = (id: PackageId): boolean => id > 0 && search.levels[id]! > 0;
  const group = nameGroup(resolver, blame);
  if (group !== undefined) {
    for (let rule = group.start; rule < group.end; rule++) {
      const id = -firstLiteral(rules, rule);
      if (isThere(id)) return [{ kind: "allow", id, against: isIn(ranges.dup, rule) ? "dup" : "infarch" }];
    }
    return [];
  }
  for (const kind of ["black", "strictrepo"] as const)
    if (isIn(ranges[kind], blame)) {
      const id = -firstLiteral(rules, blame);
      return isThere(id) ? [{ kind: "allow", id, against: kind }] : [];
    }
  if (literalsOf(rules, blame).some(isThere)) return [];
  if (isIn(ranges.update, blame)) return replacementOf(resolver, blame - ranges.update.start + pool.installedStart);
  if (isIn(ranges.best, blame)) return bestElements(resolver, blame);
  return [];
}

function replacementOf(resolver: Resolver, id: PackageId): SolutionElement[] {
  if (resolver.search.levels[id]! > 0) return [];
  const rule = widestRule(resolver, id);
  if (ruleLength(resolver.rules, rule) < 2) return [{ kind: "erase", id }];
  const { replacing, beside } = replacements(resolver, rule);
  if (replacing !== 0) return [{ kind: "replace", id, by: replacing }];
  const erase: SolutionElement = { kind: "erase", id };
  return beside === 0 ? [erase] : [{ kind: "replace", id, by: beside }, erase];
}

/** The new package that came for an installed one: in its place, or, when it may stand beside it, beside it. */
function replacements(resolver: Resolver, rule: number): { readonly replacing: PackageId; readonly beside: PackageId } {
  const { pool, search } = resolver;
  let beside = 0;
  for (const id of literalsOf(resolver.rules, rule)) {
    if (id <= 0 || search.levels[id]! <= 0 || isInstalled(pool, id)) continue;
    beside = id;
    if (!has(resolver.multiversion, id)) return { replacing: id, beside };
  }
  return { replacing: 0, beside };
}

function bestElements(resolver: Resolver, rule: number): SolutionElement[] {
  const { ranges, search } = resolver;
  const id = resolver.bestInfo[rule - ranges.best.start]!;
  if (search.levels[id]! > 0) return [{ kind: "allow", id, against: "best" }];
  const { replacing, beside } = replacements(resolver, widestRule(resolver, id));
  if (replacing !== 0) return [{ kind: "allow", id: replacing, against: "best" }];
  return beside === 0
    ? []
    : [
        { kind: "allow", id: beside, against: "best" },
        { kind: "erase", id },
      ];
}
