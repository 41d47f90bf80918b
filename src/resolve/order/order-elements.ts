import { isInstalled, type Pool } from "../../pool/pool.ts";
import type { BrokenCycle } from "./break-cycles.ts";
import { type Element, elementsBefore, type OrderGraph } from "./order-graph.ts";

/** How an order grows: what waits for nothing any more stands in one of three queues. */
interface Queues {
  /** What goes: always first. */
  readonly going: Element[];
  /** What comes from the repository that the last one came from. */
  near: Element[];
  far: Element[];
  /** Index of that repository; -1 before the first. */
  repository: number;
}

/**
 * The elements, each after all that have to come first: what is erased as soon as it can be, then one repository as long as it has
 * something, and in it the rest of a broken cycle before anything else. Ties go by the order of the steps.
 * Source: libsolv, src/order.c, transaction_order. All packages count as being on one medium: testcases name none.
 */
export function orderElements(pool: Pool, graph: OrderGraph, cycles: readonly BrokenCycle[]): readonly Element[] {
  const { after, missing } = invert(graph);
  const sharesCycle = createSharesCycle(graph, cycles);
  const queues: Queues = { going: [], near: [], far: [], repository: -1 };
  const enqueue = (element: Element): void => {
    const id = graph.packages[element]!;
    if (isInstalled(pool, id)) queues.going.push(element);
    else if (pool.repositoryOf[id] === queues.repository) queues.near.push(element);
    else queues.far.push(element);
  };
  for (let element = 0; element < missing.length; element++) if (missing[element] === 0) enqueue(element);
  const ordered: Element[] = [];
  let last: Element | undefined;
  for (;;) {
    const element = queues.going.shift() ?? nextComing(pool, graph, queues, last, sharesCycle);
    if (element === undefined) return ordered;
    ordered.push(element);
    if (!isInstalled(pool, graph.packages[element]!)) last = element;
    for (const other of after[element]!) if (--missing[other]! === 0) enqueue(other);
  }
}

function nextComing(
  pool: Pool,
  graph: OrderGraph,
  queues: Queues,
  last: Element | undefined,
  sharesCycle: (one: Element, other: Element) => boolean,
): Element | undefined {
  const { near, far } = queues;
  if (near.length > 0) {
    const together = last === undefined ? -1 : near.findIndex((element) => sharesCycle(last, element));
    return together < 0 ? near.shift() : near.splice(together, 1)[0];
  }
  if (far.length === 0) return undefined;
  const repository = pool.repositoryOf[graph.packages[far[0]!]!]!;
  const isNear = (element: Element): boolean => pool.repositoryOf[graph.packages[element]!] === repository;
  queues.repository = repository;
  queues.near = far.filter(isNear);
  queues.far = far.filter((element) => !isNear(element));
  return queues.near.shift();
}

/** Per element, those that wait for it, the last one first, and for how many it waits itself. */
function invert(graph: OrderGraph): { readonly after: readonly (readonly Element[])[]; readonly missing: Int32Array } {
  const count = graph.packages.length;
  const after = Array.from({ length: count }, (): Element[] => []);
  const missing = new Int32Array(count);
  for (let element = count - 1; element >= 0; element--)
    for (const before of elementsBefore(graph, element)) {
      after[before]!.push(element);
      missing[element]!++;
    }
  return { after, missing };
}

/** Whether two elements were in one cycle that was broken. */
function createSharesCycle(
  { packages }: OrderGraph,
  cycles: readonly BrokenCycle[],
): (one: Element, other: Element) => boolean {
  const cyclesOf = Array.from({ length: packages.length }, (): BrokenCycle[] => []);
  for (const cycle of cycles) for (const element of cycle.elements) cyclesOf[element]!.push(cycle);
  return (one, other) => cyclesOf[one]!.some((cycle) => cyclesOf[other]!.includes(cycle));
}
