import { type PackageId, type Pool, SYSTEM } from "../../pool/pool.ts";
import { literalsOf, type RuleId } from "../../solver/rules.ts";
import { isIn } from "../problem-rules.ts";
import { type Resolver, ruleKinds } from "../resolver.ts";
import { packageText } from "./package-text.ts";

/** MD5 of a text, as hex: the ids of problems and rules in testcases are made with it. */
export type Digest = (text: string) => string;

/** A rule's id is made of the sorted texts of its literals (libsolv, ext/testcase.c, testcase_ruleid). */
export function ruleId(resolver: Resolver, rule: RuleId, digest: Digest): string {
  const { pool } = resolver;
  const literals = Array.from(literalsOf(resolver.rules, rule)).filter((literal) => literal !== -SYSTEM);
  const texts = (literals.length === 0 ? [-SYSTEM] : literals).map((literal) =>
    literal < 0 ? `!${literalText(pool, -literal)}` : literalText(pool, literal),
  );
  return digest(joinSorted(texts));
}

export function literalText(pool: Pool, id: PackageId): string {
  return id === SYSTEM ? "@SYSTEM" : packageText(pool, id);
}

/** Without repetition, each ended by a zero byte. */
export function joinSorted(texts: readonly string[]): string {
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

/** The kind of a rule as testcases name it. */
export function ruleClass(resolver: Resolver, rule: RuleId): string {
  if (rule < resolver.packageRulesEnd) return "pkg";
  const kind = ruleKinds.find((name) => isIn(resolver.ranges[name], rule));
  return (kind === undefined ? undefined : ruleClasses[kind]) ?? "learnt";
}
