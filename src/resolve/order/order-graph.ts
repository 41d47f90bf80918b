import type { PackageId } from "../../pool/pool.ts";
import type { Transaction } from "../transaction.ts";

/**
 * Why one element of a transaction comes after another, as bits: an edge may have several reasons. The stronger the reason, the
 * higher the bit; cycles are broken at their weakest edge. Source of the values: libsolv, src/order.c.
 */
export const BROKEN = 1 << 0;
/** Erased before what conflicts with it comes. */
export const CONFLICTS = 1 << 1;
/** What goes gives way to an installed one: what it needs comes first. */
export const GOING_REQUIRES_COMING = 1 << 4;
export const GOING_NEEDS_COMING = 1 << 5;
/** Both go: what is needed goes last. */
export const GOING_REQUIRES_GOING = 1 << 6;
export const GOING_NEEDS_GOING = 1 << 7;
export const SUGGESTS = 1 << 8;
export const RECOMMENDS = 1 << 9;
export const REQUIRES = 1 << 10;
/** Required by a script. */
export const NEEDS = 1 << 11;
/** Added beside broken cycles (cycle-edges.ts). */
export const CYCLE_TAIL = 1 << 16;
export const CYCLE_HEAD = 1 << 17;

/** Number of an element in an order graph, from 0. */
export type Element = number;

/**
 * What has to come before what. An element is a package that is installed, or one that is erased without another in its place;
 * what is replaced goes with the one that replaces it. An edge says that `targets[edge]` comes before the element it starts from.
 */
export interface OrderGraph {
  readonly packages: readonly PackageId[];
  /** Elements by package; several where several packages take the place of one, none for a package that is not in it. */
  readonly elementsOf: (id: PackageId) => readonly Element[];
  /** Per element, its newest edge: 0 for none. */
  readonly newest: Int32Array;
  /** Per edge, from 1: where it leads, why, and the edge of the same element that is next older. */
  readonly targets: Element[];
  readonly kinds: number[];
  readonly older: number[];
  /** Edges by both their ends. */
  readonly known: Map<number, number>;
}

/** A graph without edges for the steps of a transaction, in their order. */
export function createOrderGraph(steps: readonly PackageId[], { replacedBy }: Transaction): OrderGraph {
  const packages = steps.filter((id) => !replacedBy.has(id));
  const elements = new Map(packages.map((id, element) => [id, [element]]));
  for (const [id, others] of replacedBy)
    elements.set(
      id,
      others.flatMap((other) => elements.get(other) ?? []),
    );
  return {
    packages,
    elementsOf: (id) => elements.get(id) ?? [],
    newest: new Int32Array(packages.length),
    targets: [0],
    kinds: [0],
    older: [0],
    known: new Map(),
  };
}

/** Adds an edge, or a reason to the one that is there. An element never waits for itself. */
export function addEdge(graph: OrderGraph, from: Element, to: Element, kind: number): void {
  if (from === to) return;
  const key = from * graph.packages.length + to;
  const edge = graph.known.get(key);
  if (edge !== undefined) {
    graph.kinds[edge]! |= kind;
    return;
  }
  const added = graph.targets.length;
  graph.known.set(key, added);
  graph.targets.push(to);
  graph.kinds.push(kind);
  graph.older.push(graph.newest[from]!);
  graph.newest[from] = added;
}

/** Adds edges between all elements that stand for two packages. */
export function linkPackages(graph: OrderGraph, from: PackageId, to: PackageId, kind: number): void {
  for (const one of graph.elementsOf(from)) for (const other of graph.elementsOf(to)) addEdge(graph, one, other, kind);
}

/** The elements that have to come first, newest edge first, without those of broken edges. */
export function* elementsBefore(graph: OrderGraph, element: Element): Generator<Element> {
  for (let edge = graph.newest[element]!; edge !== 0; edge = graph.older[edge]!)
    if ((graph.kinds[edge]! & BROKEN) === 0) yield graph.targets[edge]!;
}
