import { compareEvrs, type Pool } from "../pool/pool.ts";
import { type Literal, literalsOf, type RuleId } from "../solver/rules.ts";
import { compareNames } from "./choose.ts";
import type { Resolver } from "./resolver.ts";
import { type RuleInfo, ruleInfo } from "./rule-info.ts";

/** One step of a proof: what follows, and from which rule. */
export interface ProofStep {
  readonly kind: "premise" | "follows" | "contradiction";
  /** 0 for a contradiction: nothing is left that could hold. */
  readonly literal: Literal;
  /** 0 for a premise. */
  readonly rule: RuleId;
}

interface DescribedStep extends ProofStep {
  readonly info: RuleInfo;
}

/** The steps from the rules alone to the contradiction that is a problem; `proof` is its place in `search.proofs`. */
export function proofOfProblem(resolver: Resolver, proof: number): readonly ProofStep[] {
  return order(resolver, [], stepsOf(resolver, proof));
}

/** The steps to a contradiction when all literals of a learnt rule are taken as false. */
export function proofOfLearnt(resolver: Resolver, rule: RuleId): readonly ProofStep[] {
  const { search, rules } = resolver;
  const premises = Array.from(
    literalsOf(rules, rule),
    (literal): DescribedStep => ({
      kind: "premise",
      literal: -literal,
      rule: 0,
      info: { kind: "learnt", from: Math.abs(literal), to: 0, dependency: 0 },
    }),
  );
  return order(resolver, premises, stepsOf(resolver, search.learntWhy[rule - search.learntStart]!));
}

/** All learnt rules a proof uses, directly or through others, in the order they were learnt. */
export function learntRulesOf({ search }: Resolver, proofs: readonly number[]): readonly RuleId[] {
  const found = new Set<RuleId>();
  const open = [...proofs];
  for (let start = open.pop(); start !== undefined; start = open.pop())
    for (let at = start; search.proofs[at] !== 0; at++) {
      const rule = search.proofs[at]!;
      if (rule < search.learntStart || found.has(rule)) continue;
      found.add(rule);
      open.push(search.learntWhy[rule - search.learntStart]!);
    }
  return [...found].sort((left, right) => left - right);
}

/**
 * A recorded proof starts with the rule that contradicts and goes back. Each rule decides the one of its literals that a
 * rule before it in the record has the other way round. Source: libsolv, src/decision.c, solver_get_proof.
 */
function stepsOf(resolver: Resolver, proof: number): DescribedStep[] {
  const { search, rules } = resolver;
  const isTrue = new Map<number, boolean>();
  const steps: DescribedStep[] = [];
  for (let at = proof; search.proofs[at] !== 0; at++) {
    const rule = search.proofs[at]!;
    let decided: Literal = 0;
    for (const literal of literalsOf(rules, rule)) {
      const known = isTrue.get(Math.abs(literal));
      if (known === undefined) isTrue.set(Math.abs(literal), literal < 0);
      else if (known === literal > 0) decided = literal;
    }
    const kind = at === proof ? "contradiction" : "follows";
    steps.push({ kind, literal: decided, rule, info: causeOf(resolver, rule) });
  }
  return endWithRequirement(resolver, steps.reverse());
}

/** "Only one of a name can be" is known before; that the other one is required says more about the contradiction. */
function endWithRequirement({ rules }: Resolver, steps: DescribedStep[]): DescribedStep[] {
  const last = steps.at(-1);
  const before = steps.at(-2);
  if (last?.info.kind !== "same-name" || before === undefined || before.literal <= 0) return steps;
  if (!literalsOf(rules, last.rule).includes(-before.literal)) return steps;
  return [
    ...steps.slice(0, -2),
    { ...last, kind: "follows", literal: -before.literal },
    { ...before, kind: "contradiction", literal: 0 },
  ];
}

function causeOf(resolver: Resolver, rule: RuleId): RuleInfo {
  const info = ruleInfo(resolver, rule);
  const { ranges, choiceInfo, recommendsInfo } = resolver;
  if (info.kind === "choice") return ruleInfo(resolver, choiceInfo[rule - ranges.choice.start]!);
  const original = info.kind === "recommends" ? recommendsInfo[rule - ranges.recommends.start] : undefined;
  return original === undefined ? info : ruleInfo(resolver, original);
}

/**
 * Puts the steps that follow from what is known already next, those for a package and those against one by turns, so that
 * what belongs together stands together.
 */
function order(resolver: Resolver, premises: DescribedStep[], steps: readonly DescribedStep[]): ProofStep[] {
  const { pool, rules } = resolver;
  const byMeaning = (left: DescribedStep, right: DescribedStep): number => compareInfos(pool, left.info, right.info);
  const ordered = premises.toSorted(byMeaning);
  const known = new Set([1, ...premises.map(({ literal }) => Math.abs(literal))]);
  let open = steps.slice(0, -1);
  const isReady = ({ literal, rule }: DescribedStep): boolean =>
    Array.from(literalsOf(rules, rule)).every((other) => other === literal || known.has(Math.abs(other)));
  for (let forPackages = true, idle = 0; open.length > 0 && idle < 2; forPackages = !forPackages) {
    const ready = open.filter((step) => step.literal >= 0 === forPackages && isReady(step)).sort(byMeaning);
    idle = ready.length === 0 ? idle + 1 : 0;
    open = open.filter((step) => !ready.includes(step));
    ordered.push(...ready);
    for (const { literal } of ready) known.add(Math.abs(literal));
  }
  return [...ordered, ...open, ...steps.slice(-1)].map(({ kind, literal, rule }) => ({ kind, literal, rule }));
}

/** The order of libsolv's rule types (src/solver.h, SolverRuleinfo). */
const kindOrder: readonly RuleInfo["kind"][] = [
  "package",
  "not-installable",
  "nothing-provides",
  "requires",
  "self-conflict",
  "conflicts",
  "same-name",
  "obsoletes",
  "implicit-obsoletes",
  "installed-obsoletes",
  "recommends",
  "update",
  "feature",
  "job",
  "job-nothing-provides",
  "job-provided-by-system",
  "job-unknown-package",
  "job-unsupported",
  "dup",
  "infarch",
  "choice",
  "learnt",
  "best",
  "yumobs",
  "black",
  "strictrepo",
];

function compareInfos(pool: Pool, left: RuleInfo, right: RuleInfo): number {
  return (
    kindOrder.indexOf(left.kind) - kindOrder.indexOf(right.kind) ||
    (left.dependency | 0) - (right.dependency | 0) ||
    comparePackages(pool, left.from, right.from) ||
    comparePackages(pool, left.to, right.to)
  );
}

function comparePackages(pool: Pool, left: number, right: number): number {
  return compareNames(pool, left, right) || compareEvrs(pool, pool.evrs[left]!, pool.evrs[right]!);
}
