import { coloursMatch, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import { isRelation } from "../pool/relations.ts";
import { addRule } from "../solver/rules.ts";
import { ESSENTIAL, type Job, matchesSelection, selectedPackages, WEAK } from "./jobs.ts";
import { conjunctiveForm, conjunctiveFormOfNegation, isComplex, type NormalForm } from "./normal-form.ts";
import { isUsed, mark, type Resolver } from "./resolver.ts";

/** What no job can fulfil: the system would have to go. */
const IMPOSSIBLE = [-SYSTEM];

/** The rules of the wishes, in their order (libsolv, src/solver.c, solver_solve). */
export function addJobRules(resolver: Resolver): void {
  const { ranges, rules, jobs } = resolver;
  ranges.job.start = rules.count;
  jobs.forEach((job, index) => {
    const { action } = job;
    if (action === "install") addInstallRules(resolver, job, index);
    else if (action === "erase") addEraseRules(resolver, job, index);
    else if (action === "lock")
      for (const id of everySelected(resolver, job))
        addJobRule(resolver, [isInstalled(resolver.pool, id) ? id : -id], index);
    else if (action === "favor" || action === "disfavor") noteFavor(resolver, job);
  });
  ranges.job.end = rules.count;
}

/** Also those of "all" and "repository" selections. */
export function everySelected(resolver: Resolver, job: Job): readonly PackageId[] {
  return matchesSelection(resolver.pool, job.selection);
}

function addJobRule(resolver: Resolver, literals: readonly number[], job: number): void {
  const rule = addRule(resolver.rules, literals);
  resolver.jobOfRule.push(job);
  if ((resolver.jobs[job]!.flags & WEAK) !== 0) resolver.weakRuleQueue.push(rule);
}

function addInstallRules(resolver: Resolver, job: Job, index: number): void {
  const { pool } = resolver;
  const { selection } = job;
  if (isComplexSelection(resolver, job)) {
    const form = conjunctiveForm(pool, dependencyOf(job), selection.kind === "name");
    addFormRules(resolver, form, index);
    return;
  }
  const ids = selectedPackages(pool, selection);
  if (ids.length === 0 && selection.kind === "one-of") return;
  addJobRule(resolver, ids.length === 0 ? IMPOSSIBLE : ids, index);
}

function isComplexSelection(resolver: Resolver, job: Job): boolean {
  const { kind } = job.selection;
  return (kind === "provides" || kind === "name") && isComplex(resolver.pool, dependencyOf(job));
}

function dependencyOf(job: Job): number {
  const { selection } = job;
  return selection.kind === "provides" || selection.kind === "name" ? selection.dependency : 0;
}

function addFormRules(resolver: Resolver, form: NormalForm, index: number): void {
  if (form === "always") return;
  if (form === "never") addJobRule(resolver, IMPOSSIBLE, index);
  else for (const block of form) addJobRule(resolver, block, index);
}

function addEraseRules(resolver: Resolver, job: Job, index: number): void {
  const { pool, rules, jobs } = resolver;
  const { selection } = job;
  if (isComplexSelection(resolver, job)) {
    addFormRules(resolver, conjunctiveFormOfNegation(pool, dependencyOf(job), selection.kind === "name"), index);
    return;
  }
  const first = rules.count;
  const ids = everySelected(resolver, job);
  for (const id of ids) addJobRule(resolver, [-id], index);
  const isSpecific = selection.kind === "package" || (selection.kind === "name" && isRelation(selection.dependency));
  const installed = ids.filter((id) => isInstalled(pool, id));
  if (!isSpecific || installed.length !== 1) return;
  // Erasing one installed package also keeps others of its name from taking its place.
  const erased = installed[0]!;
  const wanted = new Set(
    jobs.filter((other) => other.action === "install").flatMap((other) => selectedPackages(pool, other.selection)),
  );
  const done = new Set(Array.from(rules.literals.subarray(rules.start[first], rules.start[rules.count])));
  let at = pool.providers.of(pool.names[erased]!);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) {
    if (pool.names[id] !== pool.names[erased] || isInstalled(pool, id) || wanted.has(id)) continue;
    if (resolver.poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, erased, id)) continue;
    if (!done.has(-id)) addJobRule(resolver, [-id], index);
  }
}

/** Some packages may be installed although their requirements fail: the rules for them become weak. */
export function weakenDependencies(resolver: Resolver): void {
  for (const { action, selection } of resolver.jobs)
    if (action === "weakendeps" && selection.kind === "package") weakenDependenciesOf(resolver, selection.id);
}

function weakenDependenciesOf(resolver: Resolver, id: PackageId): void {
  const { rules } = resolver;
  for (let rule = 1; rule < resolver.packageRulesEnd; rule++) {
    const start = rules.start[rule]!;
    if (rules.literals[start] !== -id) continue;
    const isConflict = rules.start[rule + 1]! - start === 2 && rules.literals[start + 1]! < 0;
    if (!isConflict) resolver.weakRuleQueue.push(rule);
  }
}

function noteFavor(resolver: Resolver, job: Job): void {
  const { pool } = resolver;
  for (const id of selectedPackages(pool, job.selection)) {
    const turn = ++resolver.favorTurns;
    resolver.favorOrder.set(id, job.action === "favor" ? turn : -turn);
    mark(resolver, resolver.favored, id);
    if (job.action === "disfavor") mark(resolver, resolver.disfavored, id);
    else if (isUsed(resolver.disfavored)) resolver.disfavored.marks![id] = 0;
  }
}

/** Whether a job, by its 1-based number, may not be dropped to solve a problem. */
export function isEssential(resolver: Resolver, jobNumber: number): boolean {
  return (resolver.jobs[jobNumber - 1]!.flags & ESSENTIAL) !== 0;
}
