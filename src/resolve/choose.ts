import { compareEvrs, isIdentical, isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { pruneObsoleted } from "./prune-obsoleted.ts";
import {
  dislikeOldVersions,
  favorGroup,
  preferFavored,
  preferSuggested,
  pruneToRecommended,
  sortByCommonProvides,
} from "./reorder.ts";
import { has, hasOrAll, isUsed, type Resolver } from "./resolver.ts";

/**
 * How far a list of alternatives is narrowed: `choose` all the way and ordered, `choose-unordered` narrowed only,
 * `recommend` to the best by priority, architecture and version, `suggest` the same with priorities counted per name,
 * `supplement` ordered only.
 */
export type ChoiceMode = "choose" | "choose-unordered" | "recommend" | "suggest" | "supplement";

/**
 * Narrows alternatives to the best ones, best first. The order of the steps decides ties and is libsolv's (src/policy.c,
 * policy_filter_unwanted). Changes the list it is given.
 */
export function filterUnwanted(resolver: Resolver, list: PackageId[], mode: ChoiceMode): void {
  if (mode === "supplement") {
    order(resolver, list);
    return;
  }
  if (list.length < 2) return;
  if (isUsed(resolver.favored)) filterByFavor(resolver, list, mode);
  else filterGroup(resolver, list, mode);
}

/** Favoured packages are compared with each other only, and so are disfavoured ones: a wish goes before a better version. */
function filterByFavor(resolver: Resolver, list: PackageId[], mode: ChoiceMode): void {
  const groups: PackageId[][] = [[], [], []];
  for (const id of list) groups[favorGroup(resolver, id)]!.push(id);
  for (const group of groups) filterGroup(resolver, group, mode);
  list.splice(0, list.length, ...groups.flat());
}

function filterGroup(resolver: Resolver, list: PackageId[], mode: ChoiceMode): void {
  if (list.length < 2) return;
  if (mode === "suggest") pruneToHighestPriorityPerName(resolver, list);
  else pruneToHighestPriority(resolver, list);
  if (list.length > 1) pruneToBestArchitecture(resolver.pool, list);
  if (list.length > 1) pruneToBestVersion(resolver, list);
  if (list.length < 2 || (mode !== "choose" && mode !== "choose-unordered")) return;
  pruneToRecommended(resolver, list);
  if (list.length > 1 && mode === "choose") order(resolver, list);
}

function order(resolver: Resolver, list: PackageId[]): void {
  dislikeOldVersions(resolver.pool, list);
  sortByCommonProvides(resolver.pool, list);
  preferSuggested(resolver, list);
  preferFavored(resolver, list);
}

function keep(list: PackageId[], test: (id: PackageId) => boolean): void {
  let kept = 0;
  for (const id of list) if (test(id)) list[kept++] = id;
  list.length = kept;
}

function priorityOf(pool: Pool, id: PackageId): number {
  return pool.repositories[pool.repositoryOf[id]!]!.priority;
}

/** Repositories of the highest priority; installed packages stay. */
function pruneToHighestPriority(resolver: Resolver, list: PackageId[]): void {
  const { pool } = resolver;
  let best: number | undefined;
  let lowest: number | undefined;
  for (const id of list) {
    if (isInstalled(pool, id)) continue;
    const priority = priorityOf(pool, id);
    if (best === undefined || priority > best) best = priority;
    if (lowest === undefined || priority < lowest) lowest = priority;
  }
  if (best !== lowest) keep(list, (id) => isInstalled(pool, id) || priorityOf(pool, id) === best);
  if (list.length > 1 && isUsed(resolver.dupInvolved)) pruneReplacedInstalled(resolver, list);
}

/** In a distribution upgrade an installed package counts only when an available one is identical to it. */
function pruneReplacedInstalled(resolver: Resolver, list: PackageId[]): void {
  const { pool } = resolver;
  let available = 0;
  let hasInstalled = false;
  for (const id of list) {
    if (isInstalled(pool, id)) hasInstalled = true;
    else if (available === 0) available = id;
  }
  // The others are of one priority by now.
  if (available === 0 || !hasInstalled) return;
  let best = priorityOf(pool, available);
  let kept = 0;
  const result: PackageId[] = [];
  for (const id of list) {
    const installed = isInstalled(pool, id);
    if (!installed && priorityOf(pool, id) < best) continue;
    if (installed && hasOrAll(resolver.dupInvolved, id)) {
      let isKept = false;
      const { groups, first, next } = pool.providers.namesakes;
      for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
        if (isInstalled(pool, other) || pool.evrs[other] !== pool.evrs[id] || priorityOf(pool, other) < best) continue;
        if (!isIdentical(pool, id, other)) continue;
        isKept = true;
        if (priorityOf(pool, other) > best) {
          best = priorityOf(pool, other);
          kept = 0;
        }
      }
      if (!isKept) continue;
    }
    result.length = kept;
    result[kept++] = id;
  }
  if (kept === 0) return;
  result.length = kept;
  list.splice(0, list.length, ...result);
}

function pruneToHighestPriorityPerName(resolver: Resolver, list: PackageId[]): void {
  const { pool } = resolver;
  sortForVersions(resolver.pool, list);
  const result: PackageId[] = [];
  for (let from = 0; from < list.length; ) {
    let to = from + 1;
    while (to < list.length && pool.names[list[to]!] === pool.names[list[from]!]) to++;
    const group = list.slice(from, to);
    if (group.length > 2) pruneToHighestPriority(resolver, group);
    result.push(...group);
    from = to;
  }
  list.splice(0, list.length, ...result);
}

/** The class of the best score, and noarch. */
function pruneToBestArchitecture(pool: Pool, list: PackageId[]): void {
  if (!pool.hasArchitectures) return;
  let best = 0;
  for (const id of list) {
    const score = pool.archScores[id]!;
    if (score > 1 && (best === 0 || score < best)) best = score;
  }
  if (best === 0) return;
  let others = 0;
  for (const id of list) if (!isOfClass(pool, id, best)) others++;
  if (others > 0 && others < list.length) keep(list, (id) => isOfClass(pool, id, best));
}

function isOfClass(pool: Pool, id: PackageId, best: number): boolean {
  const score = pool.archScores[id]!;
  return score === 1 || ((score ^ best) & 0xffff0000) === 0;
}

/** By name as bytes, then better architecture, installed first, cheaper repository, lower id. */
function sortForVersions(pool: Pool, list: PackageId[]): void {
  if (list.length === 2) {
    const [left, right] = list as [PackageId, PackageId];
    const order =
      pool.names[left] === pool.names[right] ? compareNamesakes(pool, left, right) : compareNames(pool, left, right);
    if (order > 0) list.reverse();
    return;
  }
  list.sort((left, right) =>
    pool.names[left] === pool.names[right] ? compareNamesakes(pool, left, right) : compareNames(pool, left, right),
  );
}

function compareNamesakes(pool: Pool, left: PackageId, right: PackageId): number {
  if (pool.archs[left] !== pool.archs[right]) {
    const one = pool.archScores[left]!;
    const other = pool.archScores[right]!;
    if (pool.hasArchitectures && one !== other && one > 1 && other > 1) return one - other;
  }
  const leftInstalled = isInstalled(pool, left);
  if (leftInstalled !== isInstalled(pool, right)) return leftInstalled ? -1 : 1;
  return subpriorityOf(pool, right) - subpriorityOf(pool, left) || left - right;
}

function subpriorityOf(pool: Pool, id: PackageId): number {
  return pool.repositories[pool.repositoryOf[id]!]!.subpriority;
}

/** By bytes. */
export function compareNames(pool: Pool, left: PackageId, right: PackageId): number {
  const { data, offsets } = pool.strings;
  let i = offsets[pool.names[left]!]!;
  let j = offsets[pool.names[right]!]!;
  const leftEnd = offsets[pool.names[left]! + 1]!;
  const rightEnd = offsets[pool.names[right]! + 1]!;
  for (; i < leftEnd && j < rightEnd; i++, j++) if (data[i] !== data[j]) return data[i]! - data[j]!;
  return leftEnd - i - (rightEnd - j);
}

/** The highest version of each name; names that another of the list obsoletes drop out; installed names come first. */
export function pruneToBestVersion(resolver: Resolver, list: PackageId[]): void {
  const { pool } = resolver;
  if (list.length < 2) return;
  sortForVersions(pool, list);
  let kept = 0;
  let best = 0;
  for (const id of list) {
    if (best === 0) best = id;
    else if (pool.names[best] !== pool.names[id]) {
      list[kept++] = best;
      best = id;
    } else if (pool.evrs[best] !== pool.evrs[id] && compareEvrs(pool, pool.evrs[best]!, pool.evrs[id]!) < 0) best = id;
  }
  list[kept++] = best;
  list.length = kept;
  if (list.length > 1) pruneObsoleted(resolver, list);
  if (list.length > 1) moveInstalledNamesFirst(pool, list);
}

function moveInstalledNamesFirst(pool: Pool, list: PackageId[]): void {
  if (pool.installedStart === pool.installedEnd) return;
  const first = list.filter((id) => isInstalled(pool, id) || hasInstalledOfName(pool, id));
  if (first.length === 0 || first.length === list.length) return;
  const rest = list.filter((id) => !first.includes(id));
  list.splice(0, list.length, ...first, ...rest);
}

function hasInstalledOfName(pool: Pool, id: PackageId): boolean {
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) if (isInstalled(pool, other)) return true;
  return false;
}

/** Packages nobody wants to be drawn in. */
export function pruneDisfavored(resolver: Resolver, list: PackageId[]): void {
  if (isUsed(resolver.disfavored)) keep(list, (id) => !has(resolver.disfavored, id));
}
