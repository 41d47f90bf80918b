import { isIdentical, isInstalled, type PackageId } from "../pool/pool.ts";
import type { Rules } from "../solver/rules.ts";
import { watchRules } from "../solver/search.ts";
import { unifyRules } from "../solver/unify-rules.ts";
import { addArchitectureRules } from "./architecture-rules.ts";
import { addBestRules } from "./best-rules.ts";
import { breakOrphans } from "./break-orphans.ts";
import { addChoiceRules, createChooser } from "./choice-rules.ts";
import { addDupRules, createDupSets, noteCleanUpdate } from "./distupgrade-rules.ts";
import { foregoneOf, settledRules } from "./foregone.ts";
import { addBanRules, addRecommendsRules, addStrictPriorityRules } from "./further-rules.ts";
import { addJobRules, everySelected, weakenDependencies } from "./job-rules.ts";
import { CLEAN_DEPENDENCIES, FORCE_BEST, type Job, selectedPackages, TARGETED } from "./jobs.ts";
import { addSplitRules } from "./obsoletes-rules.ts";
import { createOpenRules } from "./open-rules.ts";
import { makePackageRules, putBeforePolicyRules } from "./package-rules.ts";
import { disablePolicyRules } from "./policy-rules.ts";
import { reachPackages } from "./reach.ts";
import { createResolver, mark, obsoletes, type PackageSet, type Resolver, type ResolverInput } from "./resolver.ts";
import { run } from "./run.ts";
import { saysTheSame, takeOverRules, takeOverSplits, takeOverUpdates, watchedBefore } from "./take-over.ts";
import { addUpdateRules } from "./update-rules.ts";

/**
 * Solves: makes the rules, runs the search, and gives the resolver to read the result from: the decisions in
 * `search.levels`, the problems in `problems`. The order of all steps is libsolv's (src/solver.c, solver_solve); ties
 * depend on it.
 */
export function solve(input: ResolverInput, conflictLimit = Infinity): Resolver {
  const attempt = input.sparse === true && canBeSparse(input) ? prepare(input) : undefined;
  if (attempt !== undefined && isDone(attempt, 0)) return attempt;
  // The first contradiction is a matter for all rules, and of how the run before left them.
  const full = { ...input, sparse: false };
  let before = input.previous;
  if (before?.sparse === true) {
    before = prepare({ ...full, jobs: before.jobs, previous: before });
    isDone(before, conflictLimit);
  }
  const previous = attempt ?? before;
  const resolver = prepare({ ...full, ...(previous === undefined ? {} : { previous }) }, before);
  isDone(resolver, conflictLimit);
  return resolver;
}

/** These look at package rules themselves, whether they are fulfilled or not. */
function canBeSparse({ flags, jobs }: ResolverInput): boolean {
  return !flags.breakorphans && !flags.strongrecommends && jobs.every((job) => (job.flags & CLEAN_DEPENDENCIES) === 0);
}

/** Runs the search; false where it gave up, or left a contradiction. */
function isDone(resolver: Resolver, conflictLimit: number): boolean {
  resolver.search.conflictLimit = conflictLimit;
  return run(resolver, { dropRules: true, weak: !resolver.flags.ignorerecommended });
}

/**
 * A resolver with all its rules, ready to run. The rules of policies come first, as most package rules may be due to them.
 * Package rules that the run before had as well go on as it left them.
 */
function prepare(input: ResolverInput, before?: Resolver): Resolver {
  const resolver = createResolver(input);
  const { previous } = input;
  const { jobs, pool, room } = resolver;
  noteMultiversion(resolver);
  if (pool.installedStart !== pool.installedEnd) for (const job of jobs) noteEarly(resolver, job);
  if (previous !== undefined) resolver.added.set(previous.added);
  reachPackages(resolver);
  if (previous !== undefined && saysTheSame(resolver, previous)) takeOverPolicyRules(resolver, previous);
  else makePolicyRules(resolver);
  if (wantsCleaning(resolver)) resolver.cleanDependencies.marks = new Uint8Array(pool.count);
  disablePolicyRules(resolver);
  const chooser = createChooser(resolver);
  const foregone = resolver.sparse ? foregoneOf(resolver, chooser) : undefined;
  const packages = makePackageRules(resolver, foregone);
  sortPackageRules(resolver, packages);
  putBeforePolicyRules(resolver, packages);
  addChoiceRules(resolver, chooser);
  addRecommendsRules(resolver);
  weakenDependencies(resolver);
  resolver.weakRules = room.uint8(resolver.rules.disabled.length);
  for (const rule of resolver.weakRuleQueue) resolver.weakRules[rule] = 1;
  for (const rule of resolver.recommendsRules) resolver.weakRules[rule] = 1;
  resolver.openRules = createOpenRules(resolver.rules.disabled.length, room);
  watchRules(resolver.search, {
    ...(foregone === undefined ? {} : { settled: settledRules(resolver, foregone) }),
    ...(before === undefined ? {} : { watched: watchedBefore(resolver, before) }),
  });
  if (resolver.processOrphans && resolver.orphaned.length > 0 && resolver.flags.breakorphans) breakOrphans(resolver);
  return resolver;
}

/** The rules that are not about dependencies, in libsolv's order. */
function makePolicyRules(resolver: Resolver): void {
  if (resolver.jobs.some((job) => job.action === "distupgrade")) createDupSets(resolver);
  addUpdateRules(resolver);
  addJobRules(resolver);
  addArchitectureRules(resolver);
  addDupRules(resolver);
  addBestRules(resolver);
  addSplitRules(resolver);
  addBanRules(resolver);
  addStrictPriorityRules(resolver);
}

/** The same where an earlier run made most of them. */
function takeOverPolicyRules(resolver: Resolver, previous: Resolver): void {
  takeOverUpdates(resolver, previous);
  addJobRules(resolver);
  takeOverRules(resolver, previous, "infarch");
  takeOverRules(resolver, previous, "dup");
  addBestRules(resolver);
  takeOverSplits(resolver, previous);
  takeOverRules(resolver, previous, "black");
  takeOverRules(resolver, previous, "strictrepo");
}

function wantsCleaning(resolver: Resolver): boolean {
  if (resolver.pool.installedStart === resolver.pool.installedEnd) return false;
  return (
    resolver.cleanUpdates.length > 0 ||
    resolver.jobs.some(
      (job) => (job.action === "install" || job.action === "erase") && (job.flags & CLEAN_DEPENDENCIES) !== 0,
    )
  );
}

function noteMultiversion(resolver: Resolver): void {
  const { jobs } = resolver;
  for (const job of jobs) {
    if (job.action === "multiversion")
      for (const id of everySelected(resolver, job)) mark(resolver, resolver.multiversion, id);
    if (job.action === "excludefromweak")
      for (const id of everySelected(resolver, job)) mark(resolver, resolver.excludedFromWeak, id);
    if (job.action === "distupgrade" && job.selection.kind === "all") resolver.processOrphans = true;
  }
}

/** What jobs say about installed packages, needed before the rules are made. */
function noteEarly(resolver: Resolver, job: Job): void {
  if (job.action === "verify") markInstalled(resolver, job, resolver.fix);
  else if (job.action === "droporphaned") markInstalled(resolver, job, resolver.dropOrphaned);
  else if (job.action === "allowuninstall") markInstalled(resolver, job, resolver.allowUninstall);
  else if (job.action === "update") noteUpdate(resolver, job);
}

function markInstalled(resolver: Resolver, job: Job, set: PackageSet): void {
  const { pool } = resolver;
  const { selection } = job;
  if (selection.kind === "all" || isOwnRepository(resolver, job)) set.all = true;
  for (const id of selectedPackages(pool, selection)) if (isInstalled(pool, id)) mark(resolver, set, id);
}

function isOwnRepository(resolver: Resolver, { selection }: Job): boolean {
  const { pool } = resolver;
  return selection.kind === "repository" && pool.repositories[selection.repository] === pool.installedRepository;
}

function noteUpdate(resolver: Resolver, job: Job): void {
  const { pool, flags } = resolver;
  const isTargeted = (job.flags & TARGETED) !== 0;
  if (job.selection.kind === "all" || (isOwnRepository(resolver, job) && !isTargeted)) {
    resolver.update.all = true;
    if ((job.flags & FORCE_BEST) !== 0) resolver.bestUpdate.all = true;
    if ((job.flags & CLEAN_DEPENDENCIES) !== 0)
      for (let id = pool.installedStart; id < pool.installedEnd; id++) noteCleanUpdate(resolver, id);
    return;
  }
  const ids = everySelected(resolver, job);
  if (job.selection.kind === "repository") {
    if (isTargeted || !flags.noautotarget) for (const id of ids) addUpdateTarget(resolver, id, job);
    return;
  }
  const installed = ids.filter((id) => isInstalled(pool, id));
  if (!isTargeted) {
    for (const id of installed) {
      mark(resolver, resolver.update, id);
      noteJobFlags(resolver, id, job);
    }
    if (installed.length > 0 || flags.noautotarget) return;
  }
  for (const id of ids) addUpdateTarget(resolver, id, job);
}

function noteJobFlags(resolver: Resolver, id: PackageId, job: Job): void {
  if ((job.flags & FORCE_BEST) !== 0) mark(resolver, resolver.bestUpdate, id);
  if ((job.flags & CLEAN_DEPENDENCIES) !== 0) noteCleanUpdate(resolver, id);
}

/** Installed packages may only be updated to what was asked for (libsolv, src/solver.c, add_update_target). */
function addUpdateTarget(resolver: Resolver, id: PackageId, job: Job): void {
  const { pool, poolFlags } = resolver;
  const target = (installed: PackageId, to: PackageId): void => {
    resolver.updateTargets ??= new Map();
    const known = resolver.updateTargets.get(installed);
    if (known === undefined) resolver.updateTargets.set(installed, [to]);
    else if (!known.includes(to)) known.push(to);
    mark(resolver, resolver.update, installed);
  };
  if (isInstalled(pool, id)) {
    target(id, id);
    return;
  }
  for (const other of everyInstalledProvider(resolver, pool.names[id]!)) {
    if (pool.names[other] !== pool.names[id]) continue;
    if (poolFlags.implicitobsoleteusescolors && !fitsColour(resolver, id, other)) continue;
    noteJobFlags(resolver, other, job);
    target(other, id);
    if (isIdentical(pool, id, other)) target(other, other);
  }
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
    for (const other of everyInstalledProvider(resolver, ids[i]!)) {
      if (pool.names[other] === pool.names[id] || !obsoletes(resolver, id, ids[i]!, other)) continue;
      noteJobFlags(resolver, other, job);
      target(other, id);
    }
}

function everyInstalledProvider(resolver: Resolver, dependency: number): PackageId[] {
  return selectedPackages(resolver.pool, { kind: "provides", dependency }).filter((id) =>
    isInstalled(resolver.pool, id),
  );
}

function fitsColour({ pool }: Resolver, left: PackageId, right: PackageId): boolean {
  return pool.archs[left] === pool.archs[right] || (pool.colours[left]! & pool.colours[right]!) !== 0;
}

function sortPackageRules(resolver: Resolver, packages: Rules): void {
  if (resolver.flags.strongrecommends) unifyWithRecommends(resolver, packages);
  else unifyRules(packages, resolver.pool.count, resolver.room);
}

/** Rules that came from recommends stay known as such after sorting, unless a requirement says the same. */
function unifyWithRecommends(resolver: Resolver, rules: Rules): void {
  const { pool, recommendsRules } = resolver;
  const key = (rule: number): string => rules.literals.subarray(rules.start[rule], rules.start[rule + 1]).join(" ");
  const recommended = new Set(recommendsRules);
  const weak = new Set(recommendsRules.map(key));
  for (let rule = 1; rule < rules.count; rule++) if (!recommended.has(rule)) weak.delete(key(rule));
  unifyRules(rules, pool.count, resolver.room);
  recommendsRules.length = 0;
  for (let rule = 1; rule < rules.count; rule++) if (weak.has(key(rule))) recommendsRules.push(rule);
}
