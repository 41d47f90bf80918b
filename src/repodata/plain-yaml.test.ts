import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { dataFolder, hasData } from "../../test/repodata/oracle.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { RepodataError } from "./repodata-error.ts";
import { splitYamlDocuments } from "./yaml-documents.ts";
import { readYaml, type YamlValue } from "./yaml-value.ts";

/** What the whole YAML reader makes of a text; undefined where it refuses it. */
function readWhole(text: string): YamlValue | undefined {
  try {
    return readYaml("x", { text, line: 1 });
  } catch (error) {
    if (error instanceof RepodataError) return undefined;
    throw error;
  }
}

test.each([
  ["a: b", { a: "b" }],
  ["a: 10\nb: 1.10\nc: true\nd: ~", { a: "10", b: "1.10", c: "true", d: "~" }],
  ["a:\n- x\n- y\nb:\n  - z", { a: ["x", "y"], b: ["z"] }],
  ["a:\n- b: 1\n  c:\n    d: e\n- b: 2", { a: [{ b: "1", c: { d: "e" } }, { b: "2" }] }],
  ["a: one\n  two\n\n  three", { a: "one two\nthree" }],
  ["a: 'it''s\n\n  so'\nb: \"x\\n\\\n  \\ y\"", { a: "it's\nso", b: "x\n y" }],
  ["a: |\n  one\n   two\n\nb: >-\n  one\n  two\n\n  three\n", { a: "one\n two\n", b: "one two\nthree" }],
  ["a: []\nb: {}\nc: [x, 'y z', 1.0]", { a: [], b: {}, c: ["x", "y z", "1.0"] }],
  ["# no\na:\n  # no\n  b: c\n", { a: { b: "c" } }],
  ["a:\nb: x", { a: "", b: "x" }],
])("readPlainYaml() reads %j as the whole reader does", (text, expected) => {
  expect(toPlainObject(readPlainYaml(text))).toEqual(expected);
  expect(readPlainYaml(text)).toEqual(readWhole(text));
});

test.each([
  "a: &x 1",
  "a: *x",
  "a: !!str 1",
  "a: b # c",
  "a: {b: c}",
  "a: [[b]]",
  "a:\tb",
  "? a\n: b",
  "- a",
  "word",
  "",
  "a: b\n c: d",
  "a: 'b",
  'a: "\\x41"',
  "a: |2\n    b",
  "a: @b",
])("readPlainYaml() leaves %j to the whole reader", (text) => expect(readPlainYaml(text)).toBeUndefined());

test("what machines write is read as the whole reader reads it", () => {
  const word = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[\w .:#'"\\-]{0,30}$/),
    fc.constantFrom("x", "1.0", "a: b", " a", "a\n\nb\n"),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/), tie("value"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, (root) => {
      const text = stringify({ root }, { lineWidth: 40 });
      const plain = readPlainYaml(text);
      if (plain !== undefined) expect(plain).toEqual(readWhole(text));
    }),
    { numRuns: 2000 },
  );
});

test("lines of every kind in any order are read as the whole reader reads them, or left to it", () => {
  const line = fc.constantFrom(
    "a: b",
    "b:",
    "- x",
    "- c: d",
    "c: 'x",
    "y'",
    'd: "x',
    'y"',
    "e: |",
    "f: >-",
    "text",
    "",
    "# no",
    "g: [a, b]",
    "h: x\\",
  );
  const indented = fc.tuple(fc.nat(3), line).map(([depth, text]) => "  ".repeat(depth) + text);
  fc.assert(
    fc.property(fc.array(indented, { maxLength: 8 }), (lines) => {
      const text = lines.join("\n");
      const plain = readPlainYaml(text);
      const whole = readWhole(text);
      if (plain !== undefined && whole !== undefined) expect(plain).toEqual(whole);
    }),
    { numRuns: 5000 },
  );
});

test.skipIf(!hasData)("real modules are read as the whole reader reads them, nearly all without it", () => {
  const folder = join(dataFolder, "repodata");
  const files = globSync([`${folder}/libmodulemd-testdata/**/*.yaml`, `${folder}/el8-clone-modules/*.gz`]);
  expect(files.length).toBeGreaterThan(50);
  let plain = 0;
  let left = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    for (const part of splitYamlDocuments(text)) {
      const value = readPlainYaml(part.text);
      if (value === undefined) left++;
      else plain++;
      if (value !== undefined) expect(value).toEqual(readWhole(part.text));
    }
  }
  expect(plain).toBeGreaterThan(800);
  expect(left).toBeLessThan(10);
});

function toPlainObject(value: YamlValue | undefined): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, toPlainObject(inner)]));
  return Array.isArray(value) ? value.map((inner: YamlValue) => toPlainObject(inner)) : value;
}
