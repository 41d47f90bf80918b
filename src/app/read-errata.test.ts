import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { MAX_ADVISORY } from "../compare/errata.ts";
import { readErrata } from "./read-errata.ts";
import { RequestError } from "./request-error.ts";

const work = mkdtempSync(join(tmpdir(), "ferry-errata-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function advisory(number: number): string {
  return JSON.stringify({
    id: `ALSA-2026:${number}`,
    published: "2026-01-01T00:00:00Z",
    modified: "2026-01-02T00:00:00Z",
    affected: [{ package: { ecosystem: "AlmaLinux:9", name: "bash" } }],
  });
}

const database = join(work, "database");
mkdirSync(join(database, "advisories/almalinux9"), { recursive: true });
writeFileSync(join(database, "README.md"), "no advisory");
for (const number of [1, 2, 3]) writeFileSync(join(database, `advisories/almalinux9/${number}.json`), advisory(number));
symlinkSync(database, join(database, "loop"));

test("reads a folder, and follows no link", async () => {
  const { advisories, newest, source } = await readErrata(database);
  expect([advisories.length, newest, source]).toEqual([3, "2026-01-01", `--errata ${database}`]);
});

test.each([
  ["tar", []],
  ["tar.gz", ["-z"]],
  ["tar.zst", ["--zstd"]],
])("reads a .%s", async (ending, options) => {
  const path = join(work, `database.${ending}`);
  execFileSync("tar", ["-C", work, ...options, "-cf", path, "database"]);
  expect((await readErrata(path)).advisories).toHaveLength(3);
});

test.each([
  ["what is not there", () => join(work, "none"), /ENOENT/],
  [
    "an empty folder",
    () => mkdirSync(join(work, "empty"), { recursive: true }) ?? join(work, "empty"),
    /none is of AlmaLinux/,
  ],
  ["a file that is too long", () => file("long.json", " ".repeat(MAX_ADVISORY + 1)), /at most/],
  ["a broken archive", () => file("broken.tar.zst", "no archive"), /Cannot read the advisories/],
  ["a cut archive", () => file("cut.tar", "x".repeat(700)), /Cannot/],
])("refuses %s", async (_, path, message) => {
  const error: unknown = await readErrata(path()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RequestError);
  expect((error as Error).message).toMatch(message);
});

function file(name: string, text: string): string {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}
