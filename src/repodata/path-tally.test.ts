import { array, assert, integer, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { PathTally } from "./path-tally.ts";

const encoder = new TextEncoder();

function add(tally: PathTally, path: string, owner: number): void {
  const bytes = encoder.encode(path);
  tally.add(bytes, 0, bytes.length, owner);
}

function isShared(tally: PathTally, path: string): boolean {
  const bytes = encoder.encode(path);
  return tally.isShared(bytes, 0, bytes.length);
}

test("a path is shared exactly when two owners have it, whatever comes in between", () =>
  assert(
    property(array(tuple(string({ maxLength: 12 }), integer({ min: 0, max: 5 })), { maxLength: 300 }), (pairs) => {
      const tally = new PathTally();
      const owners = new Map<string, Set<number>>();
      for (const [path, owner] of pairs) {
        add(tally, path, owner);
        owners.set(path, (owners.get(path) ?? new Set()).add(owner));
      }
      for (const [path, set] of owners) expect(isShared(tally, path)).toBe(set.size > 1);
      expect(tally.shared).toBe([...owners.values()].filter((set) => set.size > 1).length);
    }),
  ));

test("many paths: it grows, forgets none and takes none for another", () => {
  const tally = new PathTally();
  const path = (index: number) => `/usr/share/doc/package-${index % 997}/file-${index}`;
  for (let index = 0; index < 200_000; index++) add(tally, path(index), index % 1_000);
  expect(tally.shared).toBe(0);
  for (let index = 0; index < 200_000; index += 1_000) add(tally, path(index), 1_000);
  expect(tally.shared).toBe(200);
  expect(isShared(tally, path(5_000))).toBe(true);
  expect(isShared(tally, path(5_001))).toBe(false);
  expect(isShared(tally, "/not/there")).toBe(false);
});
