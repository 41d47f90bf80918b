import { EQUAL, LESS } from "../package/dependency.ts";
import { compareEvrs, isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { has, isUsed, type Resolver } from "./resolver.ts";
import { isEnhancing, isSupplementing, updateWeakMarks } from "./weak-dependencies.ts";

/** Keeps the order within both parts. */
function partition(list: PackageId[], isFirst: (id: PackageId) => boolean): void {
  const last: PackageId[] = [];
  let kept = 0;
  for (const id of list)
    if (isFirst(id)) list[kept++] = id;
    else last.push(id);
  for (const id of last) list[kept++] = id;
}

/** Moves packages to the back that a better repository or a newer version of the same architecture outdates. */
export function dislikeOldVersions(pool: Pool, list: PackageId[]): void {
  partition(list, (id) => isInstalled(pool, id) || !isOutdated(pool, id));
}

function isOutdated(pool: Pool, id: PackageId): boolean {
  const priority = pool.repositories[pool.repositoryOf[id]!]!.priority;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (other === id || pool.archs[other] !== pool.archs[id]) continue;
    const otherPriority = pool.repositories[pool.repositoryOf[other]!]!.priority;
    if (otherPriority !== priority) {
      if (otherPriority > priority) return true;
      continue;
    }
    if (compareEvrs(pool, pool.evrs[other]!, pool.evrs[id]!) > 0) return true;
  }
  return false;
}

interface Provision {
  readonly position: number;
  readonly name: number;
  readonly evr: number;
  /** `<` sorts below `=` of the same version. */
  readonly isBelow: boolean;
}

/** Orders alternatives that provide the same names in different versions: newest first (sort_by_common_dep). */
export function sortByCommonProvides(pool: Pool, list: PackageId[]): void {
  const provisions = list.flatMap((id, position) => provisionsOf(pool, id, position));
  if (provisions.length < 2) return;
  provisions.sort((left, right) => left.name - right.name || compareProvisions(pool, left, right));
  const badness = list.map(() => 0);
  let bad = 0;
  let haveBad = false;
  for (let i = 0; i < provisions.length; i++) {
    const current = provisions[i]!;
    const previous = provisions[i - 1];
    if (previous === undefined || previous.name !== current.name) bad = 0;
    else if (previous.position !== current.position && compareProvisions(pool, previous, current) < 0) {
      bad++;
      haveBad = true;
    }
    badness[current.position]! += bad;
  }
  if (!haveBad) return;
  const ranked = list.map((id, position) => ({ id, bad: isInstalled(pool, id) ? 0 : badness[position]! }));
  ranked.sort((left, right) => left.bad - right.bad);
  for (let i = 0; i < list.length; i++) list[i] = ranked[i]!.id;
}

/** Newer first; -1, 0 or 1. */
function compareProvisions(pool: Pool, left: Provision, right: Provision): number {
  if (left.evr === right.evr && left.isBelow === right.isBelow) return 0;
  const order = compareEvrs(pool, right.evr, left.evr, "any-release");
  if (order !== 0 || left.isBelow === right.isBelow) return order;
  return right.isBelow ? -1 : 1;
}

function provisionsOf(pool: Pool, id: PackageId, position: number): Provision[] {
  const { offsets, ids } = pool.dependencies.provides;
  const found: Provision[] = [];
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    if (!isRelation(dependency)) continue;
    const index = relationIndex(dependency);
    const flags = pool.relations.flags[index]!;
    if (flags !== EQUAL && flags !== (EQUAL | LESS) && flags !== LESS) continue;
    const evr = pool.relations.evrs[index]!;
    if (flags === EQUAL && isHash(pool, evr)) continue;
    found.push({ position, name: pool.relations.names[index]!, evr, isBelow: flags === LESS });
  }
  return found;
}

function isHash(pool: Pool, evr: number): boolean {
  const { data, offsets } = pool.strings;
  const start = offsets[evr]!;
  const end = offsets[evr + 1]!;
  if (end - start < 4) return false;
  for (let at = start; at < end; at++) {
    const byte = data[at]!;
    if (!((byte >= 97 && byte <= 102) || (byte >= 48 && byte <= 57))) return false;
  }
  return true;
}

/** Moves packages that are installed, suggested or enhancing to the front. */
export function preferSuggested(resolver: Resolver, list: PackageId[]): void {
  updateWeakMarks(resolver);
  const { suggested } = resolver.weak;
  partition(list, (id) => isInstalled(resolver.pool, id) || suggested[id] === 1 || isEnhancing(resolver, id));
}

/** 0 for a favoured package, 2 for a disfavoured one, 1 for all others. */
export function favorGroup({ favored, disfavored }: Resolver, id: PackageId): 0 | 1 | 2 {
  return has(disfavored, id) ? 2 : has(favored, id) ? 0 : 1;
}

/** Favoured packages to the front, disfavoured to the back, among themselves by the latest wish first. */
export function preferFavored(resolver: Resolver, list: PackageId[]): void {
  if (!isUsed(resolver.favored)) return;
  list.sort((left, right) => {
    const order = favorGroup(resolver, left) - favorGroup(resolver, right);
    if (order !== 0 || favorGroup(resolver, left) === 1) return order;
    return (resolver.favorOrder.get(right) ?? 0) - (resolver.favorOrder.get(left) ?? 0);
  });
}

/** Recommended and supplementing packages only, if there are any; installed ones stay. */
export function pruneToRecommended(resolver: Resolver, list: PackageId[]): void {
  const { pool, weak } = resolver;
  let available = 0;
  for (const id of list) if (!isInstalled(pool, id)) available++;
  if (available < 2) return;
  updateWeakMarks(resolver);
  const wanted = list.filter(
    (id) => isInstalled(pool, id) || weak.recommended[id] === 1 || isSupplementing(resolver, id),
  );
  if (wanted.some((id) => !isInstalled(pool, id))) list.splice(0, list.length, ...wanted);
}
