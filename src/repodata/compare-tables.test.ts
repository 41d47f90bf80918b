import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import { compareTables } from "./compare-tables.ts";
import { type TablePackage, tablePackage } from "./test-support/table-package.ts";

function tableOf(packages: readonly (string | readonly [string, TablePackage])[]) {
  return tableOfPackages(
    packages.map((item) => (typeof item === "string" ? tablePackage(item) : tablePackage(item[0], item[1]))),
  );
}

test("compareTables() tells versions and packages of one side only", () => {
  const left = tableOf([
    "same-1-1.x86_64",
    ["up-1.0-1.x86_64", { source: "lift" }],
    "down-2~rc1-1.x86_64",
    "down-1-8.x86_64",
    ["gone-1-1.x86_64", { source: "lost" }],
    ["gone-libs-1-1.x86_64", { source: "lost" }],
    ["cut-1-1.x86_64", { source: "lift" }],
  ]);
  const right = tableOf([
    "same-1-1.x86_64",
    ["up-1.0-2.x86_64", { source: "lift" }],
    "down-1-9.x86_64",
    "new-1-1.noarch",
  ]);
  expect(compareTables(left, right)).toEqual({
    equal: false,
    packages: { left: 7, right: 4 },
    same: 1,
    rebuilt: [],
    otherArch: [],
    newer: [{ package: "up.x86_64", left: "1.0-1", right: "1.0-2", source: "lift" }],
    older: [{ package: "down.x86_64", left: "2~rc1-1", right: "1-9", source: "down" }],
    onlyLeft: ["cut-1-1.x86_64", "gone-1-1.x86_64", "gone-libs-1-1.x86_64"],
    onlyRight: ["new-1-1.noarch"],
    replaced: [],
    sources: {
      onlyLeft: [
        { source: "lost", packages: 2, whole: true },
        { source: "lift", packages: 1, whole: false },
      ],
      onlyRight: [{ source: "new", packages: 1, whole: true }],
    },
    formerBuilds: { onlyLeft: ["down-1-8.x86_64"], onlyRight: [] },
  });
});

test("the same version in another file is a difference", () => {
  const left = tableOf([["a-1-1.x86_64", { buildTime: 5 }], "b-1-1.x86_64"]);
  const right = tableOf([["a-1-1.x86_64", { buildTime: 6 }], "b-1-1.x86_64"]);
  expect(compareTables(left, right)).toMatchObject({ equal: false, same: 2, rebuilt: ["a-1-1.x86_64"] });
});

test("an older build that only one side keeps is a difference", () =>
  expect(compareTables(tableOf(["a-2-1.x86_64", "a-1-1.x86_64"]), tableOf(["a-2-1.x86_64"]))).toMatchObject({
    equal: false,
    same: 1,
    formerBuilds: { onlyLeft: ["a-1-1.x86_64"], onlyRight: [] },
  }));

test("what became noarch, or is for another architecture, is one package; source packages and 32 bits are others", () => {
  const left = tableOf(["docs-1-1.x86_64", "tool-1-1.x86_64", "lib-1-1.i686", "lib-1-1.x86_64", "x-1-1.src"]);
  const right = tableOf(["docs-1-1.noarch", "tool-2-1.x86_64_v2", "lib-1-1.x86_64_v2", "x-1-1.noarch"]);
  expect(compareTables(left, right)).toMatchObject({
    otherArch: [
      { package: "docs.x86_64", left: "1-1", right: "1-1", rightArch: "noarch" },
      { package: "lib.x86_64", rightArch: "x86_64_v2" },
    ],
    newer: [{ package: "tool.x86_64", left: "1-1", right: "2-1", rightArch: "x86_64_v2" }],
    onlyLeft: ["lib-1-1.i686", "x-1-1.src"],
    onlyRight: ["x-1-1.noarch"],
  });
});

test("streams are compared one by one, and what left its module is still the same package", () => {
  const left = tableOf(["node-18-1.x86_64", "node-16-1.x86_64", "ruby-3.1-1.x86_64"]);
  const right = tableOf(["node-18-2.x86_64", "node-20-1.x86_64", "ruby-3.3-1.x86_64"]);
  const streams = {
    left: new Map([
      ["node-18-1.x86_64", "node:18"],
      ["node-16-1.x86_64", "node:16"],
      ["ruby-3.1-1.x86_64", "ruby:3.1"],
    ]),
    right: new Map([
      ["node-18-2.x86_64", "node:18"],
      ["node-20-1.x86_64", "node:20"],
    ]),
  };
  expect(compareTables(left, right, streams)).toMatchObject({
    newer: [
      { package: "node.x86_64", left: "18-1", right: "18-2", module: "node:18" },
      { package: "ruby.x86_64", left: "3.1-1", right: "3.3-1", module: "ruby:3.1" },
    ],
    onlyLeft: ["node-16-1.x86_64"],
    onlyRight: ["node-20-1.x86_64"],
  });
});

test.each([
  ["old < 2", true],
  ["old < 1", false],
  ["old <= 1.5", true],
  ["old = 1.5-2", false],
  ["old", true],
])("a package that the other side obsoletes as %s is replaced: %s", (obsoletes, replaced) => {
  const right = tableOf([["young-1-1.noarch", { obsoletes: [obsoletes] }]]);
  expect(compareTables(tableOf(["old-1.5-1.noarch"]), right).replaced).toEqual(
    replaced ? [{ package: "old-1.5-1.noarch", by: "young" }] : [],
  );
});

test("every package is counted once, whatever the tables", () => {
  const nevra = record({
    name: constantFrom("a", "b", "c"),
    version: integer({ min: 1, max: 3 }),
    arch: constantFrom("noarch", "x86_64", "i686", "src"),
  }).map(({ name, version, arch }) => `${name}-${version}-1.${arch}`);
  assert(
    property(array(nevra, { maxLength: 15 }), array(nevra, { maxLength: 15 }), (one, other) => {
      const difference = compareTables(tableOf(one), tableOf(other));
      const { same, otherArch, newer, older, onlyLeft, onlyRight, formerBuilds, equal } = difference;
      const pairs = same + otherArch.length + newer.length + older.length;
      const labels = (list: readonly string[]) => new Set(list.map((text) => text.replace(/-\d-1/, ""))).size;
      expect(pairs + onlyLeft.length).toBe(labels(one));
      expect(pairs + onlyRight.length).toBe(labels(other));
      expect(equal).toBe([...new Set(one)].sort().join() === [...new Set(other)].sort().join());
      const back = compareTables(tableOf(other), tableOf(one));
      expect(back.formerBuilds.onlyRight).toEqual(formerBuilds.onlyLeft);
      expect([back.newer.length, back.older.length, back.same]).toEqual([older.length, newer.length, same]);
    }),
  );
});

test("thousands of architectures of one name are not paired, and take no time", () => {
  const many = (prefix: string) => tableOf(Array.from({ length: 20_000 }, (_, index) => `a-1-1.${prefix}${index}`));
  expect(compareTables(many("x"), many("y"))).toMatchObject({ same: 0, otherArch: [] });
});
