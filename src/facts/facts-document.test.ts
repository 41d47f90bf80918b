import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { FactsDocument } from "./facts-document.ts";
import { factsJsonSchema } from "./facts-json-schema.ts";
import { formatFactsDocument } from "./format-facts-document.ts";
import { PackageJson } from "./package-schema.ts";
import { parseFactsDocument } from "./parse-facts-document.ts";
import { factsOf } from "./read-facts.ts";

function documentWith(packages: readonly InstalledPackage[]): FactsDocument {
  return {
    schema: "ferry/facts/1",
    host: "web1",
    collectedAt: "2026-01-01T00:00:00.000Z",
    source: "ssh",
    root: true,
    facts: { ...factsOf(new Map()), packages: { kind: "known", value: packages } },
  };
}

const bash: InstalledPackage = {
  name: "bash",
  epoch: 0,
  version: "5.1.8",
  release: "9.el9",
  arch: "x86_64",
  vendor: "CentOS",
  signer: "",
  dependencies: {
    provides: [{ name: "bash", flags: 2, evr: "5.1.8-9.el9" }],
    requires: [
      { name: "filesystem", flags: 3, evr: "3" },
      { name: "/bin/sh", flags: 0, evr: "" },
    ],
    conflicts: [],
  },
  files: ["/usr/bin/bash"],
};

test("a document is written for people: a line a fact, a line a package, dependencies as rpm writes them", () => {
  const lines = formatFactsDocument(documentWith([bash])).split("\n");
  expect(lines.find((line) => line.includes('"bash"'))?.trim()).toBe(
    '{"name":"bash","epoch":0,"version":"5.1.8","release":"9.el9","arch":"x86_64","vendor":"CentOS","signer":"","dependencies":{"provides":["bash = 5.1.8-9.el9"],"requires":["filesystem >= 3","/bin/sh"],"conflicts":[]},"files":["/usr/bin/bash"]}',
  );
  expect(lines.find((line) => line.includes('"fstab"'))).toBe(
    '    "fstab": {"kind":"unreadable","reason":"not captured: fstab"},',
  );
});

const dependency = fc.oneof(
  fc.record({ name: fc.string(), flags: fc.integer({ min: 1, max: 7 }), evr: fc.string() }),
  fc.record({ name: fc.string(), flags: fc.constant(0), evr: fc.constant("") }),
  fc.record({
    name: fc.constantFrom("a", "a b", "a >= 1", "(a if b)", "(a", ""),
    flags: fc.integer({ min: 0, max: 7 }),
    evr: fc.constantFrom("", "1", "1:2-3", "1 2"),
  }),
);
const installed: fc.Arbitrary<InstalledPackage> = fc.record(
  {
    name: fc.string(),
    epoch: fc.nat(),
    version: fc.string(),
    release: fc.string(),
    arch: fc.string(),
    vendor: fc.string(),
    buildTime: fc.nat(),
    buildHost: fc.string(),
    installTime: fc.nat(),
    size: fc.maxSafeNat(),
    sourceRpm: fc.string(),
    module: fc.string(),
    signer: fc.string(),
    origin: fc.string(),
    dependencies: fc.dictionary(fc.constantFrom(...dependencyKinds), fc.array(dependency), {
      noNullPrototype: true,
    }) as fc.Arbitrary<Partial<Record<DependencyKind, { name: string; flags: number; evr: string }[]>>>,
    files: fc.array(fc.string()),
  },
  { requiredKeys: ["name", "epoch", "version", "release", "arch"], noNullPrototype: true },
);

test("what is written is read back equal, and is as the JSON Schema says", () => {
  fc.assert(
    fc.property(fc.array(installed, { maxLength: 4 }), (packages) => {
      const document = documentWith(packages);
      const text = formatFactsDocument(document);
      expect(parseFactsDocument(text)).toEqual(document);
      const { facts } = JSON.parse(text) as { facts: { packages: { value: unknown } } };
      expect(z.array(PackageJson).safeParse(facts.packages.value).success).toBe(true);
    }),
    { numRuns: 300 },
  );
});

const good = JSON.parse(formatFactsDocument(documentWith([bash]))) as Record<string, unknown>;

/** The good document with one value, at a path, put in the place of another. */
function spoiled(path: string, value: unknown): string {
  const copy = structuredClone(good);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let place = copy;
  for (const key of keys) place = place[key] as Record<string, unknown>;
  place[last] = value;
  return JSON.stringify(copy);
}

test.each([
  ["", "Cannot read the facts: not JSON"],
  ["[]", 'expected a document of the schema "ferry/facts/1", found no schema'],
  ['{"schema":"ferry/facts/2"}', 'found "ferry/facts/2"'],
  ['{"schema":"ferry/facts/1"}', "at host"],
  [spoiled("host", 5), "at host"],
  [spoiled("more", 5), 'Unrecognized key: "more"'],
  [spoiled("source", "guess"), "at source"],
  [spoiled("facts.fips", { kind: "known", value: "yes" }), "at facts.fips.value"],
  [spoiled("facts.fstab", { kind: "known" }), "at facts.fstab.value"],
  [spoiled("facts.packages.value", "many"), "Cannot read facts.packages.value: expected an array, found string"],
  [spoiled("facts.packages.value.0", null), "Cannot read facts.packages.value[0]: expected an object, found null"],
  [spoiled("facts.packages.value.0.epoch", "0"), "facts.packages.value[0].epoch: expected a number, found string"],
  [spoiled("facts.packages.value.0.epoch", -1), "facts.packages.value[0].epoch: expected a whole number"],
  [spoiled("facts.packages.value.0.name", undefined), "facts.packages.value[0].name: expected a value, found nothing"],
  [spoiled("facts.packages.value.0.colour", "red"), 'facts.packages.value[0]: unknown key "colour"'],
  [spoiled("facts.packages.value.0.files.0", 7), "facts.packages.value[0].files[0]: expected a string, found number"],
  [spoiled("facts.packages.value.0.dependencies.wants", []), 'value[0].dependencies: unknown key "wants"'],
  [spoiled("facts.packages.value.0.dependencies.requires.1", 7), "requires[1]: expected an object, found number"],
  [
    spoiled("facts.packages.value.0.dependencies.requires.1", { name: "a", flags: 9, evr: "1" }),
    "requires[1].flags: expected a whole number from 0 to 7",
  ],
])("parseFactsDocument() refuses %j", (text, message) => {
  expect(() => parseFactsDocument(text)).toThrow(message);
});

test("a document that is too long is refused before it is looked at", () => {
  expect(() => parseFactsDocument("x".repeat(101), { maximumLength: 100 })).toThrow("101 characters are more than 100");
});

test("any JSON either is a document or is refused by our own error", () => {
  const spoil = fc.record({
    path: fc.constantFrom(
      "facts",
      "facts.packages",
      "facts.packages.value",
      "facts.packages.value.0",
      "facts.packages.value.0.dependencies",
      "facts.packages.value.0.dependencies.requires",
      "facts.packages.value.0.files",
      "facts.mounts",
      "host",
      "__proto__",
    ),
    value: fc.jsonValue(),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        spoil.map(({ path, value }) => spoiled(path, value)),
        fc.json(),
        fc.string(),
      ),
      (text) => {
        try {
          parseFactsDocument(text);
        } catch (error) {
          expect(error).toHaveProperty("name", "FactsDocumentError");
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("factsJsonSchema() describes packages as they are written", () => {
  const schema = factsJsonSchema() as {
    properties: { facts: { properties: { packages: { anyOf?: unknown; oneOf?: unknown } } } };
  };
  const { packages } = schema.properties.facts.properties;
  expect(JSON.stringify(packages)).toContain('"sourceRpm"');
  expect(schema).toHaveProperty("properties.schema.const", "ferry/facts/1");
});

test("a document of 1,500 packages is read in a fraction of a second", () => {
  const packages = Array.from({ length: 1500 }, (_, i) => ({
    ...bash,
    name: `package${i}`,
    dependencies: {
      provides: Array.from({ length: 10 }, (_, j) => ({ name: `lib${i}-${j}.so`, flags: 2, evr: "1.0-1" })),
      requires: Array.from({ length: 30 }, (_, j) => ({
        name: `lib${(i * 7 + j) % 1500}-${j % 10}.so`,
        flags: 3,
        evr: "1.0",
      })),
    },
  }));
  const text = formatFactsDocument(documentWith(packages));
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    parseFactsDocument(text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  // 20 ms where it was measured (Node 24, one core of a shared machine); the bound only catches a different order.
  expect(times.sort((a, b) => a - b)[2]).toBeLessThan(300);
});
