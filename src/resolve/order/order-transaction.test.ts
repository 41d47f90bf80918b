import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isInstalled } from "../../pool/pool.ts";
import { solve } from "../solve.ts";
import { parseTestcase } from "../testcase/testcase.ts";
import { applyBlock, createTestcaseState } from "../testcase/testcase-state.ts";
import { readTransaction } from "../transaction.ts";
import { breakCycles } from "./break-cycles.ts";
import { addCycleEdges } from "./cycle-edges.ts";
import { addEdge, createOrderGraph, NEEDS, REQUIRES } from "./order-graph.ts";
import { orderTransaction } from "./order-transaction.ts";

interface Made {
  readonly change: "install" | "erase" | "update";
  readonly requires: readonly number[];
  readonly needs: readonly number[];
  readonly recommends: readonly number[];
  readonly obsoletes: readonly number[];
  readonly conflicts: readonly number[];
  readonly hasScripts: boolean;
}

const COUNT = 9;
const numbers = (longest: number) => fc.array(fc.nat({ max: COUNT - 1 }), { maxLength: longest });
const made: fc.Arbitrary<Made> = fc.record({
  change: fc.constantFrom("install", "install", "erase", "update"),
  requires: numbers(3),
  needs: numbers(2),
  recommends: numbers(1),
  obsoletes: numbers(1),
  conflicts: numbers(1),
  hasScripts: fc.boolean(),
});

function textOf(packages: readonly Made[], system: string): string {
  const tags = (one: Made, index: number, version: number): string =>
    [
      `#>=Pkg: p${index} ${version} 1 noarch`,
      `#>=Prv: p${index} = ${version}-1`,
      ...one.requires.map((other) => `#>=Req: p${other}`),
      ...one.needs.map((other) => `#>=Prq: p${other}`),
      ...(one.hasScripts ? ["#>=Prq: /bin/sh"] : []),
      ...one.recommends.map((other) => `#>=Rec: p${other}`),
      ...one.obsoletes.filter((other) => other !== index).map((other) => `#>=Obs: p${other} = 1-1`),
      ...one.conflicts.filter((other) => other !== index).map((other) => `#>=Con: p${other} = 1-1`),
      ...(index === 0 ? ["#>=Fls: /bin/sh"] : []),
    ].join("\n");
  return [
    "repo system 0 testtags <inline>",
    "#>=Ver: 3.0",
    ...packages.flatMap((one, index) => (one.change === "install" ? [] : [tags(one, index, 1)])),
    "repo available 0 testtags <inline>",
    "#>=Ver: 3.0",
    ...packages.flatMap((one, index) => (one.change === "erase" ? [] : [tags(one, index, 2)])),
    `system unset rpm ${system}`,
    "job allowuninstall all packages",
    ...packages.map(({ change }, index) => `job ${change} name p${index} [weak]`),
    "",
  ].join("\n");
}

function order(packages: readonly Made[], system = "system") {
  const [block] = parseTestcase(textOf(packages, system));
  const input = applyBlock(
    createTestcaseState(() => ""),
    block!.commands,
  );
  const resolver = solve(input);
  const { steps, edges } = orderTransaction(resolver, input.prerequisites);
  return { pool: input.pool, resolver, steps, edges, placeOf: new Map(steps.map((id, place) => [id, place])) };
}

test("every step comes once, and no edge is ignored but the broken ones", () =>
  fc.assert(
    fc.property(fc.array(made, { minLength: 1, maxLength: COUNT }), (packages) => {
      const { pool, resolver, steps, edges, placeOf } = order(packages);
      const { installs, erases, replaces } = readTransaction(resolver);
      expect(steps.toSorted((left, right) => left - right)).toEqual(
        [...installs, ...erases].sort((left, right) => left - right),
      );
      for (const { before, after, isBroken } of edges)
        if (!isBroken) expect(placeOf.get(before)).toBeLessThan(placeOf.get(after)!);
      for (const [id, replaced] of replaces)
        for (const other of replaced) {
          expect(isInstalled(pool, other)).toBe(true);
          // Another one may take its place as well, and earlier.
          const first = Math.min(...replacersOf(resolver, other).map((one) => placeOf.get(one)!));
          expect(placeOf.get(other)).toBeGreaterThan(first);
          expect(placeOf.get(id)).toBeGreaterThanOrEqual(first);
        }
    }),
    { numRuns: 150 },
  ));

function replacersOf(resolver: Parameters<typeof readTransaction>[0], id: number): readonly number[] {
  return readTransaction(resolver).replacedBy.get(id) ?? [];
}

test("without cycles every requirement is there before what requires it", () =>
  fc.assert(
    fc.property(fc.array(made, { minLength: 2, maxLength: COUNT }), (packages) => {
      const earlier = packages.map(({ requires, needs, hasScripts }, index): Made => {
        const isEarlier = (other: number): boolean => other < index;
        return {
          change: "install",
          requires: requires.filter(isEarlier),
          needs: needs.filter(isEarlier),
          recommends: [],
          obsoletes: [],
          conflicts: [],
          hasScripts,
        };
      });
      const { pool, steps, edges, placeOf } = order(earlier, "-");
      expect(steps).toHaveLength(earlier.length);
      expect(edges.filter(({ isBroken }) => isBroken)).toEqual([]);
      const placeOfName = (index: number): number =>
        placeOf.get(steps.find((id) => pool.strings.text(pool.names[id]!) === `p${index}`)!)!;
      earlier.forEach(({ requires, needs }, index) => {
        for (const other of [...requires, ...needs]) expect(placeOfName(other)).toBeLessThan(placeOfName(index));
      });
    }),
    { numRuns: 100 },
  ));

const emptyTransaction = { installs: [], erases: [], replaces: new Map(), replacedBy: new Map() };

test("a cycle breaks at its weakest edge; of two, at the one of a package without scripts", () => {
  const graph = createOrderGraph([10, 11, 12], emptyTransaction);
  addEdge(graph, 0, 1, NEEDS);
  addEdge(graph, 1, 2, REQUIRES);
  addEdge(graph, 2, 0, REQUIRES);
  expect(breakCycles(graph, (element) => element === 1)).toEqual([{ elements: [0, 1, 2], kind: REQUIRES }]);
});

test("long chains and many cycles need no deep stack and no long time", () => {
  const count = 10_000;
  const graph = createOrderGraph(
    Array.from({ length: count }, (_, index) => index + 2),
    emptyTransaction,
  );
  for (let element = 0; element + 1 < count; element++) addEdge(graph, element, element + 1, REQUIRES);
  for (let element = 0; element + 1 < 1000; element += 2) addEdge(graph, element + 1, element, REQUIRES);
  addEdge(graph, count - 1, 5000, NEEDS);
  const cycles = breakCycles(graph, () => false);
  addCycleEdges(graph, cycles);
  expect(cycles).toHaveLength(501);
  expect(breakCycles(graph, () => false)).toEqual([]);
});
