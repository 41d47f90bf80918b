import { type DependencyRows, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { firstLiteral, isAssertion, literalsOf } from "../solver/rules.ts";
import { everySelected } from "./job-rules.ts";
import { CLEAN_DEPENDENCIES, providersOf } from "./jobs.ts";
import { conjunctiveForm, isComplex } from "./normal-form.ts";
import { replacedByAll } from "./replaced-packages.ts";
import { type Resolver } from "./resolver.ts";
import { findUpdateSeeds } from "./update-seeds.ts";
import { isPossible } from "./weak-dependencies.ts";

/**
 * Marks installed packages that nothing needs any more once the erased or updated ones are gone: take away all that they
 * may have drawn in, then put back what those that stay still need. Source: libsolv, src/cleandeps.c,
 * solver_createcleandepsmap.
 */
export function createCleanMarks(resolver: Resolver): void {
  const { pool } = resolver;
  resolver.cleanDependencies.marks = new Uint8Array(pool.count);
  const kept = keptByWish(resolver);
  const erased = erasedWithDependencies(resolver, kept);
  const updated = resolver.cleanUpdates.filter((id) => isInstalled(pool, id));
  const staying = new Uint8Array(pool.count);
  staying.fill(1, pool.installedStart, pool.installedEnd);
  staying[SYSTEM] = 1;
  for (const id of [...erased, ...updated]) kept.delete(id);
  for (const id of excludedPackages(resolver)) kept.add(id);
  const seeds = findUpdateSeeds(resolver, updated, kept);
  takeAway(resolver, [...erased, ...updated], kept, staying);
  putBack(resolver, staying, resolver.cleanUpdates);
  for (const id of [...erased, ...seeds, ...resolver.cleanMistakes]) staying[id] = 1;
  for (let id = pool.installedStart; id < pool.installedEnd; id++)
    if (staying[id] === 0 && pool.considered[id] === 1) resolver.cleanDependencies.marks[id] = 1;
}

/**
 * Installed packages that nobody asked for and nothing needs that was asked for, as the jobs leave the host. Source:
 * libsolv, src/cleandeps.c, solver_get_unneeded.
 */
export function unneededPackages(resolver: Resolver): PackageId[] {
  const { pool } = resolver;
  const kept = keptByWish(resolver);
  erasedWithDependencies(resolver, kept);
  for (const id of excludedPackages(resolver)) kept.add(id);
  const staying = new Uint8Array(pool.count);
  for (const id of kept) staying[id] = 1;
  putBack(resolver, staying, []);
  for (const id of resolver.cleanMistakes) staying[id] = 1;
  const found: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++)
    if (staying[id] === 0 && pool.considered[id] === 1) found.push(id);
  return found;
}

/** What is excluded may not be taken away. */
function excludedPackages({ pool }: Resolver): PackageId[] {
  const found: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++) if (pool.considered[id] === 0) found.push(id);
  return found;
}

/** What the user installed, and what other jobs than cleaning ones want to be there. */
function keptByWish(resolver: Resolver): Set<PackageId> {
  const { pool, rules, ranges, jobs, jobOfRule } = resolver;
  const kept = new Set<PackageId>();
  for (const job of jobs)
    if (job.action === "userinstalled")
      for (const id of everySelected(resolver, job)) if (isInstalled(pool, id)) kept.add(id);
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
    if (rules.disabled[rule] === 1 || (job.flags & CLEAN_DEPENDENCIES) !== 0) continue;
    for (const id of literalsOf(rules, rule)) if (id > 0 && isInstalled(pool, id)) kept.add(id);
  }
  return kept;
}

function erasedWithDependencies(resolver: Resolver, kept: Set<PackageId>): PackageId[] {
  const { pool, rules, ranges, jobs, jobOfRule } = resolver;
  const erased: PackageId[] = [];
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    if (rules.disabled[rule] === 1 || !isAssertion(rules, rule)) continue;
    const id = -firstLiteral(rules, rule);
    if (id < 0 || !isInstalled(pool, id)) continue;
    kept.delete(id);
    const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
    if (job.action === "erase" && (job.flags & CLEAN_DEPENDENCIES) !== 0) erased.push(id);
  }
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
    if (rules.disabled[rule] === 1 || job.action !== "install" || (job.flags & CLEAN_DEPENDENCIES) === 0) continue;
    const literals = Array.from(literalsOf(rules, rule));
    if (literals.some((id) => id < 0 || isInstalled(pool, id))) continue;
    erased.push(...replacedByAll(resolver, literals));
  }
  return erased;
}

function takeAway(resolver: Resolver, first: readonly PackageId[], kept: Set<PackageId>, staying: Uint8Array): void {
  const { pool } = resolver;
  const queue = [...first];
  for (;;) {
    const id = queue.shift() ?? noLongerSupplemented(resolver, kept, staying);
    if (id === undefined) return;
    if (staying[id] === 0 || !isInstalled(pool, id) || kept.has(id)) continue;
    staying[id] = 0;
    for (const rows of [pool.dependencies.requires, pool.dependencies.recommends])
      for (const other of drawnIn(resolver, rows, id)) if (other !== SYSTEM && staying[other] === 1) queue.push(other);
  }
}

/** An installed package that supplemented something, but nothing that stays. What it looked at is pinned. */
function noLongerSupplemented(resolver: Resolver, kept: Set<PackageId>, staying: Uint8Array): PackageId | undefined {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.supplements;
  const installed = new Uint8Array(pool.count).fill(1, pool.installedStart, pool.installedEnd);
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    if (offsets[id] === offsets[id + 1] || staying[id] === 0 || kept.has(id)) continue;
    const dependencies = ids.subarray(offsets[id], offsets[id + 1]);
    if (dependencies.some((dependency) => isPossible(resolver, dependency, staying))) continue;
    const held = dependencies.filter((dependency) => isPossible(resolver, dependency, installed));
    if (held.length === 0) continue;
    for (const dependency of held)
      for (const other of providersOf(pool, dependency))
        if (staying[other] === 1 && isInstalled(pool, other)) kept.add(other);
    return id;
  }
  return undefined;
}

function drawnIn(resolver: Resolver, rows: DependencyRows, id: PackageId): PackageId[] {
  const found: PackageId[] = [];
  for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++) found.push(...drawnInBy(resolver, rows.ids[i]!));
  return found;
}

/** Who fulfils a dependency, a rich one as far as its conditions hold on the host. */
function drawnInBy(resolver: Resolver, dependency: DependencyId): PackageId[] {
  const { pool } = resolver;
  if (!isComplex(pool, dependency)) return providersOf(pool, dependency);
  const form = conjunctiveForm(pool, dependency);
  if (form === "never" || form === "always") return [];
  return form
    .filter((block) => block.every((literal) => literal > 0 || isInstalled(pool, -literal)))
    .flatMap((block) => block.filter((literal) => literal > 0));
}

function putBack(resolver: Resolver, staying: Uint8Array, updated: readonly PackageId[]): void {
  const { pool, rules, ranges } = resolver;
  const gone = new Set<PackageId>(updated);
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    if (!isAssertion(rules, rule) || firstLiteral(rules, rule) > 0 || rules.disabled[rule] === 1) continue;
    staying[-firstLiteral(rules, rule)] = 0;
    gone.add(-firstLiteral(rules, rule));
  }
  staying[SYSTEM] = 1;
  const queue: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++) if (staying[id] === 1) queue.push(id);
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++)
    if (rules.disabled[rule] === 0) for (const id of literalsOf(rules, rule)) if (id > 0) queue.push(id);
  for (const { action, selection } of resolver.jobs)
    if (action === "userinstalled" && selection.kind === "package" && !isInstalled(pool, selection.id))
      queue.push(selection.id);
  const add = (id: PackageId): void => {
    if (staying[id] === 1 || !isInstalled(pool, id) || gone.has(id)) return;
    staying[id] = 1;
    queue.push(id);
  };
  for (;;) {
    const id: PackageId | undefined = queue.shift();
    if (id === undefined) {
      const before = queue.length;
      addSupplements(resolver, staying, add);
      if (queue.length === before) return;
      continue;
    }
    for (const twin of lockedTwins(resolver, id)) {
      if (staying[twin] === 1) continue;
      staying[twin] = 1;
      queue.push(twin);
    }
    for (const rows of [pool.dependencies.requires, pool.dependencies.recommends])
      for (const dependency of rows.ids.subarray(rows.offsets[id], rows.offsets[id + 1])) {
        const providers = drawnInBy(resolver, dependency);
        if (!providers.includes(id)) providers.forEach(add);
      }
  }
}

/** Installed builds of the same version for the best architecture there is of the name: those two go together. */
function lockedTwins({ pool, poolFlags }: Resolver, id: PackageId): PackageId[] {
  if (!poolFlags.implicitobsoleteusescolors || !isInstalled(pool, id)) return [];
  const own = providersOf(pool, pool.names[id]!).filter((other) => pool.names[other] === pool.names[id]);
  const scores = own.filter((other) => !isInstalled(pool, other)).map((other) => pool.archScores[other]!);
  const best = Math.min(...scores.filter((score) => score > 1));
  if (best === Infinity || pool.archScores[id] === best) return [];
  return own.filter(
    (other) => isInstalled(pool, other) && pool.evrs[other] === pool.evrs[id] && pool.archScores[other] === best,
  );
}

function addSupplements(resolver: Resolver, staying: Uint8Array, add: (id: PackageId) => void): void {
  const { offsets, ids } = resolver.pool.dependencies.supplements;
  for (let id = resolver.pool.installedStart; id < resolver.pool.installedEnd; id++)
    if (staying[id] === 0)
      for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
        if (isPossible(resolver, ids[i]!, staying)) {
          add(id);
          break;
        }
}
