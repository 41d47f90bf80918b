import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Cache, defaultCacheFolder } from "./cache.ts";

const root = mkdtempSync(join(tmpdir(), "ferry-cache-"));
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  [{ XDG_CACHE_HOME: "/var/tmp/x", HOME: "/home/a" }, "/var/tmp/x/ferry"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/home/a" }, "/home/a/.cache/ferry"],
  [{ XDG_CACHE_HOME: "", HOME: "/home/a" }, "/home/a/.cache/ferry"],
])("defaultCacheFolder(%j) is %s", (environment, folder) => {
  expect(defaultCacheFolder(environment)).toBe(folder);
});

test("what is written can be read, by its owner alone", async () => {
  const cache = Cache.open(join(root, "plain"));
  expect(await cache.read("files", "sha256-ab")).toBeUndefined();
  expect(await cache.has("files", "sha256-ab")).toBe(false);
  await cache.write("files", "sha256-ab", Buffer.from("one"));
  expect(await cache.has("files", "sha256-ab")).toBe(true);
  expect(Buffer.from((await cache.read("files", "sha256-ab")) ?? []).toString()).toBe("one");
  expect(statSync(cache.folder).mode & 0o777).toBe(0o700);
  expect(statSync(cache.path("files", "sha256-ab")).mode & 0o777).toBe(0o600);
  await cache.remove("files", "sha256-ab");
  await cache.remove("files", "sha256-ab");
  expect(await cache.has("files", "sha256-ab")).toBe(false);
});

test("an entry that could not be made whole is not made, and leaves nothing behind", async () => {
  const cache = Cache.open(join(root, "failing"));
  const failing = cache.fill("files", "a", (path) => {
    writeFileSync(path, "half");
    throw new RangeError("the line broke");
  });
  await expect(failing).rejects.toThrow(new RangeError("the line broke"));
  expect(readdirSync(join(cache.folder, "files"))).toEqual([]);
});

test.each(["../a", "a/b", ".hidden", "", "a\0"])("%j is refused as a name", async (name) => {
  await expect(Cache.open(join(root, "names")).read("files", name)).rejects.toThrow("it is no file name");
});

test("a folder that others can write to, or that is a link or a file, is refused", () => {
  const open = join(root, "open");
  mkdirSync(open);
  chmodSync(open, 0o777);
  expect(() => Cache.open(open)).toThrow(
    `Cannot use the cache ${open}: others may write to ${open}; run chmod go-w on it`,
  );
  const link = join(root, "link");
  symlinkSync(join(root, "plain"), link);
  expect(() => Cache.open(link)).toThrow("is not a folder");
  const file = join(root, "file");
  writeFileSync(file, "");
  expect(() => Cache.open(file)).toThrow(`Cannot use the cache ${file}`);
});

test("several processes writing at once leave one whole entry", async () => {
  const cache = Cache.open(join(root, "shared"));
  const script = `
    import { Cache } from ${JSON.stringify(join(import.meta.dirname, "cache.ts"))};
    const cache = Cache.open(${JSON.stringify(cache.folder)});
    for (let i = 0; i < 20; i++) {
      await cache.write("files", "entry", Buffer.alloc(1_000_000, process.argv[1]));
      const bytes = await cache.read("files", "entry");
      if (bytes.length !== 1_000_000 || bytes.some((byte) => byte !== bytes[0])) throw new Error("torn");
    }`;
  const codes = await Promise.all(
    ["a", "b", "c"].map(
      (letter) =>
        new Promise((resolve) => {
          spawn(process.execPath, ["--input-type=module-typescript", "-e", script, letter], { stdio: "inherit" }).on(
            "close",
            resolve,
          );
        }),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  const bytes = readFileSync(cache.path("files", "entry"));
  expect(new Set(bytes).size).toBe(1);
  expect(readdirSync(join(cache.folder, "files"))).toEqual(["entry"]);
});

test("prune() drops what is old, then the longest unused, and abandoned parts", async () => {
  const cache = Cache.open(join(root, "pruned"));
  const now = new Date("2026-11-22T00:00:00Z");
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3600 * 1000);
  for (const [name, days] of [
    ["ancient", 31],
    ["old", 20],
    ["new", 1],
    ["newest", 0],
  ] as const) {
    await cache.write("files", name, Buffer.alloc(100));
    utimesSync(cache.path("files", name), daysAgo(days), daysAgo(days));
  }
  const part = join(cache.folder, "tables", ".x.1.part");
  const live = join(cache.folder, "tables", ".y.1.part");
  for (const [path, days] of [
    [part, 2],
    [live, 0],
  ] as const) {
    writeFileSync(path, "half");
    utimesSync(path, daysAgo(days), daysAgo(days));
  }
  expect(await cache.prune(now, { maximumBytes: 200 })).toBe(204);
  expect(readdirSync(join(cache.folder, "files")).toSorted()).toEqual(["new", "newest"]);
  expect(readdirSync(join(cache.folder, "tables"))).toEqual([".y.1.part"]);
  expect(await cache.prune(now)).toBe(0);
});
