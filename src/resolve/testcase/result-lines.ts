import { type PackageId, type Pool, SYSTEM } from "../../pool/pool.ts";
import { literalsOf, type RuleId } from "../../solver/rules.ts";
import { dependencyText } from "../dependency-text.ts";
import {
  CLEAN_DEPENDENCIES,
  ESSENTIAL,
  FORCE_BEST,
  type Job,
  NO_AUTOSET,
  NOT_BY_USER,
  OR_UPDATE,
  SET_ARCH,
  SET_EV,
  SET_EVR,
  SET_NAME,
  SET_REPOSITORY,
  SET_VENDOR,
  type Selection,
  TARGETED,
  WEAK,
} from "../jobs.ts";
import { allProblemRules, tellingRule } from "../problem-rule.ts";
import { isIn } from "../problem-rules.ts";
import { ruleText, type Words } from "../problem-text.ts";
import { type Resolver, ruleKinds } from "../resolver.ts";
import { ruleInfo } from "../rule-info.ts";
import { findSolutions, type SolutionElement } from "../solutions.ts";
import { isShownAsReplacement, kindOfErase, readTransaction } from "../transaction.ts";
import { jobDependencyText } from "./dependency-text.ts";
import { packageText, Unsupported } from "./testcase-state.ts";

/** MD5 of a text, as hex: the ids of problems and rules in testcases are made with it. */
export type Digest = (text: string) => string;

/** The lines of one kind of result, as libsolv writes them (ext/testcase.c, testcase_solverresult). */
export function resultLines(resolver: Resolver, kind: string, digest: Digest): string[] {
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

function ruleId(resolver: Resolver, rule: RuleId, digest: Digest): string {
  const { pool } = resolver;
  const literals = Array.from(literalsOf(resolver.rules, rule)).filter((literal) => literal !== -SYSTEM);
  const texts = (literals.length === 0 ? [-SYSTEM] : literals).map((literal) =>
    literal < 0 ? `!${literalText(pool, -literal)}` : literalText(pool, literal),
  );
  return digest(joinSorted(texts));
}

function literalText(pool: Pool, id: PackageId): string {
  return id === SYSTEM ? "@SYSTEM" : packageText(pool, id);
}

function joinSorted(texts: readonly string[]): string {
  return [...new Set(texts)]
    .sort(compareBytes)
    .map((text) => `${text}\0`)
    .join("");
}

function compareBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const ruleClasses: Readonly<Record<string, string>> = {
  feature: "feature",
  update: "update",
  job: "job",
  infarch: "infarch",
  dup: "distupgrade",
  best: "best",
  yumobs: "yumobs",
  black: "black",
  strictrepo: "strictrepoprio",
  choice: "choice",
  recommends: "recommends",
};

function ruleLines(resolver: Resolver, digest: Digest): string[] {
  const lines: string[] = [];
  const { pool, rules, ranges } = resolver;
  for (let rule = 1; rule < rules.count; rule++) {
    const literals = Array.from(literalsOf(rules, rule));
    if (literals.length === 0 || literals[0] === 0) continue;
    const kind = ruleKinds.find((name) => isIn(ranges[name], rule));
    const name = rule < resolver.packageRulesEnd ? "pkg" : kind === undefined ? "learnt" : ruleClasses[kind];
    const id = ruleId(resolver, rule, digest);
    for (const literal of literals)
      lines.push(`rule ${name} ${id} ${literal < 0 ? "-" : " "}${literalText(pool, Math.abs(literal))}`);
  }
  return lines;
}

function problemLines(resolver: Resolver, digest: Digest): string[] {
  const words = testcaseWords(resolver.pool);
  return resolver.problems.slice().flatMap(({ proof, rules }) => {
    const ids = allProblemRules(resolver, proof).map((rule) => ruleId(resolver, rule, digest));
    const id = digest(joinSorted(ids)).slice(0, 8);
    const info = ruleText(words, ruleInfo(resolver, tellingRule(resolver, proof)));
    const solutions = findSolutions(resolver, rules).flatMap(({ blame, elements }) => {
      const about = blame < 0 ? jobText(resolver.pool, resolver.jobs[-blame - 1]!) : ruleId(resolver, blame, digest);
      const solution = digest(`${about}\0`).slice(0, 8);
      return elements.map((element) => `problem ${id} solution ${solution} ${elementText(resolver, element)}`);
    });
    return [`problem ${id} info ${info}`, ...solutions];
  });
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

const flagNames: readonly (readonly [number, string])[] = [
  [WEAK, "weak"],
  [ESSENTIAL, "essential"],
  [CLEAN_DEPENDENCIES, "cleandeps"],
  [OR_UPDATE, "orupdate"],
  [FORCE_BEST, "forcebest"],
  [TARGETED, "targeted"],
  [NOT_BY_USER, "notbyuser"],
  [SET_EV, "setev"],
  [SET_EVR, "setevr"],
  [SET_ARCH, "setarch"],
  [SET_VENDOR, "setvendor"],
  [SET_REPOSITORY, "setrepo"],
  [SET_NAME, "setname"],
  [NO_AUTOSET, "noautoset"],
];

/** A job as a testcase writes it. */
function jobText(pool: Pool, job: Job): string {
  const flags = flagNames.filter(([flag]) => (job.flags & flag) !== 0).map(([, name]) => name);
  return `${job.action} ${selectionText(pool, job.selection)}${flags.length === 0 ? "" : ` [${flags.join(",")}]`}`;
}

function selectionText(pool: Pool, selection: Selection): string {
  switch (selection.kind) {
    case "package":
      return `pkg ${packageText(pool, selection.id)}`;
    case "name":
    case "provides":
      return `${selection.kind} ${jobDependencyText(pool, selection.dependency)}`;
    case "one-of":
      return selection.ids.length === 0
        ? "oneof nothing"
        : `oneof ${selection.ids.map((id) => packageText(pool, id)).join(" ")}`;
    case "repository":
      return `repo ${pool.repositories[selection.repository]?.id ?? ""}`;
    case "all":
      return "all packages";
  }
}
