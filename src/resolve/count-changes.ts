import { coloursMatch, compareEvrs, isIdentical, isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { has, obsoletes, type Resolver } from "./resolver.ts";

/** A transaction in numbers, counted as dnf lists it. */
export interface ChangeCounts {
  readonly install: number;
  readonly upgrade: number;
  readonly downgrade: number;
  readonly reinstall: number;
  readonly obsolete: number;
  readonly remove: number;
  /** Names (string ids) of which nothing stays or comes, and that nothing obsoletes. */
  readonly lost: readonly number[];
  /** Installed packages that are removed or obsoleted. */
  readonly gone: readonly PackageId[];
  /** The same for the same packages that come and go, whatever the pool: 62 bits, not fit against forgery. */
  readonly mark: string;
}

/** What becomes of an installed package: nothing takes its place, something does, or this is a new build of it. */
const ALONE = 0;
const REPLACED = 1;
const RENEWED = 2;

/**
 * Counts what a finished run changes, without making a text of any package: as readPackageTransaction lists it, in a tenth of
 * the time.
 */
export function countChanges(resolver: Resolver): ChangeCounts {
  const { pool, search } = resolver;
  const { installedStart, installedEnd } = pool;
  // A power of 2, so that a room can give the same array to the next host.
  const successor = resolver.room.uint8(2 ** Math.ceil(Math.log2(installedEnd - installedStart + 1)));
  const counts = { install: 0, upgrade: 0, downgrade: 0, reinstall: 0, obsolete: 0, remove: 0 };
  const mark = { low: 0, high: 0 };
  for (let index = 0; index < search.trailLength; index++) {
    const id = search.trail[index]!;
    if (id < 2 || isInstalled(pool, id)) continue;
    addToMark(resolver, mark, id, 1);
    counts[kindOfInstall(resolver, id, replaceOthers(resolver, id, successor))]++;
  }
  const gone: PackageId[] = [];
  const removed: PackageId[] = [];
  for (let id = installedStart; id < installedEnd; id++) {
    if (search.levels[id]! > 0) continue;
    addToMark(resolver, mark, id, 2);
    if (successor[id - installedStart] === RENEWED) continue;
    gone.push(id);
    if (successor[id - installedStart] === REPLACED) counts.obsolete++;
    else removed.push(id);
  }
  counts.remove = removed.length;
  return { ...counts, lost: lostNames(resolver, removed), gone, mark: `${mark.low}-${mark.high}` };
}

/**
 * Marks the installed packages that a new one takes the place of, one of its name as renewed (see predecessorOf in
 * read-resolution.ts); gives the best of its name, 0 for none.
 */
function replaceOthers(resolver: Resolver, id: PackageId, successor: Uint8Array): PackageId {
  const { pool } = resolver;
  const count = gatherObsolete(resolver, id, successor, gatherNamesakes(resolver, id));
  let best = 0;
  let renewed = 0;
  for (let i = 0; i < count; i++) {
    const other = own[i]!;
    if (successor[other - pool.installedStart] === ALONE) successor[other - pool.installedStart] = REPLACED;
    const order = best === 0 ? 1 : compareEvrs(pool, pool.evrs[other]!, pool.evrs[best]!) || best - other;
    if (order > 0) best = other;
    if (renewed === 0 || isBuildOf(pool, other, id) > isBuildOf(pool, renewed, id)) renewed = other;
    else if (isBuildOf(pool, other, id) === isBuildOf(pool, renewed, id)) renewed = Math.min(other, renewed);
  }
  if (renewed !== 0) successor[renewed - pool.installedStart] = RENEWED;
  return best;
}

/** 1 where two packages of one name are of the same version and architecture. */
function isBuildOf(pool: Pool, left: PackageId, right: PackageId): number {
  return pool.evrs[left] === pool.evrs[right] && pool.archs[left] === pool.archs[right] ? 1 : 0;
}

function isGone({ pool, search }: Resolver, id: PackageId): boolean {
  return isInstalled(pool, id) && search.levels[id]! <= 0;
}

/** Installed packages of the name of the one looked at that go; holds nothing between two calls. */
const own: PackageId[] = [];

function gatherNamesakes(resolver: Resolver, id: PackageId): number {
  const { pool, poolFlags } = resolver;
  let count = 0;
  const isMulti = has(resolver.multiversion, id);
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (!isGone(resolver, other)) continue;
    if (isMulti && isBuildOf(pool, other, id) === 0) continue;
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    own[count++] = other;
  }
  return count;
}

function gatherObsolete(resolver: Resolver, id: PackageId, successor: Uint8Array, before: number): number {
  const { pool } = resolver;
  let count = before;
  const { offsets, ids } = pool.dependencies.obsoletes;
  if (offsets[id] === offsets[id + 1] || has(resolver.multiversion, id)) return count;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (!isGone(resolver, other) || !obsoletes(resolver, id, ids[i]!, other)) continue;
      if (pool.names[other] === pool.names[id]) own[count++] = other;
      else if (successor[other - pool.installedStart] === ALONE) successor[other - pool.installedStart] = REPLACED;
    }
  }
  return count;
}

function kindOfInstall(
  { pool }: Resolver,
  id: PackageId,
  from: PackageId,
): "install" | "upgrade" | "downgrade" | "reinstall" {
  if (from === 0) return "install";
  if (isIdentical(pool, from, id)) return "reinstall";
  const order = compareEvrs(pool, pool.evrs[id]!, pool.evrs[from]!);
  return order > 0 ? "upgrade" : order < 0 ? "downgrade" : "reinstall";
}

function lostNames({ pool, search }: Resolver, removed: readonly PackageId[]): readonly number[] {
  const lost = new Set(removed.map((id) => pool.names[id]!));
  if (lost.size > 0)
    for (let index = 0; index < search.trailLength; index++)
      if (search.trail[index]! > 0) lost.delete(pool.names[search.trail[index]!]!);
  return [...lost];
}

/** Sums do not depend on the order of packages, which differs from pool to pool. */
function addToMark({ pool }: Resolver, mark: { low: number; high: number }, id: PackageId, salt: number): void {
  const hash = Math.imul(pool.fingerprints[id]! + salt, 0x9e3779b1);
  mark.low = (mark.low + (hash ^ (hash >>> 16))) & 0x7fffffff;
  mark.high = (mark.high + Math.imul(hash ^ (hash >>> 11), 0x27d4eb2f)) & 0x7fffffff;
}
