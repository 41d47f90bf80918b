import { isInstalled } from "../../src/pool/pool.ts";
import type { SyncRun } from "../../src/resolve/distro-sync.ts";
import { nameOf } from "../../src/resolve/package-words.ts";
import { allProblemRules } from "../../src/resolve/problem-rule.ts";
import type { Problem } from "../../src/resolve/resolution.ts";
import { ruleInfo } from "../../src/resolve/rule-info.ts";
import type { RandomRepository } from "../generate/random-host.ts";

/**
 * Ferry's problems as dnf tells them: the same ones once, and where a protected package of the host is among those whose
 * requirements cannot be met, that is all dnf says (libdnf 0.69, goal/Goal.cpp, describeProblemRules).
 */
export function asDnfTells(
  problems: readonly Problem[],
  { result, untouchable }: SyncRun,
): readonly (readonly string[])[] {
  const broken = new Set(
    result.problems.flatMap(({ proof }) =>
      allProblemRules(result, proof)
        .map((rule) => ruleInfo(result, rule))
        .filter(({ kind }) => kind === "requires" || kind === "nothing-provides")
        .map(({ from }) => from),
    ),
  );
  const names = [...broken]
    .filter((id) => isInstalled(result.pool, id) && untouchable.has(id) && result.pool.considered[id] === 1)
    .sort((left, right) => left - right)
    .map((id) => nameOf(result.pool, id));
  if (names.length > 0)
    return [[`The operation would result in removing the following protected packages: ${names.join(", ")}`]];
  const told: (readonly string[])[] = [];
  for (const { because } of problems)
    if (!told.some((other) => other.length === because.length && because.every((sentence) => other.includes(sentence))))
      told.push(because);
  return told;
}

/**
 * Problems as numbered lines. dnf names the repository after each package (" from baseos"), which Ferry leaves out: the
 * comparison of libsolv's own lines has them.
 */
export function problemText(
  problems: readonly (readonly string[])[],
  repositories: readonly RandomRepository[],
): string[] {
  const origins = ["@System", ...repositories.map(({ id }) => id)].map((id) =>
    id.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  const origin = new RegExp(` from (?:${origins.join("|")})(?= |,|$)`, "g");
  return problems.flatMap((sentences, index) =>
    sentences.map((sentence) => `${index + 1}: ${sentence.replace(origin, "").replaceAll("  ", " ")}`),
  );
}
