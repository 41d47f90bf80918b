import { expect, test } from "vitest";
import { architectureColour, architectureScores } from "./architecture.ts";

test.each([
  ["x86_64", ["x86_64", "i686", "i586", "i486", "i386", "noarch"]],
  ["aarch64", ["aarch64", "noarch"]],
  ["s390x", ["s390x", "s390", "noarch"]],
  ["x86_64_v2", ["x86_64_v2", "x86_64", "i686", "i586", "i486", "i386", "noarch"]],
] as const)("a machine of %s accepts %j", (machine, accepted) =>
  expect([...architectureScores(machine).keys()].sort()).toEqual([...accepted].sort()),
);

test("scores rank architectures, in classes where a policy says so", () => {
  const scores = architectureScores("new:old=same>worse");
  const classOf = (arch: string): number => (scores.get(arch) ?? 0) >> 16;
  expect(classOf("new")).toBeLessThan(classOf("old"));
  expect(scores.get("same")).toBe(scores.get("old"));
  expect(classOf("worse")).toBe(classOf("old"));
  expect(scores.get("worse")).toBeGreaterThan(scores.get("old") ?? 0);
  expect(scores.get("noarch")).toBe(1);
});

test.each([
  ["x86_64", "i686", false],
  ["x86_64", "noarch", true],
  ["i686", "i386", true],
  ["s390x", "s390", false],
  ["aarch64", "ppc64le", true],
] as const)("%s and %s share a word size: %s", (left, right, expected) =>
  expect((architectureColour(left) & architectureColour(right)) !== 0).toBe(expected),
);
