import { isInstalled, type PackageId } from "../../pool/pool.ts";
import { literalsOf, type RuleId } from "../../solver/rules.ts";
import { JOB, WEAK_DEPENDENCY } from "../decide-installed.ts";
import { dependencyOf, nevraOf } from "../package-words.ts";
import { isIn } from "../problem-rules.ts";
import type { Resolver } from "../resolver.ts";
import { causeOf, fulfils, replacementSentence, stepSentence } from "./step-sentence.ts";

/** Why a new package came in. */
export interface Coming {
  readonly because: readonly string[];
  /** What the chain starts from. */
  readonly root: "replaces" | "wish" | "weak" | "needed";
  /** All packages that would have done where this one was chosen. */
  readonly choices: readonly PackageId[];
}

/** A chain longer than this tells nobody more. */
const LONGEST = 8;

/**
 * The decisions that brought a package, from the host's own package on: each is a rule with all but one of its literals
 * decided before. Source: libsolv, src/decision.c, solver_describe_decision.
 */
export function comingOf(resolver: Resolver, wanted: PackageId): Coming {
  const { pool, search } = resolver;
  const positions = new Map<PackageId, number>();
  for (let index = 0; index < search.trailLength; index++) positions.set(Math.abs(search.trail[index]!), index);
  const sentences: string[] = [];
  let choices: readonly PackageId[] = [];
  let root: Coming["root"] = "needed";
  const seen = new Set<PackageId>();
  for (let id: PackageId | undefined = wanted; id !== undefined && !seen.has(id); ) {
    if (sentences.length === LONGEST) {
      sentences.push(`${nevraOf(pool, id)} is needed in turn by others, and so on`);
      break;
    }
    seen.add(id);
    const why: number = search.why[positions.get(id) ?? 0] ?? 0;
    const rule: RuleId = Math.abs(why);
    const reason: number | undefined = why > 0 ? 0 : search.reasons[Math.abs(search.levels[id]!)];
    if (id === wanted) choices = choicesOf(resolver, rule, wanted);
    if (isInstalled(pool, id)) {
      sentences.push(`${nevraOf(pool, id)} is installed and stays`);
      break;
    }
    const weak: ReturnType<typeof weakSentence> =
      reason === WEAK_DEPENDENCY || rule === 0 ? weakSentence(resolver, id) : undefined;
    if (weak !== undefined) {
      sentences.push(weak.sentence);
      root = "weak";
      id = weak.from;
      continue;
    }
    const replaced = replacedBy(resolver, rule);
    if (replaced !== undefined) {
      sentences.push(replacementSentence(pool, replaced, id));
      if (root !== "weak") root = "replaces";
      break;
    }
    if (rule === 0) break;
    sentences.push(stepSentence(resolver, rule, id));
    if (reason === JOB || isIn(resolver.ranges.job, rule)) {
      root = "wish";
      break;
    }
    const from: number = causeOf(resolver, rule).from;
    id = from > 1 && search.levels[from]! > 0 ? from : undefined;
  }
  return { because: sentences.reverse(), root, choices };
}

/** The installed package that an update or best rule is about. */
function replacedBy({ ranges, pool, bestInfo }: Resolver, rule: RuleId): PackageId | undefined {
  for (const kind of ["update", "feature"] as const)
    if (isIn(ranges[kind], rule)) return rule - ranges[kind].start + pool.installedStart;
  const installed = isIn(ranges.best, rule) ? bestInfo[rule - ranges.best.start]! : 0;
  return installed > 0 ? installed : undefined;
}

function choicesOf({ rules, ranges }: Resolver, rule: RuleId, chosen: PackageId): readonly PackageId[] {
  if (rule === 0 || isIn(ranges.choice, rule)) return [];
  return Array.from(literalsOf(rules, rule)).filter((id) => id > 1 && id !== chosen);
}

/** Which package of the result recommends this one, or is supplemented by it. */
function weakSentence(
  { pool, search }: Resolver,
  id: PackageId,
): { readonly sentence: string; readonly from: PackageId } | undefined {
  const { recommends, supplements } = pool.dependencies;
  for (let from = 2; from < pool.count; from++) {
    if (search.levels[from]! <= 0) continue;
    for (let at = recommends.offsets[from]!; at < recommends.offsets[from + 1]!; at++) {
      const dependency = recommends.ids[at]!;
      if (!fulfils(pool, id, dependency)) continue;
      const what = dependencyOf(pool, dependency);
      return { sentence: `${nevraOf(pool, from)} recommends ${what}, and nothing else provides it yet`, from };
    }
  }
  for (let at = supplements.offsets[id]!; at < supplements.offsets[id + 1]!; at++) {
    const dependency = supplements.ids[at]!;
    for (let from = 2; from < pool.count; from++)
      if (search.levels[from]! > 0 && fulfils(pool, from, dependency))
        return {
          sentence: `${nevraOf(pool, id)} supplements ${dependencyOf(pool, dependency)}, which ${nevraOf(pool, from)} is`,
          from,
        };
  }
  return undefined;
}
