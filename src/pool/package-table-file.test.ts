import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dependencyKinds, EQUAL } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { PackageTable } from "./package-table.ts";
import { encodePackageTable, openPackageTable, PackageTableFileError } from "./package-table-file.ts";
import { isRelation, relationIndex } from "./relations.ts";
import { TableBuilder } from "./table-builder.ts";
import { tableOfPackages } from "./table-of-packages.ts";

const packages: readonly InstalledPackage[] = [
  {
    name: "bash",
    epoch: 1,
    version: "5.1.8",
    release: "9.el9",
    arch: "x86_64",
    vendor: "Ünïcode",
    buildTime: 1_700_000_000,
    size: 7_738_634_000,
    sourceRpm: "bash-5.1.8-9.el9.src.rpm",
    files: ["/usr/bin/bash", "/usr/bin/sh"],
    dependencies: {
      provides: [{ name: "bash", flags: EQUAL, evr: "1:5.1.8-9.el9" }],
      requires: [
        { name: "libc.so.6", flags: 0, evr: "" },
        { name: "libc.so.6", flags: 0, evr: "" },
        { name: "(a if b)", flags: 0, evr: "" },
      ],
    },
  },
  { name: "gpg-pubkey", epoch: 0, version: "8483c65d", release: "5ccc5b19", arch: "(none)" },
];
const table = tableOfPackages(packages);
const file = encodePackageTable(table, crc32);

function textOf({ strings }: PackageTable, id: number | undefined): string {
  return new TextDecoder().decode(strings.data.subarray(strings.offsets[id ?? 0], strings.offsets[(id ?? 0) + 1]));
}

test("tableOfPackages() holds what the packages say, each dependency once", () => {
  expect(table.count).toBe(2);
  expect([...table.names].map((id) => textOf(table, id))).toEqual(["bash", "gpg-pubkey"]);
  expect([...table.evrs].map((id) => textOf(table, id))).toEqual(["1:5.1.8-9.el9", "8483c65d-5ccc5b19"]);
  expect([...table.vendors].map((id) => textOf(table, id))).toEqual(["Ünïcode", ""]);
  expect([...table.buildTimes]).toEqual([1_700_000_000, 0]);
  expect([...table.installedSizes]).toEqual([7_738_634_000, 0]);
  expect([...table.files.ids].map((id) => textOf(table, id))).toEqual(["/usr/bin/bash", "/usr/bin/sh"]);
  expect([...table.files.offsets]).toEqual([0, 2, 2]);
  expect([...table.dependencies.requires.ids].map((id) => textOf(table, id))).toEqual(["libc.so.6", "(a if b)"]);
  const [provide = 0] = table.dependencies.provides.ids;
  expect(isRelation(provide)).toBe(true);
  const index = relationIndex(provide);
  expect(textOf(table, table.relations.names[index])).toBe("bash");
  expect(textOf(table, table.relations.evrs[index])).toBe("1:5.1.8-9.el9");
  expect(table.relations.flags[index]).toBe(EQUAL);
});

test("a table comes back from its file as it was", () => {
  expect(openPackageTable(file, "x", crc32)).toEqual(table);
});

test("a table comes back from a file that is not aligned in memory", () => {
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  expect(openPackageTable(shifted.subarray(3), "x", crc32)).toEqual(table);
});

test("a table without packages comes back too", () => {
  const empty = new TableBuilder().build();
  expect(openPackageTable(encodePackageTable(empty, crc32), "x", crc32)).toEqual(empty);
});

test("the same dependency counts once in each kind and package", () => {
  const builder = new TableBuilder(1, 16);
  const name = builder.strings.idOfText("a");
  for (let i = 0; i < 2; i++) {
    for (const kind of [0, 1, 1]) builder.addDependency(kind, name);
    for (const kind of [0, 1, 1]) builder.addDependency(kind, builder.relations.idOf(name, EQUAL, name));
    const row = { name, evr: name, arch: name, vendor: 1, buildTime: 0, sourceRpm: 1, location: 1 };
    builder.addPackage({ ...row, packageSize: 0, installedSize: 0, checksum: 0 });
  }
  const built = builder.build();
  for (const kind of dependencyKinds.slice(0, 2)) expect([...built.dependencies[kind].offsets]).toEqual([0, 2, 4]);
});

test.each([
  ["empty", new Uint8Array(), /it has 0 bytes, less than a header/],
  ["something else", new TextEncoder().encode("x".repeat(100)), /it is no package table/],
  ["cut", file.subarray(0, file.length - 8), /bytes and should have/],
  ["longer", Uint8Array.from([...file, 0, 0, 0, 0, 0, 0, 0, 0]), /bytes and should have/],
  ["of another format", withWord(2, 99), /it has format 99/],
  ["of another byte order", withWord(3, 0x04030201), /another byte order/],
  ["damaged", withWord(20, 7), /its checksum is wrong/],
])("a file that is %s is refused", (_, bytes, message) => {
  expect(() => openPackageTable(bytes, "x", crc32)).toThrow(PackageTableFileError);
  expect(() => openPackageTable(bytes, "x", crc32)).toThrow(message);
});

test("any one changed byte after the header is seen", () => {
  fc.assert(
    fc.property(fc.integer({ min: 32, max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = file.slice();
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(() => openPackageTable(bytes, "x", crc32)).toThrow(/checksum is wrong/);
    }),
  );
});

test("any bytes at all give a PackageTableFileError", () => {
  const header = file.slice(0, 32);
  fc.assert(
    fc.property(fc.boolean(), fc.uint8Array({ maxLength: 400 }), (hasHeader, rest) => {
      const bytes = hasHeader ? Uint8Array.from([...header, ...rest]) : rest;
      expect(() => openPackageTable(bytes, "x", crc32)).toThrow(PackageTableFileError);
    }),
  );
});

function withWord(index: number, value: number): Uint8Array {
  const bytes = file.slice();
  new DataView(bytes.buffer).setUint32(index * 4, value, true);
  return bytes;
}
