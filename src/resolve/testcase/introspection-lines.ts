import { isRelation, relationIndex } from "../../pool/relations.ts";
import { literalsOf } from "../../solver/rules.ts";
import { type Alternative, findAlternatives } from "../alternatives.ts";
import { dependencyText } from "../dependency-text.ts";
import { type Selection, selectedPackages } from "../jobs.ts";
import { learntRulesOf, type ProofStep, proofOfLearnt, proofOfProblem } from "../proof.ts";
import { findRecommendations } from "../recommendations.ts";
import type { Resolver } from "../resolver.ts";
import { jobDependencyText, operatorText, parseDependencyText } from "./dependency-text.ts";
import { packageText, withoutRepository } from "./package-text.ts";
import { type Digest, literalText, ruleClass, ruleId } from "./rule-id.ts";

export function recommendationLines(resolver: Resolver): string[] {
  const { recommended, suggested } = findRecommendations(resolver);
  return [
    ...recommended.map((id) => `recommended ${packageText(resolver.pool, id)}`),
    ...suggested.map((id) => `suggested ${packageText(resolver.pool, id)}`),
  ];
}

/** What was to be fulfilled as line 0, then what could fulfil it: `+` taken, `-` tried and given up. */
export function alternativeLines(resolver: Resolver, digest: Digest): string[] {
  const { pool } = resolver;
  return findAlternatives(resolver).flatMap((alternative) => {
    const { choices, chosen } = alternative;
    const prefix = `alternative ${alternativeId(resolver, alternative, digest)}`;
    return [
      `${prefix}  0 ${causeText(resolver, alternative)}`,
      ...choices.map((choice, index) => {
        const sign = choice === -chosen ? "+" : choice < 0 ? "-" : " ";
        return `${prefix} ${String(index + 1).padStart(2)} ${sign} ${packageText(pool, Math.abs(choice))}`;
      }),
    ];
  });
}

function alternativeId(resolver: Resolver, { rule, info }: Alternative, digest: Digest): string {
  const { pool } = resolver;
  const text =
    rule === 0
      ? `${packageText(pool, info.from)}\0${jobDependencyText(pool, info.dependency)}\0`
      : `${ruleId(resolver, rule, digest)}\0`;
  return digest(text).slice(0, 8);
}

/** Checked against the testcases of libsolv 0.7.39. */
function causeText(resolver: Resolver, { rule, info }: Alternative): string {
  const { pool, jobs, jobOfRule, ranges } = resolver;
  const from = withoutRepository(pool, info.from);
  const dependency = dependencyText(pool, info.dependency);
  const { kind } = info;
  if (kind === "recommends") return `${dependency}, recommended by ${from}`;
  if (kind === "requires") return `${dependency}, required by ${from}`;
  if (kind === "conflicts") return `${dependency}, conflicted by ${from}`;
  if (kind === "yumobs") return `${pool.strings.text(pool.names[info.to]!)}, obsoleting ${dependency}`;
  if (kind === "job") return selectionText(resolver, jobs[jobOfRule[rule - ranges.job.start]!]!.selection);
  return from;
}

function selectionText({ pool }: Resolver, selection: Selection): string {
  switch (selection.kind) {
    case "package":
      return withoutRepository(pool, selection.id);
    case "one-of":
    case "offered":
      return selectedPackages(pool, selection)
        .map((id) => withoutRepository(pool, id))
        .join(", ");
    case "name":
    case "provides":
      return dependencyText(pool, selection.dependency);
    case "repository":
      return `repo #${selection.repository + 1}`;
    case "all":
      return "all packages";
  }
}

/** The proofs of all problems, then those of the learnt rules they rest on. */
export function proofLines(resolver: Resolver, digest: Digest, problemId: (proof: number) => string): string[] {
  const { problems } = resolver;
  const proofs = problems.slice().map(({ proof }) => proof);
  return [
    ...proofs.flatMap((proof) => stepLines(resolver, problemId(proof), proofOfProblem(resolver, proof), digest)),
    ...learntRulesOf(resolver, proofs).flatMap((rule) =>
      stepLines(resolver, ruleId(resolver, rule, digest), proofOfLearnt(resolver, rule), digest),
    ),
  ];
}

function stepLines(resolver: Resolver, id: string, steps: readonly ProofStep[], digest: Digest): string[] {
  return steps.flatMap(({ kind, literal, rule }, index) => {
    const prefix = `proof ${id} ${String(index).padStart(3)}`;
    const isPremise = kind === "premise";
    const literals = isPremise ? [literal] : Array.from(literalsOf(resolver.rules, rule));
    return [
      isPremise ? `${prefix} premise` : `${prefix} ${ruleClass(resolver, rule)} ${ruleId(resolver, rule, digest)}`,
      ...literals.map((other) => {
        const text = `${other < 0 ? "-" : " "}${literalText(resolver.pool, Math.abs(other))}`;
        return `${prefix}: ${other === literal ? "-->" : "   "} ${text}`;
      }),
    ];
  });
}

/** How the dependency of each "noop provides" job is put together, in the order of a stack machine. */
export function genidLines({ pool, jobs }: Resolver): string[] {
  const lines: string[] = [];
  for (const { action, selection } of jobs) {
    if (action !== "noop" || selection.kind !== "provides") continue;
    const { dependency } = selection;
    const text = jobDependencyText(pool, dependency);
    lines.push(`genid dep ${text}`);
    const again = parseDependencyText(pool, text);
    if (again !== dependency) lines.push(`genid roundtrip error: ${jobDependencyText(pool, again)}`);
    let count = 0;
    const visit = (id: number): void => {
      const words: string[] = ["genid"];
      if (isRelation(id)) {
        const index = relationIndex(id);
        visit(pool.relations.names[index]!);
        visit(pool.relations.evrs[index]!);
        words.push("op", operatorText(pool.relations.flags[index]!));
      } else if (id === 0) words.push("null");
      else words.push("lit", pool.strings.text(id));
      lines.push(`genid ${String(++count).padStart(2)}: ${words.join(" ")}`);
    };
    visit(dependency);
  }
  return lines;
}
