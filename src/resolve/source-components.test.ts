import { array, assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { sourceMembers } from "./source-components.ts";

test.each([
  { what: "nothing", edges: [], expected: [] },
  { what: "a chain", edges: [[1], [2], []], expected: [true, false, false] },
  { what: "a circle that leads out", edges: [[1], [0, 2], []], expected: [true, true, false] },
  { what: "a node that points to itself", edges: [[0]], expected: [true] },
])("$what", ({ edges, expected }) => expect(sourceMembers(edges)).toEqual(expected));

test("it is the same as asking for each pair who reaches whom", () => {
  const graphs = array(array(integer({ min: 0, max: 6 }), { maxLength: 3 }), { minLength: 7, maxLength: 7 });
  assert(
    property(graphs, (edges) => {
      const reaches = edges.map((_, start) => {
        const seen = new Set([start]);
        for (const node of seen) for (const target of edges[node]!) seen.add(target);
        return seen;
      });
      const expected = edges.map((_, node) =>
        edges.every((__, other) => !reaches[other]!.has(node) || reaches[node]!.has(other)),
      );
      expect(sourceMembers(edges)).toEqual(expected);
    }),
  );
});
