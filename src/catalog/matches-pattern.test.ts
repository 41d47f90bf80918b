import { expect, test } from "vitest";
import { matchesPattern } from "./matches-pattern.ts";

test.each([
  ["kernel*", "kernel-core", true],
  ["kernel", "kernel-core", false],
  ["*-release", "centos-stream-release", true],
  ["lib?c", "libxc", true],
  ["php[78]*", "php8-cli", true],
  ["php[!78]*", "php8-cli", false],
  ["[a-c]x", "bx", true],
  ["[a-c]x", "dx", false],
  ["[", "[", true],
  ["", "", true],
  ["*", "", true],
])("matchesPattern(%s, %s) is %s", (pattern, name, expected) => expect(matchesPattern(pattern, name)).toBe(expected));

test("matchesPattern() takes no time that grows with the power of stars", () => {
  expect(matchesPattern("*a".repeat(200), "a".repeat(5000))).toBe(true);
  expect(matchesPattern(`${"*a".repeat(200)}b`, "a".repeat(5000))).toBe(false);
});
