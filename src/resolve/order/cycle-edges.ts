import type { BrokenCycle } from "./break-cycles.ts";
import {
  addEdge,
  BROKEN,
  CYCLE_HEAD,
  CYCLE_TAIL,
  type Element,
  elementsBefore,
  type OrderGraph,
  REQUIRES,
} from "./order-graph.ts";

/**
 * Keeps the elements of broken cycles together: what waits for one of them waits for the whole cycle, and the cycle waits for all
 * that any of them waits for. Newest cycle first, those held together by wishes only last.
 * Source: libsolv, src/order.c, addcycleedges.
 */
export function addCycleEdges(graph: OrderGraph, cycles: readonly BrokenCycle[]): void {
  const newestFirst = cycles.toReversed();
  for (const isStrong of [true, false])
    for (const { elements, kind } of newestFirst)
      if (kind >= REQUIRES === isStrong) {
        addTailEdges(graph, elements);
        addHeadEdges(graph, elements);
      }
}

/** Everything outside that waits for one of the cycle waits for the one that comes last, unless the cycle waits for it. */
function addTailEdges(graph: OrderGraph, cycle: readonly Element[]): void {
  const count = graph.packages.length;
  const isReached = new Uint8Array(count);
  const open = [...cycle];
  for (const element of cycle) isReached[element] = 1;
  for (let element = open.pop(); element !== undefined; element = open.pop())
    for (const before of elementsBefore(graph, element))
      if (isReached[before] === 0) {
        isReached[before] = 1;
        open.push(before);
      }
  const [tail = 0, ...others] = cycle;
  const isOther = new Uint8Array(count);
  for (const element of others) isOther[element] = 1;
  for (let element = 0; element < count; element++) {
    if (isReached[element] === 1) continue;
    for (const before of elementsBefore(graph, element))
      if (isOther[before] === 1) {
        addEdge(graph, element, tail, CYCLE_TAIL);
        break;
      }
  }
}

/** The one of the cycle that comes first waits for everything outside that another one waits for. */
function addHeadEdges(graph: OrderGraph, cycle: readonly Element[]): void {
  const head = cycle[cycle.length - 1]!;
  const waits = createWaits(graph, cycle);
  const isLinked = new Uint8Array(graph.packages.length);
  for (const before of elementsBefore(graph, head)) if (!waits(before)) isLinked[before] = 1;
  for (const element of cycle.slice(0, -1))
    for (const before of elementsBefore(graph, element)) {
      if (isLinked[before] === 1 || waits(before)) continue;
      addEdge(graph, head, before, CYCLE_HEAD);
      isLinked[before] = 1;
    }
}

/** Tells whether an element is of the cycle or waits, over any number of edges, for one that is. */
function createWaits(graph: OrderGraph, cycle: readonly Element[]): (element: Element) => boolean {
  const { newest, older, targets, kinds } = graph;
  const states = new Uint8Array(graph.packages.length);
  const edgeAt = newest.slice();
  for (const element of cycle) states[element] = WAITS;
  return (asked) => {
    const path = states[asked] === UNKNOWN ? [asked] : [];
    while (path.length > 0) {
      const element = path[path.length - 1]!;
      const edge = edgeAt[element]!;
      const target = targets[edge]!;
      if (edge === 0 || (states[target] === WAITS && (kinds[edge]! & BROKEN) === 0)) {
        states[element] = edge === 0 ? FREE : WAITS;
        path.pop();
      } else if (states[target] === UNKNOWN && (kinds[edge]! & BROKEN) === 0) path.push(target);
      else edgeAt[element] = older[edge]!;
    }
    return states[asked] === WAITS;
  };
}

const UNKNOWN = 0;
const WAITS = 1;
const FREE = 2;
