import {
  BROKEN,
  type Element,
  GOING_NEEDS_COMING,
  GOING_NEEDS_GOING,
  GOING_REQUIRES_COMING,
  GOING_REQUIRES_GOING,
  type OrderGraph,
} from "./order-graph.ts";

/** A cycle that was broken. */
export interface BrokenCycle {
  /** From the element that the broken edge led to, along the edges, to the one it started from. */
  readonly elements: readonly Element[];
  /** Why the broken edge was there. */
  readonly kind: number;
}

const UNSEEN = 0;
const OPEN = 1;
const DONE = 2;

/**
 * Marks edges as broken until there are no cycles, each at its weakest edge. Every element is looked at once, depth first, and
 * once more for each cycle it is part of. Source: libsolv, src/order.c, transaction_order.
 */
export function breakCycles(graph: OrderGraph, hasScripts: (element: Element) => boolean): readonly BrokenCycle[] {
  const { newest, older, targets, kinds } = graph;
  const count = graph.packages.length;
  const states = new Uint8Array(count);
  const edgeAt = new Int32Array(count);
  const path: Element[] = [];
  const cycles: BrokenCycle[] = [];
  const enter = (element: Element): void => {
    states[element] = OPEN;
    edgeAt[element] = newest[element]!;
    path.push(element);
  };
  for (let first = 0; first < count; first++) {
    if (states[first] === UNSEEN) enter(first);
    while (path.length > 0) {
      const element = path[path.length - 1]!;
      const edge = edgeAt[element]!;
      if (edge === 0) {
        states[element] = DONE;
        path.pop();
        continue;
      }
      const target = targets[edge]!;
      if ((kinds[edge]! & BROKEN) !== 0 || states[target] === DONE) edgeAt[element] = older[edge]!;
      else if (states[target] === UNSEEN) enter(target);
      else {
        const elements = path.splice(path.lastIndexOf(target));
        cycles.push(
          breakCycle(
            graph,
            elements,
            elements.map((one) => edgeAt[one]!),
            hasScripts,
          ),
        );
        for (const one of elements) states[one] = UNSEEN;
        enter(target);
      }
    }
  }
  return cycles;
}

/** `edges[i]` leads from `elements[i]` to the next one. Source: libsolv, src/order.c, breakcycle. */
function breakCycle(
  { kinds }: OrderGraph,
  elements: readonly Element[],
  edges: readonly number[],
  hasScripts: (element: Element) => boolean,
): BrokenCycle {
  const touchesScripts = (at: number): boolean => {
    const kind = kinds[edges[at]!]!;
    // Between two that go, it is the other end that requires.
    if ((kind & BETWEEN_GOING) !== 0 && hasScripts(elements[(at + 1) % elements.length]!)) return true;
    return (kind & ~BETWEEN_GOING) !== 0 && hasScripts(elements[at]!);
  };
  let weakest = 0;
  for (let at = 1; at < edges.length; at++) {
    const difference = weight(kinds[edges[at]!]!) - weight(kinds[edges[weakest]!]!);
    if (difference < 0 || (difference === 0 && touchesScripts(weakest) && !touchesScripts(at))) weakest = at;
  }
  const kind = kinds[edges[weakest]!]!;
  kinds[edges[weakest]!] = kind | BROKEN;
  return { elements: [...elements.slice(weakest + 1), ...elements.slice(0, weakest + 1)], kind };
}

const BETWEEN_GOING = GOING_REQUIRES_GOING | GOING_NEEDS_GOING;

/** A requirement of what goes weighs the same, whether the other one comes or goes. */
function weight(kind: number): number {
  return (
    (kind & ~BETWEEN_GOING) |
    ((kind & GOING_REQUIRES_GOING) !== 0 ? GOING_REQUIRES_COMING : 0) |
    ((kind & GOING_NEEDS_GOING) !== 0 ? GOING_NEEDS_COMING : 0)
  );
}
