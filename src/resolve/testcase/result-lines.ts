import type { Pool } from "../../pool/pool.ts";
import { literalsOf } from "../../solver/rules.ts";
import { dependencyText } from "../dependency-text.ts";
import { noPrerequisites, type Prerequisites } from "../order/prerequisites.ts";
import { allProblemRules, tellingRule } from "../problem-rule.ts";
import { ruleText, type Words } from "../problem-text.ts";
import type { Resolver } from "../resolver.ts";
import { ruleInfo } from "../rule-info.ts";
import { findSolutions, type SolutionElement } from "../solutions.ts";
import { isShownAsReplacement, kindOfErase, readTransaction } from "../transaction.ts";
import { reasonLines, unneededLines, userInstalledLines } from "./decision-lines.ts";
import { alternativeLines, genidLines, proofLines, recommendationLines } from "./introspection-lines.ts";
import { jobText } from "./job-text.ts";
import { orderEdgeLines, orderLines } from "./order-lines.ts";
import { packageText } from "./package-text.ts";
import { type Digest, joinSorted, literalText, ruleClass, ruleId } from "./rule-id.ts";
import { Unsupported } from "./unsupported.ts";

/**
 * The lines of one kind of result, as libsolv writes them (ext/testcase.c, testcase_solverresult). `prerequisites` matter for the
 * order only.
 */
export function resultLines(
  resolver: Resolver,
  kind: string,
  digest: Digest,
  prerequisites: Prerequisites = noPrerequisites,
): string[] {
  switch (kind) {
    case "transaction":
      return transactionLines(resolver);
    case "problems":
      return problemLines(resolver, digest);
    case "orphaned":
      return resolver.orphaned.map((id) => `orphaned ${packageText(resolver.pool, id)}`);
    case "cleandeps":
      return cleanLines(resolver);
    case "rules":
      return ruleLines(resolver, digest);
    case "recommended":
      return recommendationLines(resolver);
    case "alternatives":
      return alternativeLines(resolver, digest);
    case "proof":
      return proofLines(resolver, digest, (proof) => problemId(resolver, proof, digest));
    case "jobs":
      return resolver.jobs.map((job) => `job ${jobText(resolver.pool, job)}`);
    case "genid":
      return genidLines(resolver);
    case "reason":
      return reasonLines(resolver, digest);
    case "userinstalled":
      return userInstalledLines(resolver);
    case "unneeded":
      return unneededLines(resolver);
    case "order":
      return orderLines(resolver, prerequisites);
    case "orderedges":
      return orderEdgeLines(resolver, prerequisites);
    default:
      throw new Unsupported(`results of kind ${kind}`);
  }
}

function transactionLines(resolver: Resolver): string[] {
  const { pool } = resolver;
  const transaction = readTransaction(resolver);
  const lines = transaction.erases.map((id) => {
    const kind = kindOfErase(resolver, transaction, id);
    const other = transaction.replacedBy.get(id)?.[0];
    const words = [kind === "obsolete" ? "erase" : kind, packageText(pool, id)];
    return [...words, ...(other === undefined ? [] : [packageText(pool, other)])].join(" ");
  });
  for (const id of transaction.installs)
    if (!isShownAsReplacement(resolver, transaction, id)) lines.push(`install ${packageText(pool, id)}`);
  return lines;
}

function cleanLines(resolver: Resolver): string[] {
  const { pool, search, cleanDependencies } = resolver;
  const lines: string[] = [];
  const transaction = readTransaction(resolver);
  for (let id = pool.installedStart; id < pool.installedEnd; id++)
    if (cleanDependencies.marks?.[id] === 1 && search.levels[id]! < 0 && !transaction.replacedBy.has(id))
      lines.push(`cleandeps ${packageText(pool, id)}`);
  return lines;
}

function ruleLines(resolver: Resolver, digest: Digest): string[] {
  const lines: string[] = [];
  const { pool, rules } = resolver;
  for (let rule = 1; rule < rules.count; rule++) {
    const literals = Array.from(literalsOf(rules, rule));
    if (literals.length === 0 || literals[0] === 0) continue;
    const name = ruleClass(resolver, rule);
    const id = ruleId(resolver, rule, digest);
    for (const literal of literals)
      lines.push(`rule ${name} ${id} ${literal < 0 ? "-" : " "}${literalText(pool, Math.abs(literal))}`);
  }
  return lines;
}

function problemLines(resolver: Resolver, digest: Digest): string[] {
  const words = testcaseWords(resolver.pool);
  return resolver.problems.slice().flatMap(({ proof, rules }) => {
    const id = problemId(resolver, proof, digest);
    const info = ruleText(words, ruleInfo(resolver, tellingRule(resolver, proof)));
    const solutions = findSolutions(resolver, rules).flatMap(({ blame, elements }) => {
      const about = blame < 0 ? jobText(resolver.pool, resolver.jobs[-blame - 1]!) : ruleId(resolver, blame, digest);
      const solution = digest(`${about}\0`).slice(0, 8);
      return elements.map((element) => `problem ${id} solution ${solution} ${elementText(resolver, element)}`);
    });
    return [`problem ${id} info ${info}`, ...solutions];
  });
}

function problemId(resolver: Resolver, proof: number, digest: Digest): string {
  const ids = allProblemRules(resolver, proof).map((rule) => ruleId(resolver, rule, digest));
  return digest(joinSorted(ids)).slice(0, 8);
}

function elementText(resolver: Resolver, element: SolutionElement): string {
  const { pool, jobs } = resolver;
  switch (element.kind) {
    case "drop-job":
      return `deljob ${jobText(pool, jobs[element.job]!)}`;
    case "erase":
      return `erase ${packageText(pool, element.id)}`;
    case "replace":
      return `replace ${packageText(pool, element.id)} ${packageText(pool, element.by)}`;
    case "allow":
      return `allow ${packageText(pool, element.id)}`;
  }
}

/** Without repositories, as problems name packages. */
function testcaseWords(pool: Pool): Words {
  return {
    pool,
    packageText: (id) =>
      packageText(pool, id)
        .replace(/@[^@]*$/, "")
        .replace(/@$/, ""),
    dependencyText: (dependency) => dependencyText(pool, dependency),
    hidden: () => "is disabled",
  };
}
