import { isInstalled, type PackageId } from "../pool/pool.ts";
import { providersOf } from "./jobs.ts";
import { conjunctiveForm, isComplex } from "./normal-form.ts";
import type { Resolver } from "./resolver.ts";
import { sourceMembers } from "./source-components.ts";
import { isPossible } from "./weak-dependencies.ts";

/**
 * Of packages to be updated, those that are there for their own sake: no other of them is the only reason for them. The
 * others may be cleaned away when the update no longer needs them. `wanted` ones always count. Source: libsolv,
 * src/cleandeps.c, find_update_seeds and filter_unneeded.
 */
export function findUpdateSeeds(
  resolver: Resolver,
  updated: readonly PackageId[],
  wanted: ReadonlySet<PackageId>,
): readonly PackageId[] {
  const own = new Set(forTheirOwnSake(resolver, updated, "only-reasons"));
  return updated.filter((id) => wanted.has(id) || own.has(id));
}

/**
 * Of these packages, those that no other of them draws in; of some that draw each other in, all. With "only-reasons" what
 * several installed packages can fulfil counts for none of them. Source: libsolv, src/cleandeps.c, filter_unneeded.
 */
export function forTheirOwnSake(
  resolver: Resolver,
  ids: readonly PackageId[],
  counting: "only-reasons" | "all-reasons",
): readonly PackageId[] {
  if (ids.length < 2) return ids;
  const nodeOf = new Map(ids.map((id, node) => [id, node]));
  const onlyOne = counting === "only-reasons";
  const { requires, recommends } = resolver.pool.dependencies;
  const needed = ids.map((id) => drawnIn(resolver, requires, id, nodeOf, onlyOne));
  const liked = ids.map((id) => drawnIn(resolver, recommends, id, nodeOf, onlyOne));
  ids.forEach((id, node) => {
    for (const other of supplementedBy(resolver, id, nodeOf, onlyOne)) liked[other]!.push(node);
  });
  const first = sourceMembers(needed.map((targets, node) => [...targets, ...liked[node]!]));
  const second = sourceMembers(
    liked.map((targets, node) => (first[node] ? targets.filter((target) => first[target]) : [])),
  );
  return ids.filter((_, node) => first[node] && second[node]);
}

type Rows = Resolver["pool"]["dependencies"]["requires"];

/** The nodes a package draws in; with `onlyOne` where there is exactly one installed package to fulfil the dependency with. */
function drawnIn(
  resolver: Resolver,
  rows: Rows,
  id: PackageId,
  nodeOf: ReadonlyMap<PackageId, number>,
  onlyOne: boolean,
): number[] {
  const { pool } = resolver;
  const found: number[] = [];
  for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++) {
    const dependency = rows.ids[i]!;
    const groups = isComplex(pool, dependency)
      ? blocksOf(resolver, dependency)
      : [othersOf(resolver, dependency, id, onlyOne)];
    for (const other of groups.flat()) {
      const node = other === id ? undefined : nodeOf.get(other);
      if (node !== undefined) found.push(node);
    }
  }
  return found;
}

function othersOf({ pool }: Resolver, dependency: number, id: PackageId, onlyOne: boolean): readonly PackageId[] {
  const others = providersOf(pool, dependency).filter((other) => other !== id && isInstalled(pool, other));
  return others.length === 1 || !onlyOne ? others : [];
}

function blocksOf({ pool }: Resolver, dependency: number): readonly (readonly PackageId[])[] {
  const form = conjunctiveForm(pool, dependency);
  if (form === "never" || form === "always") return [];
  return form.filter((block) => block.every((literal) => literal > 0 || isInstalled(pool, -literal)));
}

function supplementedBy(
  resolver: Resolver,
  id: PackageId,
  nodeOf: ReadonlyMap<PackageId, number>,
  onlyOne: boolean,
): number[] {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.supplements;
  if (offsets[id] === offsets[id + 1]) return [];
  const installed = new Uint8Array(pool.count).fill(1, pool.installedStart, pool.installedEnd);
  const found: number[] = [];
  for (const dependency of ids.subarray(offsets[id], offsets[id + 1])) {
    if (!isPossible(resolver, dependency, installed)) continue;
    const providers = providersOf(pool, dependency);
    if (providers.length !== 1 && onlyOne) continue;
    for (const other of providers) {
      const node = other === id ? undefined : nodeOf.get(other);
      if (node !== undefined) found.push(node);
    }
  }
  return found;
}
