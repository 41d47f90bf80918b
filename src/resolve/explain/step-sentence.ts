import { compareEvrs, isInstalled, type PackageId, SYSTEM } from "../../pool/pool.ts";
import { type Literal, literalsOf, type RuleId } from "../../solver/rules.ts";
import { providersOf } from "../jobs.ts";
import { dependencyOf, nameOf, nevraOf } from "../package-words.ts";
import { isIn } from "../problem-rules.ts";
import { ruleText } from "../problem-text.ts";
import type { Resolver } from "../resolver.ts";
import { type RuleInfo, ruleInfo } from "../rule-info.ts";

/** The most packages that a sentence names one by one. */
const MOST_NAMED = 3;

/**
 * What a rule says to a reader when it decides a literal: `literal` is what follows from it, 0 where it contradicts what is
 * known. In the words of somebody who knows packages, not solvers.
 */
export function stepSentence(resolver: Resolver, rule: RuleId, literal: Literal): string {
  const info = causeOf(resolver, rule);
  const { pool } = resolver;
  const text = (id: PackageId): string => (id === SYSTEM ? "the system" : nevraOf(pool, id));
  const [from, to] = [text(info.from), text(info.to)];
  const dependency = info.dependency === 0 ? "" : dependencyOf(pool, info.dependency);
  switch (info.kind) {
    case "requires":
      return requiresSentence(resolver, rule, literal, info);
    case "nothing-provides":
      return `${from} requires ${dependency}, and no package at hand provides it`;
    case "same-name":
      return `${from} and ${to} are builds of one package: only one can be installed`;
    case "conflicts":
      return `${from} conflicts with ${dependency}, ${info.to === 0 ? "which would be so" : `which ${to} provides`}`;
    case "self-conflict":
      return `${from} conflicts with ${dependency}, which it provides itself`;
    case "obsoletes":
    case "implicit-obsoletes":
      return `${from} obsoletes ${dependency}, and ${to} is that`;
    case "installed-obsoletes":
      return `${from}, which is installed, obsoletes ${dependency}, and ${to} is that`;
    case "update":
    case "feature":
      return updateSentence(resolver, rule, literal, info.from);
    case "dup":
      return dupSentence(resolver, info.from);
    case "best":
      return bestSentence(resolver, rule, info.from);
    case "infarch":
      return `${from} is built for a lesser architecture than others of its name`;
    case "yumobs":
      return `${from} and ${to} both obsolete ${dependency}: one of them is enough`;
    case "strictrepo":
      return `a repository with a higher priority has ${nameOf(pool, info.from)}, so ${from} does not count`;
    case "job":
      return jobSentence(resolver, rule);
    case "learnt":
      return "every other combination was tried and ends in the same contradiction";
    case "not-installable":
    case "recommends":
    case "black":
    case "choice":
    case "package":
    case "job-nothing-provides":
    case "job-unknown-package":
    case "job-provided-by-system":
    case "job-unsupported":
      return ruleText(
        {
          pool,
          packageText: text,
          dependencyText: (id) => dependencyOf(pool, id),
          hidden: () => "is hidden by an exclude or by a module",
        },
        info,
      );
  }
}

/** What a rule is about; choice rules and strong recommendations stand for the rule they were made from. */
export function causeOf(resolver: Resolver, rule: RuleId): RuleInfo {
  const { ranges, choiceInfo, recommendsInfo } = resolver;
  if (isIn(ranges.choice, rule)) return ruleInfo(resolver, choiceInfo[rule - ranges.choice.start]!);
  if (isIn(ranges.recommends, rule)) return ruleInfo(resolver, recommendsInfo[rule - ranges.recommends.start]!);
  return ruleInfo(resolver, rule);
}

function requiresSentence(resolver: Resolver, rule: RuleId, literal: Literal, info: RuleInfo): string {
  const { pool } = resolver;
  const what = `${nevraOf(pool, info.from)} requires ${dependencyOf(pool, info.dependency)}`;
  const providers = literalsOf(resolver.rules, rule).filter((id) => id > 0);
  const names = [...new Set(Array.from(providers, (id) => nevraOf(pool, id)))];
  if (literal > 0)
    return names.length === 1
      ? `${what}, which only ${names[0]} provides`
      : `${what}, and of all that provide it only ${nevraOf(pool, literal)} is left`;
  if (names.length === 0) return `${what}, and no package at hand provides it`;
  return names.length > MOST_NAMED
    ? `${what}, and none of the ${names.length} packages that provide it can be installed`
    : `${what}, which only ${inWords(names)} ${names.length === 1 ? "provides" : "provide"}`;
}

function updateSentence({ pool, rules }: Resolver, rule: RuleId, literal: Literal, installed: PackageId): string {
  const what = `${nevraOf(pool, installed)} is installed`;
  if (literal > 0 && literal !== installed) return replacementSentence(pool, installed, literal);
  const others = literalsOf(rules, rule).filter((id) => id > 0 && id !== installed);
  if (literal === installed || others.length === 0) return `${what} and is not to be lost`;
  const names = Array.from(others, (id) => nevraOf(pool, id));
  const named = names.length > MOST_NAMED ? `one of ${names.length} packages` : inWords(names, "or");
  return `${what} and is not to be lost, unless ${named} takes its place`;
}

/** How a package of the target takes an installed one's place. */
export function replacementSentence(pool: Resolver["pool"], installed: PackageId, by: PackageId): string {
  const [old, now] = [nevraOf(pool, installed), nevraOf(pool, by)];
  if (pool.names[installed] !== pool.names[by]) return `${now} takes the place of ${old}, which is installed`;
  const order = compareEvrs(pool, pool.evrs[by]!, pool.evrs[installed]!);
  if (order > 0) return `the target has ${now}, which is newer than the installed ${old}`;
  if (order < 0)
    return `the newest that the target has of ${nameOf(pool, by)} is ${now}, older than the installed ${old}`;
  return `the target has its own build of ${now}`;
}

/** The installed build is not the target's; which one it has instead says more than that. */
function dupSentence({ pool }: Resolver, id: PackageId): string {
  const others = providersOf(pool, pool.names[id]!)
    .filter(
      (other) => pool.names[other] === pool.names[id] && !isInstalled(pool, other) && pool.considered[other] === 1,
    )
    .sort((left, right) => -compareEvrs(pool, pool.evrs[left]!, pool.evrs[right]!));
  const [best] = others;
  if (best === undefined) return `no repository of the target has ${nevraOf(pool, id)}`;
  return `the target has ${nevraOf(pool, best)}, not ${nevraOf(pool, id)}`;
}

function bestSentence({ pool, rules }: Resolver, rule: RuleId, installed: PackageId): string {
  const wanted = Array.from(
    literalsOf(rules, rule).filter((id) => id > 0),
    (id) => nevraOf(pool, id),
  );
  const named = wanted.length > MOST_NAMED ? `one of ${wanted.length} builds` : inWords(wanted, "or");
  if (installed === 0) return `only the best will do: ${named}`;
  return `of what can take the place of ${nevraOf(pool, installed)} only the best will do: ${named}`;
}

function jobSentence(resolver: Resolver, rule: RuleId): string {
  const { pool, ranges, jobs, jobOfRule, rules } = resolver;
  const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
  const ids = Array.from(literalsOf(rules, rule), Math.abs).filter((id) => id !== SYSTEM);
  const names = [...new Set(ids.map((id) => nevraOf(pool, id)))];
  const named = names.length > MOST_NAMED ? `one of ${names.length} packages` : inWords(names, "or");
  if (job.action === "erase") return `${named} is to go`;
  if (ids.length === 1 && isInstalled(pool, ids[0]!)) return `${named} is to stay as it is`;
  return `${named} is asked for`;
}

/** `a, b and c`. */
export function inWords(items: readonly string[], last = "and"): string {
  const end = items.at(-1) ?? "";
  return items.length < 2 ? end : `${items.slice(0, -1).join(", ")} ${last} ${end}`;
}

/** The first few of a list that may be long. */
export function someOf(names: readonly string[], most = 5): string {
  return names.length > most ? `${names.slice(0, most).join(", ")} and ${names.length - most} more` : inWords(names);
}

/** Whether a package fulfils a dependency of the pool. */
export function fulfils(pool: Resolver["pool"], id: PackageId, dependency: number): boolean {
  return providersOf(pool, dependency).includes(id);
}
