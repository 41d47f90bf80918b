import { compareEvrs, isIdentical, type PackageId } from "../pool/pool.ts";
import type { RuleId } from "../solver/rules.ts";
import { describeDecision, positionsOnTrail } from "./decision.ts";
import { dependencyOf, nevraOf, targetPackage, textsOf } from "./package-words.ts";
import { allProblemRules } from "./problem-rule.ts";
import { isIn } from "./problem-rules.ts";
import { ruleText, type Words } from "./problem-text.ts";
import type {
  Install,
  InstallReason,
  Obsoletion,
  PackageTransaction,
  Problem,
  Removal,
  Replacement,
  TargetPackage,
} from "./resolution.ts";
import type { Resolver } from "./resolver.ts";
import { packageRuleInfos, ruleInfo } from "./rule-info.ts";
import { solutionWords } from "./solution-words.ts";
import { findSolutions } from "./solutions.ts";
import { readTransaction } from "./transaction.ts";

/**
 * The transaction as dnf lists it: every new package as what it is for the installed ones it replaces, every obsolete
 * one with all that obsolete it (libdnf, goal/Goal.cpp, listResults: obsoletes shown, a change counts as reinstallation).
 */
export function readPackageTransaction(
  resolver: Resolver,
  whyErased: (id: PackageId) => string | undefined,
): PackageTransaction {
  const { pool } = resolver;
  const transaction = readTransaction(resolver);
  const install: Install[] = [];
  const upgrade: Replacement[] = [];
  const downgrade: Replacement[] = [];
  const reinstall: TargetPackage[] = [];
  const obsolete: Obsoletion[] = [];
  const remove: Removal[] = [];
  const renewed = new Set<PackageId>();
  const decided = positionsOnTrail(resolver);
  const text = textsOf(pool);
  for (const id of transaction.installs) {
    const to = targetPackage(pool, id, text);
    const kind = kindOfInstall(resolver, id, transaction.replaces.get(id)?.[0]);
    if (kind === "install") {
      install.push({ ...to, reason: reasonOf(resolver, decided, id) });
      continue;
    }
    const from = predecessorOf(resolver, id, transaction.replaces.get(id)!);
    renewed.add(from);
    if (kind === "reinstall") reinstall.push(to);
    else (kind === "upgrade" ? upgrade : downgrade).push({ from: nevraOf(pool, from, text), to });
  }
  for (const id of transaction.erases) {
    const by = transaction.replacedBy.get(id);
    if (by === undefined)
      remove.push({ nevra: nevraOf(pool, id, text), why: whyErased(id) ?? whyGone(resolver, decided, id) });
    else if (!renewed.has(id)) {
      const isRenamed = pool.names[by[0]!] !== pool.names[id];
      const others = isRenamed ? by : by.filter((other) => pool.names[other] === pool.names[id]);
      obsolete.push({ old: nevraOf(pool, id, text), by: others.map((other) => nevraOf(pool, other, text)) });
    }
  }
  return {
    install: sorted(install, (item) => item.nevra),
    upgrade: sorted(upgrade, (item) => item.to.nevra),
    downgrade: sorted(downgrade, (item) => item.to.nevra),
    reinstall: sorted(reinstall, (item) => item.nevra),
    obsolete: sorted(obsolete, (item) => item.old),
    remove: sorted(remove, (item) => item.nevra),
  };
}

function sorted<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return items.toSorted((left, right) => {
    const one = key(left);
    const other = key(right);
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

/** A package that only obsoletes others counts as an installation. */
function kindOfInstall(
  resolver: Resolver,
  id: PackageId,
  from: PackageId | undefined,
): "install" | "upgrade" | "downgrade" | "reinstall" {
  const { pool } = resolver;
  if (from === undefined || pool.names[from] !== pool.names[id]) return "install";
  if (isIdentical(pool, from, id)) return "reinstall";
  const order = compareEvrs(pool, pool.evrs[id]!, pool.evrs[from]!);
  return order > 0 ? "upgrade" : order < 0 ? "downgrade" : "reinstall";
}

/**
 * Which of the installed packages of its name a new one renews: the same build, else the first in the database. What an
 * interrupted update left beside it counts as obsolete (dnf 4.14, base.py, _goal2transaction).
 */
function predecessorOf({ pool }: Resolver, id: PackageId, replaced: readonly PackageId[]): PackageId {
  const own = replaced.filter((other) => pool.names[other] === pool.names[id]);
  const same = own.find((other) => pool.evrs[other] === pool.evrs[id] && pool.archs[other] === pool.archs[id]);
  return same ?? Math.min(...own);
}

/** libdnf, goal/Goal.cpp, getReason. */
function reasonOf(resolver: Resolver, positions: Int32Array, id: PackageId): InstallReason {
  const { rule, reason } = describeDecision(resolver, positions, id);
  if (reason === "weakdep") return "weak";
  const { ranges } = resolver;
  const isAsked = isIn(ranges.job, rule) || isIn(ranges.best, rule);
  return (reason === "unit" || reason === "job") && isAsked ? "user" : "dependency";
}

/** In our words where the rule is policy, else in dnf's; packages keep the spelling of their names. */
function whyGone(resolver: Resolver, positions: Int32Array, id: PackageId): string {
  const { rule } = describeDecision(resolver, positions, id);
  if (rule === 0) return "nothing in the result needs it";
  if (isIn(resolver.ranges.dup, rule)) return "it is in none of the target's repositories";
  return sentencesOf(resolver, rule)[0] ?? "nothing in the result needs it";
}

const nothing: ReadonlySet<PackageId> = new Set();

function wordsFor(resolver: Resolver, hiddenByModules: ReadonlySet<PackageId>): Words {
  const { pool } = resolver;
  return {
    pool,
    packageText: (id) => nevraOf(pool, id),
    dependencyText: (dependency) => dependencyOf(pool, dependency),
    hidden: (id) => `is filtered out by ${hiddenByModules.has(id) ? "modular" : "exclude"} filtering`,
  };
}

function sentencesOf(resolver: Resolver, rule: RuleId, hiddenByModules = nothing): string[] {
  const words = wordsFor(resolver, hiddenByModules);
  if (rule >= resolver.packageRulesEnd) return [ruleText(words, ruleInfo(resolver, rule))];
  return packageRuleInfos(resolver, rule).map((info) => ruleText(words, info));
}

/** What each problem is made of, without the ways out: those take a run of the solver each. */
export function readReasons(resolver: Resolver, hiddenByModules = nothing): readonly (readonly string[])[] {
  return resolver.problems.map(({ proof }) => sentencesOfProblem(resolver, proof, hiddenByModules));
}

function sentencesOfProblem(resolver: Resolver, proof: number, hiddenByModules: ReadonlySet<PackageId>): string[] {
  return [...new Set(allProblemRules(resolver, proof).flatMap((rule) => sentencesOf(resolver, rule, hiddenByModules)))];
}

/** All problems with every rule they are made of, each sentence once, and the ways out in words. */
export function readProblems(resolver: Resolver, hiddenByModules = nothing): Problem[] {
  return resolver.problems.slice().map(({ proof, rules }) => ({
    because: sentencesOfProblem(resolver, proof, hiddenByModules),
    choices: findSolutions(resolver, rules).map(({ elements }) =>
      [...new Set(elements.map((element) => solutionWords(resolver.pool, element)))].join(", and "),
    ),
  }));
}
