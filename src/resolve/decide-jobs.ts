import { isInstalled, type PackageId } from "../pool/pool.ts";
import type { RuleId } from "../solver/rules.ts";
import { filterUnwanted } from "./choose.ts";
import { chooseAndInstall, DEPENDENCY, JOB, type RunMode } from "./decide-installed.ts";
import { OR_UPDATE } from "./jobs.ts";
import { appendOpenRules, createOpenRules, type OpenRules, refreshOpenRules } from "./open-rules.ts";
import { has, isUsed, type Resolver } from "./resolver.ts";

/** Undecided packages that an unfulfilled rule can still be fulfilled with; undefined when it is fulfilled or dormant. */
function openChoices(resolver: Resolver, rule: RuleId): PackageId[] | undefined {
  const { rules, search } = resolver;
  let open: PackageId[] | undefined;
  for (let at = rules.start[rule]!; at < rules.start[rule + 1]!; at++) {
    const literal = rules.literals[at]!;
    const level = literal > 0 ? search.levels[literal]! : -search.levels[-literal]!;
    if (literal === 0 || level > 0) return undefined;
    if (level === 0) {
      if (literal < 0) return undefined;
      if (open === undefined) open = [literal];
      else open.push(literal);
    }
  }
  return open;
}

/** Fulfils the jobs in their order (libsolv, src/solver.c, resolve_jobrules). */
export function decideJobs(resolver: Resolver, mode: RunMode, from: number): number {
  const { rules, ranges, jobs, jobOfRule } = resolver;
  let level = from;
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    if (rules.disabled[rule] === 1) continue;
    const list = openChoices(resolver, rule);
    if (list === undefined) continue;
    const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
    if (list.length > 1 && (job.flags & OR_UPDATE) === 0) pruneToInstalled(resolver, list);
    const before = level;
    level = chooseAndInstall(resolver, mode, level, list, rule, JOB);
    if (level > before) continue;
    if (level === before) {
      rule--;
      continue;
    }
    if (level < from) return level;
    rule = ranges.job.start - 1;
  }
  return level;
}

/** An installed package fulfils a wish well enough, unless it is to be updated anyway. */
function pruneToInstalled(resolver: Resolver, list: PackageId[]): void {
  const { pool, flags, update } = resolver;
  if (update.all || flags.installalsoupdates) return;
  const installed = list.filter((id) => isInstalled(pool, id));
  if (installed.length === 0 || installed.some((id) => has(update, id))) return;
  list.splice(0, list.length, ...installed);
}

/**
 * Fulfils all rules that are not yet, in their order. Those with several good choices wait for a second round: meanwhile
 * other decisions may settle them. Source: libsolv, src/solver.c, resolve_dependencies.
 */
export function decideDependencies(resolver: Resolver, mode: RunMode, from: number): number {
  return decideRules(resolver, mode, from, resolver.openRules, Infinity);
}

/** The same for dependencies only: what the host's packages shall become is decided later. */
export function decidePackageRules(resolver: Resolver, mode: RunMode, from: number): number {
  return decideRules(resolver, mode, from, createOpenRules(resolver.packageRulesEnd), resolver.packageRulesEnd);
}

/** What an installed package fulfils is no reason to look for a newer one yet. */
function couldStay({ rules, pool, search }: Resolver, rule: RuleId): boolean {
  for (let at = rules.start[rule]!; at < rules.start[rule + 1]!; at++) {
    const literal = rules.literals[at]!;
    if (literal > 0 && isInstalled(pool, literal) && search.levels[literal] === 0) return true;
  }
  return false;
}

/** A strong recommendation has a second rule, without what is disfavoured; that one is met as long as it can be. */
function isSuperseded({ rules, ranges, recommendsInfo }: Resolver, rule: RuleId): boolean {
  if (recommendsInfo.length === 0) return false;
  const index = recommendsInfo.indexOf(rule);
  return index >= 0 && rules.disabled[ranges.recommends.start + index] === 0;
}

function decideRules(resolver: Resolver, mode: RunMode, from: number, open: OpenRules, last: RuleId): number {
  const { rules, search } = resolver;
  const isEarly = last !== Infinity;
  let level = from;
  let postponed = -1;
  let isFirstRound = true;
  refreshOpenRules(open, search, Math.min(last, rules.count));
  for (let seen = 0, index = 0; ; seen++, index++) {
    if (seen >= open.count) {
      if (!isFirstRound || postponed < 0) return level;
      isFirstRound = false;
      index = postponed;
      seen = 0;
    }
    if (index >= open.count) index = 0;
    const rule = open.list[index]!;
    const first = rules.literals[rules.start[rule]!]!;
    if (rules.disabled[rule] === 1 || (first < 0 && search.levels[-first]! <= 0)) continue;
    const list = openChoices(resolver, rule);
    if (list === undefined || isSuperseded(resolver, rule)) continue;
    if (isEarly && resolver.flags.focusnew && couldStay(resolver, rule)) continue;
    keepCleanable(resolver, list);
    if (list.length > 1 && isFirstRound) {
      filterUnwanted(resolver, list, "choose-unordered");
      if (list.length > 1) {
        if (postponed < 0) postponed = index;
        continue;
      }
    }
    level = chooseAndInstall(resolver, mode, level, list, rule, DEPENDENCY);
    if (level < from) return level;
    appendOpenRules(open, search, Math.min(last, rules.count));
    seen = -1;
  }
}

/** A package that would be cleaned away is taken before any new one. */
function keepCleanable(resolver: Resolver, list: PackageId[]): void {
  if (!isUsed(resolver.cleanDependencies)) return;
  const kept = list.find((id) => isInstalled(resolver.pool, id) && has(resolver.cleanDependencies, id));
  if (kept !== undefined) list.splice(0, list.length, kept);
}
