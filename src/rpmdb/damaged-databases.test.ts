import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { smallHeader } from "../../test/support/header-bytes.ts";
import { ndbBytes, writeBerkeleyDb } from "../../test/support/made-databases.ts";
import { haveTools } from "../../test/support/made-packages.ts";
import { processorTime } from "../../test/support/processor-time.ts";
import { nodeDigest } from "../hosts/node-digest.ts";
import type { HeaderBlob } from "./backend.ts";
import { describeHeader } from "./describe-header.ts";
import { nevraOf } from "./nevra-of.ts";
import { readRpmDatabase } from "./read-rpm-database.ts";
import { RpmdbError } from "./rpmdb-error.ts";

// One suite over the formats: the whole database reads, every cut and every damaged copy reads or fails as RpmdbError.
const folder = mkdtempSync(join(tmpdir(), "ferry-damaged-"));
afterAll(() => rmSync(folder, { recursive: true }));

const names = Array.from({ length: 40 }, (_, index) => `package${index}`);
// Some headers fit a page, some go on over many.
const blobs: readonly HeaderBlob[] = names.map((name, index) => ({
  instance: index + 1,
  offset: 0,
  file: "",
  bytes: smallHeader(name, index % 7 === 0 ? 600 : 3),
}));

interface Sample {
  readonly format: string;
  readonly bytes: Uint8Array;
}

function sqliteBytes(): Uint8Array {
  const path = join(folder, "rpmdb.sqlite");
  const database = new DatabaseSync(path);
  database.exec("PRAGMA page_size = 1024");
  database.exec("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
  for (const { bytes } of blobs) database.prepare("INSERT INTO Packages (blob) VALUES (?)").run(bytes);
  database.close();
  return new Uint8Array(readFileSync(path));
}

function berkeleyBytes(byteOrder: "big-endian" | "little-endian"): Uint8Array {
  const path = join(folder, byteOrder);
  writeBerkeleyDb(path, blobs, { byteOrder, pageSize: 1024 });
  return new Uint8Array(readFileSync(join(path, "Packages")));
}

const samples: readonly Sample[] = [
  { format: "sqlite", bytes: sqliteBytes() },
  { format: "ndb", bytes: ndbBytes(blobs) },
  ...(haveTools("perl")
    ? (["big-endian", "little-endian"] as const).map((order) => ({
        format: `BerkeleyDB ${order}`,
        bytes: berkeleyBytes(order),
      }))
    : []),
];

/** Everything that can be asked of a database; the number of packages. */
function readAll(bytes: Uint8Array): number {
  let count = 0;
  for (const header of readRpmDatabase([{ name: "database", bytes }], nodeDigest).headers) {
    describeHeader(header);
    count++;
  }
  return count;
}

/** undefined when all could be read. Anything but RpmdbError fails the test. */
function errorOf(bytes: Uint8Array): RpmdbError | undefined {
  try {
    readAll(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof RpmdbError) return error;
    throw error;
  }
}

describe.each(samples)("$format", ({ bytes }) => {
  test("the whole database reads", () => {
    const headers = Array.from(readRpmDatabase([{ name: "database", bytes }]).headers);
    expect(
      headers
        .map(nevraOf)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  });

  test("a truncated database is an error with the offset, wherever it is cut", () => {
    for (let length = 0; length < bytes.length - 16; length += 509) {
      const error = errorOf(bytes.subarray(0, length));
      expect(error, `cut at ${length}`).toBeInstanceOf(RpmdbError);
      expect(error?.message).toMatch(/^Cannot read database.*: .+ at byte \d+: .+/);
      expect(error?.position.offset).toBeLessThanOrEqual(bytes.length);
    }
  });

  test("zeros or ones written over any part are an error, or change nothing that was read", () => {
    const size = 700;
    let errors = 0;
    for (let start = 0; start < bytes.length; start += 4099) {
      for (const value of [0x00, 0xff]) {
        const copy = Uint8Array.from(bytes).fill(value, start, start + size);
        if (errorOf(copy) !== undefined) errors++;
      }
    }
    expect(errors).toBeGreaterThan(10);
  });

  test("random damage ends in packages or RpmdbError, soon", () => {
    const words = fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0x0fffffff, 4096, 65536);
    const damage = fc.array(
      fc.record({ at: fc.nat(bytes.length - 4), word: fc.oneof(words, fc.nat()), littleEndian: fc.boolean() }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(damage, (list) => {
        const copy = Uint8Array.from(bytes);
        const view = new DataView(copy.buffer);
        for (const { at, word, littleEndian } of list) view.setUint32(at, word, littleEndian);
        const start = processorTime();
        errorOf(copy);
        expect(processorTime() - start).toBeLessThan(2000);
      }),
      { numRuns: 150 },
    );
  });

  test("damage to the pages and tables at the start ends in packages or RpmdbError, soon", () => {
    const early = fc.array(fc.record({ at: fc.nat(1200), byte: fc.nat(255) }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(early, (list) => {
        const copy = Uint8Array.from(bytes);
        for (const { at, byte } of list) copy[at] = byte;
        const start = processorTime();
        errorOf(copy);
        expect(processorTime() - start).toBeLessThan(2000);
      }),
      { numRuns: 150 },
    );
  });
});

describe("chains of pages that run in a circle", () => {
  test("sqlite: an overflow page that names itself", () => {
    const bytes = Uint8Array.from(samples[0]!.bytes);
    const view = new DataView(bytes.buffer);
    // Overflow pages begin with the number of the next; make each its own.
    const pages = bytes.length / 1024;
    for (let page = 3; page <= pages; page++) {
      const start = (page - 1) * 1024;
      const isTree = bytes[start] === 0x0d || bytes[start] === 0x05;
      if (!isTree && view.getUint32(start) > 0) view.setUint32(start, page);
    }
    expect(() => readAll(bytes)).toThrow("is reached a second time: the pages form a cycle");
  });

  test.skipIf(samples.length < 4).each(["big-endian", "little-endian"])("BerkeleyDB, %s", (order) => {
    const bytes = Uint8Array.from(samples.find(({ format }) => format.endsWith(order))!.bytes);
    const view = new DataView(bytes.buffer);
    for (let start = 1024; start < bytes.length; start += 1024) {
      const isHashPage = bytes[start + 25] === 13 || bytes[start + 25] === 2;
      if (isHashPage) view.setUint32(start + 16, start / 1024, order === "little-endian");
    }
    expect(() => readAll(bytes)).toThrow("is reached a second time: the chain of pages is a cycle");
  });

  test("ndb: two slots with the same blob", () => {
    const bytes = Uint8Array.from(samples[1]!.bytes);
    bytes.copyWithin(3 * 16, 2 * 16, 3 * 16);
    expect(() => readAll(bytes)).toThrow("overlaps the one that ends at byte");
  });
});

test.each([
  ["no files", [], "found no files"],
  ["no database among the files", [["__db.001-shm", "x"]], "found __db.001-shm"],
  ["0 bytes", [["rpmdb.sqlite", ""]], "Cannot read rpmdb.sqlite: database at byte 0: the file is empty (0 bytes)"],
  [
    "an unknown format",
    [["Packages", "hello"]],
    "is none of SQLite, BerkeleyDB hash and ndb; its 5 bytes begin with 68 65 6c 6c 6f",
  ],
] as const)("%s is a clear error", (_, files, message) => {
  const given = files.map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
  expect(() => readRpmDatabase(given)).toThrow(message);
});

test("an empty database does not hide the one beside it", () => {
  const files = [
    { name: "rpmdb.sqlite", bytes: new Uint8Array(0) },
    { name: "Packages.db", bytes: samples[1]!.bytes },
  ];
  expect(readRpmDatabase(files)).toMatchObject({ format: "ndb", file: "Packages.db" });
});

test("random bytes are an error, with or without the magic of a format", () => {
  const magics = [[], [...samples[0]!.bytes.subarray(0, 100)], [...samples[1]!.bytes.subarray(0, 32)]];
  fc.assert(
    fc.property(fc.constantFrom(...magics), fc.uint8Array({ minLength: 1, maxLength: 4096 }), (magic, random) => {
      errorOf(Uint8Array.from([...magic, ...random]));
    }),
    { numRuns: 300 },
  );
});
