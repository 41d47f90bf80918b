import { expect, test } from "vitest";
import { parseRange } from "./parse-range.ts";

test.each([
  [undefined, { kind: "all", start: 0, end: 100 }],
  ["bytes=0-9", { kind: "part", start: 0, end: 10 }],
  ["bytes=90-", { kind: "part", start: 90, end: 100 }],
  ["bytes=-5", { kind: "part", start: 95, end: 100 }],
  ["bytes=-500", { kind: "part", start: 0, end: 100 }],
  ["bytes=90-500", { kind: "part", start: 90, end: 100 }],
  ["bytes=100-", { kind: "unsatisfiable" }],
  ["bytes=9-2", { kind: "unsatisfiable" }],
  ["bytes=-", { kind: "all", start: 0, end: 100 }],
  ["bytes=0-1,5-6", { kind: "all", start: 0, end: 100 }],
  ["lines=1-2", { kind: "all", start: 0, end: 100 }],
] as const)("parseRange() reads %s of 100 bytes", (header, expected) => {
  expect(parseRange(header, 100)).toEqual(expected);
});
