import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { smallHeader } from "../../test/support/header-bytes.ts";
import { haveTools } from "../../test/support/made-packages.ts";
import type { RpmdbFile } from "./backend.ts";
import { listRpmDatabase } from "./list-rpm-database.ts";
import { readRpmDatabase } from "./read-rpm-database.ts";

const folder = mkdtempSync(join(tmpdir(), "ferry-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const createTable = "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)";

/** A database in SQLite's hands. Closing it would merge the log. */
function open(name: string, ...pragmas: readonly string[]) {
  const path = join(folder, name);
  const database = new DatabaseSync(path);
  for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
  database.exec(createTable);
  return {
    database,
    add: (...names: readonly string[]) => {
      for (const one of names) database.prepare("INSERT INTO Packages (blob) VALUES (?)").run(smallHeader(one, 200));
    },
    bytes: (suffix = "") => new Uint8Array(readFileSync(path + suffix)),
  };
}

function list(...[main, log]: readonly Uint8Array[]): readonly string[] {
  const files: RpmdbFile[] = [{ name: "rpmdb.sqlite", bytes: main! }];
  if (log !== undefined) files.push({ name: "rpmdb.sqlite-wal", bytes: log });
  return listRpmDatabase(readRpmDatabase(files).headers).map((line) => line.replace("-1.0-1.noarch", ""));
}

test.each([512, 1024, 4096, 32768, 65536])("pages of %i bytes, trees of several levels, overflow pages", (pageSize) => {
  const { database, add, bytes } = open(`pages-${pageSize}`, `page_size = ${pageSize}`);
  const names = Array.from({ length: 300 }, (_, index) => `p${index}`);
  database.exec("BEGIN");
  add(...names);
  database.exec("COMMIT");
  expect(list(bytes())).toEqual(names.sort());
  database.close();
});

test.skipIf(!haveTools("sqlite3"))("bytes reserved at the end of each page are left out", () => {
  const path = join(folder, "reserved");
  const blob = `x'${Buffer.from(smallHeader("one", 900)).toString("hex")}'`;
  const commands = [
    ".filectrl reserve_bytes 32",
    "VACUUM;",
    `${createTable};`,
    `INSERT INTO Packages (blob) VALUES (${blob});`,
  ];
  execFileSync("sqlite3", [path], { input: commands.join("\n") });
  const bytes = new Uint8Array(readFileSync(path));
  expect(bytes[20]).toBe(32);
  expect(list(bytes)).toEqual(["one"]);
});

test("an SQLite database without the table Packages is not rpm's", () => {
  const { database, bytes } = open("other");
  database.exec("DROP TABLE Packages");
  expect(() => list(bytes())).toThrow("schema at byte 100: has no table Packages");
  database.close();
});

test("a database with an interrupted write is refused", () => {
  const { database, add, bytes } = open("hot");
  add("old");
  const journal = Uint8Array.from([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 1]);
  const files = [
    { name: "rpmdb.sqlite", bytes: bytes() },
    { name: "rpmdb.sqlite-journal", bytes: journal },
  ];
  expect(() => readRpmDatabase(files)).toThrow("a write was interrupted");
  database.close();
});

describe("write-ahead log", () => {
  const wal = ["journal_mode = WAL", "wal_autocheckpoint = 0"];

  test("committed pages of an unmerged log count", () => {
    const { database, add, bytes } = open("unmerged", ...wal);
    add("one");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    add("two", "three");
    expect(list(bytes())).toEqual(["one"]);
    expect(list(bytes(), bytes("-wal"))).toEqual(["one", "three", "two"]);
    database.exec("DELETE FROM Packages WHERE hnum = 1");
    expect(list(bytes(), bytes("-wal"))).toEqual(["three", "two"]);
    database.close();
  });

  test("a database whose pages are all in the log", () => {
    const { database, add, bytes } = open("all-in-log", ...wal);
    add("one");
    expect(list(bytes(), bytes("-wal"))).toEqual(["one"]);
    database.close();
  });

  test("pages of a transaction that has not ended do not count", () => {
    const { database, add, bytes } = open("open-transaction", ...wal, "cache_size = 1", "cache_spill = 1");
    add("one");
    const committed = bytes("-wal").length;
    database.exec("BEGIN");
    add(...Array.from({ length: 50 }, (_, index) => `more${index}`));
    expect(bytes("-wal").length).toBeGreaterThan(committed);
    expect(list(bytes(), bytes("-wal"))).toEqual(["one"]);
    database.exec("ROLLBACK");
    database.close();
  });

  test("frames left from before the log was restarted do not count", () => {
    const { database, add, bytes } = open("restarted", ...wal);
    add("one", "two", "three", "four");
    database.exec("PRAGMA wal_checkpoint(RESTART)");
    const length = bytes("-wal").length;
    database.exec("DELETE FROM Packages WHERE hnum > 1");
    add("five");
    expect(bytes("-wal").length).toBe(length);
    expect(list(bytes(), bytes("-wal"))).toEqual(["five", "one"]);
    database.close();
  });

  test("a log that is cut or damaged counts up to the last whole commit before", () => {
    const { database, add, bytes } = open("cut", ...wal);
    add("one");
    const afterOne = bytes("-wal").length;
    add("two");
    const log = bytes("-wal");
    const damaged = Uint8Array.from(log);
    damaged[afterOne + 100]! ^= 1;
    for (const cut of [log.subarray(0, -1), log.subarray(0, afterOne + 10), log.subarray(0, afterOne), damaged]) {
      expect(list(bytes(), cut)).toEqual(["one"]);
    }
    const main = bytes();
    const otherSalt = Uint8Array.from(log);
    otherSalt[16]! ^= 1;
    for (const stale of [new Uint8Array(0), log.subarray(0, 31), otherSalt]) {
      // Without its log this database is SQLite's first page only.
      expect(() => list(main, stale)).toThrow("has no table Packages");
    }
    database.close();
  });

  test("a log that a big-endian machine wrote", () => {
    const { database, add, bytes } = open("big-endian", ...wal);
    add("one", "two");
    expect(list(bytes(), asBigEndian(bytes("-wal")))).toEqual(["one", "two"]);
    database.close();
  });
});

/** The same log with the checksums of a big-endian machine. */
function asBigEndian(log: Uint8Array): Uint8Array {
  const view = new DataView(Uint8Array.from(log).buffer);
  const frame = 24 + view.getUint32(8);
  let first = 0;
  let second = 0;
  function add(start: number, length: number): void {
    for (let at = start; at < start + length; at += 8) {
      first = (first + view.getUint32(at) + second) >>> 0;
      second = (second + view.getUint32(at + 4) + first) >>> 0;
    }
  }
  function put(at: number): void {
    view.setUint32(at, first);
    view.setUint32(at + 4, second);
  }
  view.setUint32(0, 0x377f0683);
  add(0, 24);
  put(24);
  for (let start = 32; start < log.length; start += frame) {
    add(start, 8);
    add(start + 24, frame - 24);
    put(start + 16);
  }
  return new Uint8Array(view.buffer);
}
