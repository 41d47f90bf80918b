import { isInstalled, type PackageId } from "../../pool/pool.ts";
import type { Resolver } from "../resolver.ts";
import { readTransaction, type Transaction } from "../transaction.ts";
import { breakCycles } from "./break-cycles.ts";
import { addCycleEdges } from "./cycle-edges.ts";
import { addDependencyEdges } from "./dependency-edges.ts";
import { orderElements } from "./order-elements.ts";
import { BROKEN, CYCLE_HEAD, CYCLE_TAIL, createOrderGraph, type OrderGraph } from "./order-graph.ts";
import { hasOrHadScripts, type Prerequisites } from "./prerequisites.ts";

/** A transaction in the order in which it would be carried out. */
export interface OrderedTransaction {
  /** Every package that is installed or erased, once; what is replaced comes right after the one that replaces it. */
  readonly steps: readonly PackageId[];
  readonly edges: readonly OrderEdge[];
}

/** A reason for the order: `before` is to come before `after`. */
export interface OrderEdge {
  readonly after: PackageId;
  readonly before: PackageId;
  /** Bits of order-graph.ts, without those for cycles. */
  readonly kind: number;
  /** Given up because of a cycle. */
  readonly isBroken: boolean;
}

/** Orders what a finished run changes as libsolv 0.7.23 does (src/order.c, transaction_order). */
export function orderTransaction(resolver: Resolver, prerequisites: Prerequisites): OrderedTransaction {
  const { pool } = resolver;
  const transaction = readTransaction(resolver);
  const steps = unorderedSteps(resolver, transaction);
  const graph = createOrderGraph(steps, transaction);
  const isStep = new Uint8Array(pool.count);
  for (const id of steps) isStep[id] = 1;
  for (const id of steps) addDependencyEdges({ pool, transaction, prerequisites, graph, isStep }, id);
  const cycles = breakCycles(graph, (element) => hasOrHadScripts(pool, prerequisites, graph.packages[element]!));
  addCycleEdges(graph, cycles);
  const ordered = orderElements(pool, graph, cycles).map((element) => graph.packages[element]!);
  return { steps: withReplaced(ordered, transaction), edges: edgesOf(graph) };
}

/** What is erased by number, then what is installed in the order of the decisions (src/transaction.c). */
function unorderedSteps({ pool, search }: Resolver, { erases }: Transaction): readonly PackageId[] {
  const decided = Array.from(search.trail.subarray(0, search.trailLength));
  return [...erases, ...decided.filter((id) => id > 1 && !isInstalled(pool, id))];
}

/** Source: src/order.c, transaction_add_obsoleted. */
function withReplaced(ordered: readonly PackageId[], { replaces }: Transaction): readonly PackageId[] {
  return [...new Set(ordered.flatMap((id) => [id, ...(replaces.get(id) ?? [])]))];
}

function edgesOf({ packages, newest, targets, kinds, older }: OrderGraph): readonly OrderEdge[] {
  const edges: OrderEdge[] = [];
  packages.forEach((after, element) => {
    for (let edge = newest[element]!; edge !== 0; edge = older[edge]!) {
      const kind = kinds[edge]! & ~(BROKEN | CYCLE_TAIL | CYCLE_HEAD);
      if (kind === 0) continue;
      const before = packages[targets[edge]!]!;
      edges.push({ after, before, kind, isBroken: (kinds[edge]! & BROKEN) !== 0 });
    }
  });
  return edges;
}
