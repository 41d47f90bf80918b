import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { EQUAL, GREATER, LESS } from "../package/dependency.ts";
import { compareEvr, parseEvr } from "../package/evr.ts";
import { compareEvrIds, rangesIntersect } from "./compare-evr.ts";
import { Interner } from "./interner.ts";

const strings = new Interner();

test.each([
  ["1.0-1", "1.0-2", "order", -1],
  ["1:1.0-1", "2.0-1", "order", 1],
  ["0:1.0-1", "1.0-1", "order", 0],
  ["007:1-1", "7:1-1", "order", 0],
  ["1.0", "1.0-1", "order", -1],
  ["1.0", "1.0-1", "dependency", -2],
  ["1.0-1", "1.0", "dependency", 2],
  ["1.0", "1.0-1", "any-release", 0],
  ["1.0-1", "1.0-9", "version-only", 0],
  ["1.0-rc-1", "1.0-rc-2", "order", -1],
  ["_", "-_", "order", -1],
] as const)("compareEvrIds(%j, %j, %j) is %i", (left, right, mode, expected) =>
  expect(compareEvrIds(strings, strings.idOfText(left), strings.idOfText(right), mode)).toBe(expected),
);

test("compareEvrIds() orders as compareEvr() of package/ does", () => {
  const part = constantFrom("0", "1", "12", "a", "b", ".", "~", "^", "_", "1:", "-", "é");
  const evr = array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
  assert(
    property(evr, evr, (left, right) => {
      const own = compareEvrIds(strings, strings.idOfText(left), strings.idOfText(right), "order");
      expect(own).toBe(compareEvr(parseEvr(left), parseEvr(right)));
    }),
  );
});

// The unversioned sides are the index's business; a bound without a release equals every release of its version.
test.each([
  [EQUAL, "1.0-5", GREATER, "1.0", false],
  [EQUAL, "1.0-5", GREATER | EQUAL, "1.0", true],
  [EQUAL, "1.0-5", EQUAL, "1.0", true],
  [EQUAL, "1.0-5", LESS | EQUAL, "1.0", true],
  [EQUAL, "1.0-5", LESS, "1.0", false],
  [EQUAL, "1.0", EQUAL, "1.0-5", true],
  [GREATER, "1.0", EQUAL, "1.0-5", false],
  [EQUAL, "2.0-1", GREATER, "1.0-1", true],
  [LESS, "2.0-1", LESS, "1.0-1", true],
  [LESS, "1.0-1", GREATER, "2.0-1", false],
  [GREATER, "1.0-1", LESS, "2.0-1", true],
  [EQUAL, "1:1.0-1", GREATER | EQUAL, "2.0-1", true],
] as const)("a provide %i %s meets a wish %i %s: %s", (provideFlags, provideEvr, wantedFlags, wantedEvr, expected) =>
  expect(
    rangesIntersect(strings, provideFlags, strings.idOfText(provideEvr), wantedFlags, strings.idOfText(wantedEvr)),
  ).toBe(expected),
);
