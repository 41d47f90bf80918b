import { type PackageId, SYSTEM } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { firstLiteral, literalsOf, type RuleId } from "../solver/rules.ts";
import type { Selection } from "./jobs.ts";
import { addRulesOf, type PackageRuleKind, type RuleListener } from "./package-rules.ts";
import { isIn } from "./problem-rules.ts";
import { type Resolver, type RuleKind, ruleKinds } from "./resolver.ts";

/** What a rule is about, for the reader: its kind, the package it comes from, another package, a dependency. */
export interface RuleInfo {
  readonly kind:
    | PackageRuleKind
    | RuleKind
    | "job-nothing-provides"
    | "job-unknown-package"
    | "job-provided-by-system"
    | "job-unsupported"
    | "package"
    | "learnt";
  readonly from: PackageId;
  readonly to: PackageId;
  readonly dependency: DependencyId;
}

/** In order of how much they say; the first one found for a rule is told. */
const packageKinds: readonly PackageRuleKind[] = [
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
];

/** Source: libsolv, src/rules.c, solver_ruleinfo. */
export function ruleInfo(resolver: Resolver, rule: RuleId): RuleInfo {
  const { ranges, pool, rules, search } = resolver;
  if (rule < resolver.packageRulesEnd) return packageRuleInfo(resolver, rule);
  if (rule >= search.learntStart) return { kind: "learnt", from: 0, to: 0, dependency: 0 };
  const kind = ruleKinds.find((name) => isIn(ranges[name], rule))!;
  const offset = rule - ranges[kind].start;
  const first = firstLiteral(rules, rule);
  if (kind === "job") return jobRuleInfo(resolver, rule);
  if (kind === "update" || kind === "feature")
    return { kind, from: pool.installedStart + offset, to: 0, dependency: 0 };
  if (kind === "best") return { kind, from: Math.max(0, resolver.bestInfo[offset]!), to: 0, dependency: 0 };
  if (kind === "yumobs")
    return { kind, from: -first, to: literalsOf(rules, rule)[1]!, dependency: resolver.yumobsInfo[offset]! };
  if (kind === "choice" || kind === "recommends") return { kind, from: 0, to: 0, dependency: 0 };
  return { kind, from: -first, to: 0, dependency: pool.names[-first]! };
}

function jobRuleInfo(resolver: Resolver, rule: RuleId): RuleInfo {
  const { ranges, jobs, jobOfRule, rules } = resolver;
  const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
  const literals = literalsOf(rules, rule);
  const dependency = dependencyOf(job.selection);
  const about = { from: 0, to: 0, dependency };
  if (literals.length !== 1 || literals[0] !== -SYSTEM) return { kind: "job", ...about };
  const { kind } = job.selection;
  if (job.action === "install" && kind === "name") return { kind: "job-unknown-package", ...about };
  if (job.action === "install" && kind === "provides") return { kind: "job-nothing-provides", ...about };
  if (job.action === "erase" && (kind === "name" || kind === "provides"))
    return { kind: "job-provided-by-system", ...about };
  return { kind: "job-unsupported", ...about };
}

function dependencyOf(selection: Selection): DependencyId {
  return selection.kind === "name" || selection.kind === "provides" ? selection.dependency : 0;
}

/** Makes the rules of the packages in the rule once more and sees which dependency gives this one. */
function packageRuleInfo(resolver: Resolver, rule: RuleId): RuleInfo {
  return packageRuleInfos(resolver, rule)[0] ?? { kind: "package", from: 0, to: 0, dependency: 0 };
}

/** All that a package rule stands for, the most telling first. */
export function packageRuleInfos(resolver: Resolver, rule: RuleId): RuleInfo[] {
  const literals = Array.from(literalsOf(resolver.rules, rule));
  const key = keyOf(literals);
  const found: RuleInfo[] = [];
  for (const literal of literals) {
    if (literal >= 0) break;
    for (const { kind, from, to, dependency } of rulesMadeOf(resolver, -literal).get(key) ?? []) {
      if (kind === "same-name") found.push({ kind, from: -literals[0]!, to: -literals[1]!, dependency });
      else found.push({ kind, from, to, dependency });
    }
  }
  return found.sort(
    (left, right) =>
      packageKinds.indexOf(left.kind as PackageRuleKind) - packageKinds.indexOf(right.kind as PackageRuleKind),
  );
}

/** What each rule of a package says, by `keyOf`; made once: a package in a thousand conflicts is asked for as often. */
function rulesMadeOf(resolver: Resolver, id: PackageId): ReadonlyMap<string, readonly RuleInfo[]> {
  const known = resolver.rulesMade.get(id);
  if (known !== undefined) return known;
  const made = new Map<string, RuleInfo[]>();
  const listener: RuleListener = (literals, kind, from, to, dependency) => {
    const key = keyOf(literals);
    const infos = made.get(key);
    if (infos === undefined) made.set(key, [{ kind, from, to, dependency }]);
    else infos.push({ kind, from, to, dependency });
  };
  addRulesOf({ resolver, rules: resolver.rules, listener, foregone: undefined }, id);
  resolver.rulesMade.set(id, made);
  return made;
}

function keyOf(literals: readonly number[]): string {
  return literals.toSorted((left, right) => left - right).join(" ");
}
