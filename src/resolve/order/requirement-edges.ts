import { isInstalled, type PackageId, type Pool, SYSTEM } from "../../pool/pool.ts";
import type { DependencyId } from "../../pool/relations.ts";
import type { Transaction } from "../transaction.ts";
import {
  GOING_NEEDS_COMING,
  GOING_NEEDS_GOING,
  GOING_REQUIRES_COMING,
  GOING_REQUIRES_GOING,
  linkPackages,
  NEEDS,
  type OrderGraph,
  REQUIRES,
} from "./order-graph.ts";
import { hasScripts, type Prerequisites, prerequisitesStart } from "./prerequisites.ts";

/** What the edges of a transaction are made from. */
export interface Ordering {
  readonly pool: Pool;
  readonly transaction: Transaction;
  readonly prerequisites: Prerequisites;
  readonly graph: OrderGraph;
  /** 1 per package that the transaction changes. */
  readonly isStep: Uint8Array;
}

interface Providers {
  readonly coming: readonly PackageId[];
  readonly going: readonly PackageId[];
  /** Whether an installed package that stays provides it as well. */
  readonly isKept: boolean;
}

/**
 * Adds what the requirements of one step say about the order: what is required comes before and goes after. Requirements that a
 * package meets itself say nothing. Source: libsolv, src/order.c, addsolvableedges.
 */
export function addRequirementEdges(ordering: Ordering, id: PackageId): void {
  const { pool, prerequisites, graph } = ordering;
  const { offsets, ids } = pool.dependencies.requires;
  const scriptsStart = prerequisitesStart(pool, prerequisites, id);
  const goes = isInstalled(pool, id);
  for (let at = offsets[id]!; at < offsets[id + 1]!; at++) {
    const isForScripts = at >= scriptsStart;
    const providers = providersOf(ordering, id, ids[at]!);
    if (providers === undefined) continue;
    if (goes) addEdgesOfGoing(ordering, id, providers, isForScripts);
    else for (const other of providers.coming) linkPackages(graph, id, other, isForScripts ? NEEDS : REQUIRES);
  }
}

/** The requirements of a package that goes have to be met as long as it is there. */
function addEdgesOfGoing(
  { pool, transaction, prerequisites, graph }: Ordering,
  id: PackageId,
  { coming, going, isKept }: Providers,
  isForScripts: boolean,
): void {
  const toComing = isForScripts ? GOING_NEEDS_COMING : GOING_REQUIRES_COMING;
  if (coming.length > 0) {
    // One provider hands over to the other: the new one is there before the old one goes.
    for (const old of isKept ? [] : going)
      for (const other of coming)
        if (!isOnlyReplacement(transaction, old, other)) linkPackages(graph, old, other, toComing);
    for (const other of coming) linkPackages(graph, id, other, toComing);
    return;
  }
  // Edges between two that go make cycles. What takes the place of a package without scripts is taken to do as well.
  if (isKept || (transaction.replacedBy.has(id) && !hasScripts(pool, prerequisites, id))) return;
  for (const other of going) linkPackages(graph, other, id, isForScripts ? GOING_NEEDS_GOING : GOING_REQUIRES_GOING);
}

function isOnlyReplacement({ replacedBy }: Transaction, old: PackageId, other: PackageId): boolean {
  const others = replacedBy.get(old);
  return others?.length === 1 && others[0] === other;
}

/** Who provides a requirement, sorted by what becomes of them; undefined where the package itself does. */
function providersOf({ pool, isStep }: Ordering, id: PackageId, dependency: DependencyId): Providers | undefined {
  const coming: PackageId[] = [];
  const going: PackageId[] = [];
  let isKept = false;
  const start = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let at = start, other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (other === id) return undefined;
    if (other === SYSTEM) continue;
    const isOld = isInstalled(pool, other);
    if (isStep[other] === 1) (isOld ? going : coming).push(other);
    else if (isOld) isKept = true;
  }
  return { coming, going, isKept };
}
