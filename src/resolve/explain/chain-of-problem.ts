import { isInstalled, type PackageId } from "../../pool/pool.ts";
import { type Literal, literalsOf, type RuleId } from "../../solver/rules.ts";
import { nevraOf } from "../package-words.ts";
import { isIn } from "../problem-rules.ts";
import { learntRulesOf, type ProofStep, proofOfLearnt, proofOfProblem } from "../proof.ts";
import type { Resolver } from "../resolver.ts";
import type { Chain } from "./explanation.ts";
import { causeOf, inWords, replacementSentence, stepSentence } from "./step-sentence.ts";

/** A problem's proof as sentences, the contradiction last; `so` says what of the host cannot be had together. */
export function chainOfProblem(resolver: Resolver, proof: number): Chain {
  const steps = [
    ...learntRulesOf(resolver, [proof]).flatMap((rule) => proofOfLearnt(resolver, rule)),
    ...proofOfProblem(resolver, proof),
  ].filter(({ rule }) => rule !== 0 && rule < resolver.search.learntStart);
  const because = [...new Set(withoutHalves(resolver, steps).map((step) => sentenceOf(resolver, step)))];
  return { because, so: conclusion(resolver, steps) };
}

/** Whether a problem's proof speaks of a package. */
export function isAbout(resolver: Resolver, proof: number, id: PackageId): boolean {
  return proofOfProblem(resolver, proof).some(
    ({ rule }) => rule !== 0 && literalsOf(resolver.rules, rule).some((literal) => Math.abs(literal) === id),
  );
}

interface Step extends ProofStep {
  /** A package that takes the installed one's place because the target does not have that. */
  readonly replacement?: { readonly of: PackageId; readonly by: PackageId };
}

/** "The target does not have p", "so q takes p's place" and "p and q cannot both be installed" are one thing to a reader. */
function withoutHalves(resolver: Resolver, steps: readonly ProofStep[]): readonly Step[] {
  const { ranges, pool, bestInfo } = resolver;
  const replaced = new Map<PackageId, PackageId>();
  const replacedBy = ({ rule, literal }: ProofStep): PackageId | undefined => {
    if (literal <= 0) return undefined;
    if (isIn(ranges.update, rule)) return rule - ranges.update.start + pool.installedStart;
    return isIn(ranges.best, rule) ? bestInfo[rule - ranges.best.start] : undefined;
  };
  for (const step of steps) {
    const installed = replacedBy(step);
    if (installed !== undefined && installed > 0 && installed !== step.literal) replaced.set(installed, step.literal);
  }
  return steps.flatMap((step): Step[] => {
    const { rule, literal } = step;
    const info = causeOf(resolver, rule);
    if (info.kind === "dup" && replaced.has(-literal)) return [];
    const isPair = (one: PackageId, other: PackageId): boolean => replaced.get(one) === other;
    if (info.kind === "same-name" && (isPair(info.from, info.to) || isPair(info.to, info.from))) return [];
    const of = replacedBy(step);
    const by = of === undefined ? undefined : replaced.get(of);
    return of === undefined || by === undefined ? [step] : [{ ...step, replacement: { of, by } }];
  });
}

function sentenceOf(resolver: Resolver, { rule, literal, replacement }: Step): string {
  if (replacement !== undefined) return replacementSentence(resolver.pool, replacement.of, replacement.by);
  return stepSentence(resolver, rule, literal);
}

/** The installed packages whose wish to stay is part of the contradiction, or else what was asked for. */
function conclusion(resolver: Resolver, steps: readonly ProofStep[]): string {
  const { pool, ranges } = resolver;
  const kept = new Set<PackageId>();
  const moved = new Set<Literal>();
  for (const { rule, literal } of steps) {
    if (isIn(ranges.update, rule) || isIn(ranges.feature, rule)) {
      const range = isIn(ranges.update, rule) ? ranges.update : ranges.feature;
      const id = rule - range.start + pool.installedStart;
      if (literal <= 0 || literal === id) kept.add(id);
      else moved.add(literal);
    } else if (isIn(ranges.best, rule) && literal > 0) moved.add(literal);
    else if (isWish(resolver, rule)) for (const id of wished(resolver, rule)) kept.add(id);
  }
  const [stay, come] = [Array.from(kept, (id) => nevraOf(pool, id)), Array.from(moved, (id) => nevraOf(pool, id))];
  const best = steps.find(({ rule }) => causeOf(resolver, rule).kind === "best");
  if (stay.length === 0) {
    if (best !== undefined) return "the best build cannot be installed";
    return come.length === 0 ? "these cannot all hold" : `${inWords(come)} cannot come in`;
  }
  if (come.length === 0)
    return `${inWords(stay)} cannot ${isInstalled(pool, [...kept][0]!) ? "stay" : "be installed"}${stay.length > 1 ? " together" : ""}`;
  return `${inWords(stay)} cannot stay beside ${inWords(come)}`;
}

function isWish({ ranges, jobs, jobOfRule }: Resolver, rule: RuleId): boolean {
  return isIn(ranges.job, rule) && jobs[jobOfRule[rule - ranges.job.start]!]!.action === "install";
}

function wished({ rules }: Resolver, rule: RuleId): PackageId[] {
  const ids = Array.from(literalsOf(rules, rule)).filter((id) => id > 1);
  return ids.length === 1 ? ids : [];
}
