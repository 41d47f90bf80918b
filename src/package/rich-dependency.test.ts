import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { parseRichDependency, type RichDependency } from "./rich-dependency.ts";

function shown(tree: RichDependency | undefined): string {
  if (tree === undefined) return "none";
  if (tree.kind === "rich") return `[${shown(tree.left)} ${tree.operator} ${shown(tree.right)}]`;
  const { name, flags, evr } = tree.dependency;
  return flags === 0 ? name : `${name}{${flags}}${evr}`;
}

test.each([
  ["(a or b)", "[a or b]"],
  ["(a or b or c)", "[a or [b or c]]"],
  ["(a >= 1.0-2 and b)", "[a{3}1.0-2 and b]"],
  ["(a = 0:1 with b < 2)", "[a{2}1 with b{4}2]"],
  ["(a if b)", "[a if b]"],
  ["(a if b else c)", "[a if [b else c]]"],
  ["(a unless (b or c) else d)", "[a unless [[b or c] else d]]"],
  ["(libc.so.6()(64bit) without glibc32)", "[libc.so.6()(64bit) without glibc32]"],
  ["((a or b) and c)", "[[a or b] and c]"],
  ["( a or b )", "[a or b]"],
  ["(a)", "a"],
  // Refused, as rpm refuses them: chains of several operators, of "if", of "without", loose ends.
  ["(a or b and c)", "none"],
  ["(a if b if c)", "none"],
  ["(a without b without c)", "none"],
  ["(a else b)", "none"],
  ["(a or)", "none"],
  ["(or b)", "none"],
  ["(a or b", "none"],
  ["(a or b) c", "none"],
  ["(a xor b)", "none"],
  ["a or b", "none"],
  ["", "none"],
] as const)("parseRichDependency(%j) is %s", (text, expected) =>
  expect(shown(parseRichDependency(text))).toBe(expected),
);

test("parseRichDependency() refuses what would exhaust the stack", () => {
  expect(parseRichDependency(`${"(".repeat(100_000)}a${" or b)".repeat(100_000)}`)).toBeUndefined();
  expect(parseRichDependency(`(${"a or ".repeat(100_000)}b)`)).toBeUndefined();
});

test("parseRichDependency() ends on any text", () => {
  const word = constantFrom("(", ")", " ", "a", "b", "or ", "if ", "else ", "without ", ">=", "1", ",");
  assert(
    property(array(word, { maxLength: 40 }), (words) => {
      const tree = parseRichDependency(`(${words.join("")}`);
      expect(tree === undefined || tree.kind === "simple" || tree.kind === "rich").toBe(true);
    }),
  );
});
