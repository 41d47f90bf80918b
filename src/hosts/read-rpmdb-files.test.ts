import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { RpmdbFilesError, readRpmdbFiles } from "./read-rpmdb-files.ts";
import { resolveInRoot } from "./resolve-in-root.ts";

const top = mkdtempSync(join(tmpdir(), "ferry-files-"));
afterAll(() => rmSync(top, { recursive: true }));
let count = 0;

/** A root with these files; what ends in "@" is a link to its text. */
function root(files: Readonly<Record<string, string>>): string {
  const path = join(top, `${count++}`);
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) {
    const target = join(path, name.replace(/@$/, ""));
    mkdirSync(join(target, ".."), { recursive: true });
    if (name.endsWith("@")) symlinkSync(text, target);
    else writeFileSync(target, text);
  }
  return path;
}

function read(path: string, maxBytes?: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readRpmdbFiles(path, maxBytes).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]),
  );
}

const both = { "rpmdb.sqlite": "main", "rpmdb.sqlite-wal": "log" };

describe("where a database may be", () => {
  test.each([
    ["an rpm folder", "", { ...both, "rpmdb.sqlite-shm": "shm", Basenames: "index" }],
    ["a file", "rpmdb.sqlite", both],
    ["a link to a file", "link", { ...both, "link@": "rpmdb.sqlite" }],
    ["a root", "", prefixed("var/lib/rpm/", both)],
    ["a root of Fedora or SUSE", "", prefixed("usr/lib/sysimage/rpm/", both)],
    [
      "a root with a link between the two",
      "",
      { ...prefixed("usr/lib/sysimage/rpm/", both), "var/lib/rpm@": "../../usr/lib/sysimage/rpm" },
    ],
    [
      "a root whose link is absolute",
      "",
      { ...prefixed("usr/lib/sysimage/rpm/", both), "var/lib/rpm@": "/usr/lib/sysimage/rpm" },
    ],
  ])("%s", (_, path, files) => {
    expect(read(join(root(files), path))).toEqual(both);
  });

  test("the first database that is not empty, by rpm's order", () => {
    expect(read(root({ Packages: "old", ...both }))).toEqual(both);
    expect(read(root({ Packages: "old", "rpmdb.sqlite": "" }))).toEqual({ Packages: "old", "rpmdb.sqlite": "" });
    expect(read(root({ "Packages.db": "ndb" }))).toEqual({ "Packages.db": "ndb" });
  });
});

describe("what is refused", () => {
  test("nothing there, and a root without a database", () => {
    expect(() => read(join(top, "absent"))).toThrow(RpmdbFilesError);
    const empty = root({ "etc/hostname": "x" });
    expect(() => read(empty)).toThrow(
      "neither it nor var/lib/rpm, usr/lib/sysimage/rpm, usr/share/rpm below it has rpmdb.sqlite",
    );
  });

  test("a FIFO, a device and a folder in place of the database", () => {
    const fifo = root({});
    execFileSync("mkfifo", [join(fifo, "Packages")]);
    expect(() => read(fifo)).toThrow("is not a regular file");
    expect(() => read("/dev/zero")).toThrow("is not a regular file");
    expect(() => read(root({ "Packages/file": "x" }))).toThrow("is not a regular file");
  });

  test("a file beyond the limit, before it is read", () => {
    const path = root({ Packages: "" });
    truncateSync(join(path, "Packages"), 2 ** 31);
    expect(() => read(path)).toThrow("it has 2147483648 bytes, more than the limit of 1073741824");
    expect(() => read(root({ Packages: "12345" }), 4)).toThrow("more than the limit of 4");
  });

  test("links that lead out of a mounted root", () => {
    const outside = root(both);
    expect(() => read(root({ "var/lib/rpm@": outside }))).toThrow(RpmdbFilesError);
    expect(() => read(root({ "var/lib/rpm/rpmdb.sqlite@": join(outside, "rpmdb.sqlite") }))).toThrow(RpmdbFilesError);
    expect(() => read(root({ "var/lib/rpm@": "../../../../../../../../../../var/lib/rpm" }))).toThrow(RpmdbFilesError);
  });
});

test("files that another program changes all the while are read until they stand still", () => {
  const path = root(both);
  const writer = spawn("sh", ["-c", "for i in $(seq 30); do echo $i > rpmdb.sqlite-wal; sleep 0.002; done"], {
    cwd: path,
  });
  expect(Object.keys(read(path))).toEqual(["rpmdb.sqlite", "rpmdb.sqlite-wal"]);
  writer.kill();
});

test.each([
  ["a/b", { "a/b": "" }, "a/b"],
  ["a/../b", { "a/x": "", b: "" }, "b"],
  ["link/b", { "a/b": "", "link@": "/a" }, "a/b"],
  ["one", { "one@": "two", "two@": "one" }, undefined],
  ["a/b", { "a/c": "" }, undefined],
])("resolveInRoot() of %s", (path, files, expected) => {
  const base = root(files);
  expect(resolveInRoot(base, path)).toBe(expected === undefined ? undefined : join(base, expected));
});

function prefixed(prefix: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [prefix + name, text]));
}
