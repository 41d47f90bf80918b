import { isIdentical, isInstallable, isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, firstLiteral, isAssertion } from "../solver/rules.ts";
import { inOrder } from "./architecture-rules.ts";
import { everySelected } from "./job-rules.ts";
import { CLEAN_DEPENDENCIES, FORCE_BEST, type Job, selectedPackages, TARGETED } from "./jobs.ts";
import { has, hasOrAll, isUsed, mark, obsoletes, type Resolver } from "./resolver.ts";
import { featureRule, isPlaceholder, updateRule } from "./update-rules.ts";

/**
 * Two sets say what a distribution upgrade is about: `dup` holds the packages that are good to install or keep,
 * `dupInvolved` those that are subject to it. Source: libsolv, src/rules.c, solver_createdupmaps.
 */
export function createDupSets(resolver: Resolver): void {
  const { pool, flags } = resolver;
  resolver.dup.marks = resolver.room.uint8(pool.count);
  for (const job of resolver.jobs) {
    if (job.action !== "distupgrade") continue;
    const { selection } = job;
    if (selection.kind === "all") {
      addAll(resolver, job);
      continue;
    }
    const isTargeted = (job.flags & TARGETED) !== 0;
    if (selection.kind === "repository") {
      const isOwn = pool.repositories[selection.repository] === pool.installedRepository;
      if (!isOwn && !isTargeted && flags.noautotarget) continue;
      for (const id of everySelected(resolver, job))
        if (isInstalled(pool, id) || isInstallable(pool, id)) addToDup(resolver, id, job, !isOwn || isTargeted);
      continue;
    }
    if (selection.kind === "offered" && (isTargeted || !flags.noautotarget)) {
      addOffered(resolver, job);
      continue;
    }
    const ids = selectedPackages(pool, selection);
    const targeted = isTargeted || (!flags.noautotarget && !ids.some((id) => isInstalled(pool, id)));
    for (const id of ids)
      if (isInstalled(pool, id) || (targeted && isInstallable(pool, id))) addToDup(resolver, id, job, targeted);
  }
  if (resolver.dupInvolved.marks !== undefined) resolver.dupInvolved.marks[1] = 0;
}

function addAll(resolver: Resolver, job: Job): void {
  const { pool } = resolver;
  resolver.dupInvolved.all = true;
  for (let id = 2; id < pool.count; id++)
    if (!isInstalled(pool, id) && isInstallable(pool, id)) mark(resolver, resolver.dup, id);
  if ((job.flags & FORCE_BEST) !== 0) resolver.bestUpdate.all = true;
  if ((job.flags & CLEAN_DEPENDENCIES) !== 0)
    for (let id = pool.installedStart; id < pool.installedEnd; id++) noteCleanUpdate(resolver, id);
}

export function noteCleanUpdate(resolver: Resolver, id: PackageId): void {
  if (!resolver.cleanUpdates.includes(id)) resolver.cleanUpdates.push(id);
}

function addToDup(resolver: Resolver, id: PackageId, job: Job, targeted: boolean): void {
  const { pool, dupInvolved, dup } = resolver;
  mark(resolver, dupInvolved, id);
  mark(resolver, dup, 0);
  const involved = dupInvolved.marks!;
  const good = dup.marks!;
  if (targeted) good[id] = 1;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    involved[other] = 1;
    if (isInstalled(pool, other)) involveInstalled(resolver, other, job, targeted);
    else if (!targeted) good[other] = 1;
  }
  if (isInstalled(pool, id)) {
    for (const other of resolver.obsoleters.get(id) ?? []) {
      if (isInstalled(pool, other)) continue;
      mark(resolver, dupInvolved, other);
      if (!targeted) mark(resolver, dup, other);
    }
  } else if (targeted) involveObsoleted(resolver, id, job);
}

/** addToDup() of everything that is offered: the same sets, by going over all packages twice instead of over the namesakes of each. */
function addOffered(resolver: Resolver, job: Job): void {
  const { pool } = resolver;
  const { repositories, installedRepository } = pool;
  const { groups, linked, first } = pool.providers.namesakes;
  mark(resolver, resolver.dupInvolved, 0);
  mark(resolver, resolver.dup, 0);
  const involved = resolver.dupInvolved.marks!;
  const good = resolver.dup.marks!;
  const isAsked = resolver.room.uint8(first.length);
  for (const repository of repositories)
    if (repository !== installedRepository)
      for (let id = repository.start; id < repository.end; id++) {
        if (!isInstallable(pool, id)) continue;
        involved[id] = 1;
        good[id] = 1;
        isAsked[groups[id]!] = 1;
      }
  for (const id of pool.obsoleting) if (good[id] === 1) involveObsoleted(resolver, id, job);
  for (let id = 2; id < pool.count; id++) {
    if (good[id] === 1 || isAsked[groups[id]!] === 0 || linked[id] === 0) continue;
    involved[id] = 1;
    if (isInstalled(pool, id)) involveInstalled(resolver, id, job, true);
  }
}

function involveInstalled(resolver: Resolver, id: PackageId, job: Job, targeted: boolean): void {
  const { pool } = resolver;
  if (targeted)
    for (const other of resolver.obsoleters.get(id) ?? [])
      if (!isInstalled(pool, other)) mark(resolver, resolver.dupInvolved, other);
  if ((job.flags & FORCE_BEST) !== 0 && !resolver.bestUpdate.all) mark(resolver, resolver.bestUpdate, id);
  if ((job.flags & CLEAN_DEPENDENCIES) !== 0) noteCleanUpdate(resolver, id);
}

function involveObsoleted(resolver: Resolver, id: PackageId, job: Job): void {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (!obsoletes(resolver, id, ids[i]!, other)) continue;
      mark(resolver, resolver.dupInvolved, other);
      if (isInstalled(pool, other)) involveInstalled(resolver, other, job, true);
    }
  }
}

/** Forbids what is involved but not good (libsolv, src/rules.c, solver_addduprules). */
export function addDupRules(resolver: Resolver): void {
  const { rules, ranges } = resolver;
  ranges.dup.start = rules.count;
  if (isUsed(resolver.dupInvolved)) {
    if (resolver.dupInvolved.all) resolver.update.all = true;
    for (const id of firstOfSubjectNames(resolver)) addRulesOfName(resolver, id);
  }
  ranges.dup.end = rules.count;
}

/** The first packages, ascending, of names that an installed package has, or one that is involved but not good. */
function firstOfSubjectNames(resolver: Resolver): readonly PackageId[] {
  const { pool, added, dup } = resolver;
  const { groups, linked, first } = pool.providers.namesakes;
  const firstOfName = resolver.room.int32(first.length);
  const isFound = resolver.room.uint8(first.length);
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (added[id] === 0 || linked[id] === 0) continue;
    const group = groups[id]!;
    if (firstOfName[group] === 0) firstOfName[group] = id;
    if (isFound[group] === 1 || (!isInstalled(pool, id) && (has(dup, id) || !hasOrAll(resolver.dupInvolved, id))))
      continue;
    isFound[group] = 1;
    found.push(firstOfName[group]!);
  }
  return inOrder(found);
}

function addRulesOfName(resolver: Resolver, id: PackageId): void {
  const { pool, added } = resolver;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!)
    if (added[other] !== 0) addRuleOf(resolver, other);
}

function addRuleOf(resolver: Resolver, id: PackageId): void {
  const { pool, rules } = resolver;
  if (!hasOrAll(resolver.dupInvolved, id)) return;
  if (!isInstalled(pool, id)) {
    if (!has(resolver.dup, id)) addRule(rules, [-id]);
    return;
  }
  if (!resolver.update.all) mark(resolver, resolver.update, id);
  if (has(resolver.dup, id) || pool.considered[id] === 0) return;
  if (hasGoodTwin(resolver, id)) {
    mark(resolver, resolver.dup, id);
    return;
  }
  const update = updateRule(resolver, id);
  const feature = featureRule(resolver, id);
  if (isPlaceholder(resolver, update) && isPlaceholder(resolver, feature)) {
    mark(resolver, resolver.dup, id);
    return;
  }
  const special = resolver.specialUpdaters.get(id);
  if (special !== undefined) {
    addRule(rules, [-id, ...special]);
    return;
  }
  const standsAlone = isAssertion(rules, update) && firstLiteral(rules, update) === id;
  if (standsAlone && (isPlaceholder(resolver, feature) || isAssertion(rules, feature))) {
    mark(resolver, resolver.dup, id);
    return;
  }
  addRule(rules, [-id]);
}

function hasGoodTwin(resolver: Resolver, id: PackageId): boolean {
  const { pool } = resolver;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!)
    if (has(resolver.dup, other) && pool.evrs[other] === pool.evrs[id] && isIdentical(pool, id, other)) return true;
  return false;
}
