import { isInstalled, type PackageId } from "../../pool/pool.ts";
import type { DependencyId } from "../../pool/relations.ts";
import { CONFLICTS, linkPackages, RECOMMENDS, SUGGESTS } from "./order-graph.ts";
import { addRequirementEdges, type Ordering } from "./requirement-edges.ts";

/**
 * Adds what the dependencies of one step say about the order. Source: libsolv, src/order.c, addsolvableedges. Its edges for
 * triggers need what only an rpm database tells.
 */
export function addDependencyEdges(ordering: Ordering, id: PackageId): void {
  addRequirementEdges(ordering, id);
  addConflictEdges(ordering, id);
  if (isInstalled(ordering.pool, id)) return;
  addWishEdges(ordering, id, "recommends", RECOMMENDS);
  addWishEdges(ordering, id, "suggests", SUGGESTS);
}

/** What goes because of a conflict goes before the other one comes. */
function addConflictEdges({ pool, graph, isStep }: Ordering, id: PackageId): void {
  const { offsets, ids } = pool.dependencies.conflicts;
  const goes = isInstalled(pool, id);
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const start = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let at = start, other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (other === id || isStep[other] === 0 || isInstalled(pool, other) === goes) continue;
      linkPackages(graph, goes ? other : id, goes ? id : other, CONFLICTS);
    }
  }
}

/** What a new package recommends or suggests comes before it where that is easy. */
function addWishEdges(ordering: Ordering, id: PackageId, row: "recommends" | "suggests", kind: number): void {
  const { pool, graph } = ordering;
  const { offsets, ids } = pool.dependencies[row];
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
    for (const other of newProviders(ordering, id, ids[i]!)) linkPackages(graph, id, other, kind);
}

/** Packages that come and provide something; none where the package itself does. */
function newProviders({ pool, isStep }: Ordering, id: PackageId, dependency: DependencyId): readonly PackageId[] {
  const found: PackageId[] = [];
  const start = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let at = start, other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (other === id) return [];
    if (isStep[other] === 1 && !isInstalled(pool, other)) found.push(other);
  }
  return found;
}
