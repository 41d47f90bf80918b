import { EQUAL } from "../package/dependency.ts";
import { compareEvrs, isInstalled, type PackageId } from "../pool/pool.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { ARCH } from "../pool/rich-relations.ts";
import { firstLiteral } from "../solver/rules.ts";
import { createCleanMarks } from "./clean-dependencies.ts";
import { everySelected } from "./job-rules.ts";
import {
  type Job,
  NO_AUTOSET,
  SET_ARCH,
  SET_EV,
  SET_EVR,
  SET_NAME,
  SET_REPOSITORY,
  SET_VENDOR,
  selectedPackages,
} from "./jobs.ts";
import { replacedByAll } from "./replaced-packages.ts";
import { has, isUsed, mark, type Resolver } from "./resolver.ts";
import { ARCH_CHANGE, brokenPolicies, DOWNGRADE, NAME_CHANGE, VENDOR_CHANGE } from "./update-candidates.ts";
import { featureRule, isPlaceholder, updateRule } from "./update-rules.ts";

/** A policy that a job overrides: keeping a package, the architecture or distribution upgrade rules of a name, a ban. */
interface Override {
  readonly kind: "update" | "infarch" | "dup" | "black";
  /** Package id for "update" and "black", else a name. */
  readonly of: number;
}

/**
 * Disables the policy rules that contradict the wishes: who asks for this very version does not want to be told that it
 * is a downgrade. Source: libsolv, src/rules.c, solver_disablepolicyrules and jobtodisablelist.
 */
export function disablePolicyRules(resolver: Resolver): void {
  const { pool } = resolver;
  const overrides = activeJobs(resolver).flatMap((job) => overridesOf(resolver, job));
  if (isUsed(resolver.cleanDependencies)) {
    createCleanMarks(resolver);
    for (let id = pool.installedStart; id < pool.installedEnd; id++)
      if (has(resolver.cleanDependencies, id)) overrides.push({ kind: "update", of: id });
  }
  resolver.noUpdate.marks?.fill(0);
  for (const override of overrides) disableOverridden(resolver, override);
}

/** Jobs with an enabled rule, each once. */
function activeJobs(resolver: Resolver): Job[] {
  const { ranges, rules, jobs, jobOfRule } = resolver;
  const found: Job[] = [];
  let last = -1;
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    const job = jobOfRule[rule - ranges.job.start]!;
    if (rules.disabled[rule] === 1 || job === last) continue;
    last = job;
    found.push(jobs[job]!);
  }
  return found;
}

/** A job (by its 1-based number) was dropped: what only it had overridden holds again. */
export function reenablePolicyRulesOfJob(resolver: Resolver, jobNumber: number): void {
  let overrides = overridesOf(resolver, resolver.jobs[jobNumber - 1]!);
  if (overrides.length === 0) return;
  if (isUsed(resolver.cleanDependencies)) {
    createCleanMarks(resolver);
    overrides = overrides.filter(({ kind, of }) => kind !== "update" || !has(resolver.cleanDependencies, of));
  }
  const others = activeJobs(resolver).flatMap((job) => overridesOf(resolver, job));
  for (const override of overrides)
    if (!others.some((other) => other.kind === override.kind && other.of === override.of))
      enableOverridden(resolver, override);
}

/** A package is no longer to be cleaned away: its update rule holds again unless a job overrides it. */
export function reenableUpdateOf(resolver: Resolver, id: PackageId): void {
  const isOverridden = activeJobs(resolver)
    .flatMap((job) => overridesOf(resolver, job))
    .some((override) => override.kind === "update" && override.of === id);
  if (!isOverridden) enableOverridden(resolver, { kind: "update", of: id });
}

function disableOverridden(resolver: Resolver, override: Override): void {
  const { rules } = resolver;
  if (override.kind === "update") {
    mark(resolver, resolver.noUpdate, override.of);
    for (const rule of [updateRule(resolver, override.of), featureRule(resolver, override.of)])
      if (!isPlaceholder(resolver, rule)) rules.disabled[rule] = 1;
  }
  for (const rule of policyRules(resolver, override)) rules.disabled[rule] = 1;
}

function enableOverridden(resolver: Resolver, override: Override): void {
  const { rules } = resolver;
  if (override.kind === "update") {
    if (resolver.noUpdate.marks !== undefined) resolver.noUpdate.marks[override.of] = 0;
    const update = updateRule(resolver, override.of);
    rules.disabled[isPlaceholder(resolver, update) ? featureRule(resolver, override.of) : update] = 0;
  }
  for (const rule of policyRules(resolver, override)) rules.disabled[rule] = 0;
}

/** The rules that an override is about, but for update and feature rules. */
function policyRules(resolver: Resolver, { kind, of }: Override): number[] {
  const { rules, ranges, pool, bestInfo } = resolver;
  const range = ranges[kind === "update" ? "best" : kind];
  const found: number[] = [];
  for (let rule = range.start; rule < range.end; rule++) {
    const id = -firstLiteral(rules, rule);
    const isMeant =
      kind === "update" ? bestInfo[rule - range.start] === of : kind === "black" ? id === of : pool.names[id] === of;
    if (isMeant) found.push(rule);
  }
  return found;
}

function overridesOf(resolver: Resolver, job: Job): Override[] {
  const { pool } = resolver;
  if (job.action === "erase")
    return everySelected(resolver, job)
      .filter((id) => isInstalled(pool, id))
      .map((id) => ({ kind: "update", of: id }));
  if (job.action === "lock")
    return [...new Set(installedNames(resolver, job))].map((name) => ({ kind: "dup", of: name }));
  return job.action === "install" ? overridesOfInstall(resolver, job) : [];
}

function installedNames(resolver: Resolver, job: Job): number[] {
  const { pool } = resolver;
  return everySelected(resolver, job)
    .filter((id) => isInstalled(pool, id))
    .map((id) => pool.names[id]!);
}

function overridesOfInstall(resolver: Resolver, job: Job): Override[] {
  const { pool, ranges } = resolver;
  const set = whatJobSets(resolver, job);
  const ids = selectedPackages(pool, job.selection);
  const overrides: Override[] = [];
  if ((set & SET_EVR) !== 0 && ranges.black.start !== ranges.black.end)
    for (const id of ids) overrides.push({ kind: "black", of: id });
  if (set === 0) return overrides;
  const names = [...new Set(ids.map((id) => pool.names[id]!))];
  if ((set & SET_ARCH) !== 0) for (const name of names) overrides.push({ kind: "infarch", of: name });
  if ((set & SET_REPOSITORY) !== 0) for (const name of names) overrides.push({ kind: "dup", of: name });
  if (pool.installedStart === pool.installedEnd) return overrides;
  const { multiversion } = resolver;
  const installed = ids.filter((id) => isInstalled(pool, id));
  if (!resolver.flags.keepexplicitobsoletes && ids.some((id) => !isInstalled(pool, id) && has(multiversion, id)))
    return overrides;
  if (installed.length > 0) {
    const isExact = ids.length === 1 && (set & SET_REPOSITORY) !== 0 && resolver.generation !== "0.7.24";
    if (isExact) overrides.push({ kind: "update", of: installed[0]! });
    return overrides;
  }
  const everything = SET_EVR | SET_ARCH | SET_VENDOR;
  for (const id of replacedByAll(resolver, ids))
    if ((set & everything) === everything || ids.every((other) => fits(resolver, id, other, set)))
      overrides.push({ kind: "update", of: id });
  return overrides;
}

/** What an install job settles beyond the name: derived from how it was asked, unless told not to. */
function whatJobSets(resolver: Resolver, job: Job): number {
  const { relations, strings } = resolver.pool;
  let set = job.flags & (SET_EV | SET_EVR | SET_ARCH | SET_VENDOR | SET_REPOSITORY | SET_NAME);
  if ((job.flags & NO_AUTOSET) !== 0) return set;
  const { selection } = job;
  if (selection.kind === "name") set |= SET_NAME;
  if (selection.kind === "package") return set | SET_NAME | SET_ARCH | SET_VENDOR | SET_REPOSITORY | SET_EVR;
  if ((selection.kind !== "name" && selection.kind !== "provides") || !isRelation(selection.dependency)) return set;
  let index = relationIndex(selection.dependency);
  if (relations.flags[index] === EQUAL && selection.kind === "name")
    set |= strings.text(relations.evrs[index]!).includes("-") ? SET_EVR : SET_EV;
  if (relations.flags[index]! <= 7 && isRelation(relations.names[index]!))
    index = relationIndex(relations.names[index]!);
  return relations.flags[index] === ARCH ? set | SET_ARCH : set;
}

/** Whether a new package may replace the installed one as far as the job does not settle the matter. */
function fits(resolver: Resolver, installed: PackageId, id: PackageId, set: number): boolean {
  let ignored = 0;
  if ((set & SET_EVR) !== 0) ignored |= DOWNGRADE;
  if ((set & SET_NAME) !== 0) ignored |= NAME_CHANGE;
  if ((set & SET_ARCH) !== 0) ignored |= ARCH_CHANGE;
  if ((set & SET_VENDOR) !== 0) ignored |= VENDOR_CHANGE;
  const broken = brokenPolicies(resolver, installed, id, ignored);
  if (broken === 0) return true;
  const { evrs } = resolver.pool;
  return (
    broken === DOWNGRADE &&
    (set & SET_EV) !== 0 &&
    compareEvrs(resolver.pool, evrs[installed]!, evrs[id]!, "version-only") !== 0
  );
}
