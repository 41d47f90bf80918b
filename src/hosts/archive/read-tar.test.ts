import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EntryCollector } from "./archive-entries.ts";
import { findHost } from "./archive-files.ts";
import { defaultArchiveLimits } from "./archive-limits.ts";
import { readArchive } from "./read-archive.ts";
import { readTar, readTarStream } from "./read-tar.ts";

interface Entry extends Partial<Header> {
  readonly name: string;
  readonly text?: string;
}

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { text, ...header } of entries) tar.entry(header, text ?? "");
  tar.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of tar as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

const host: readonly Entry[] = [
  { name: "./insights-web1-2024/data/insights_commands/uname_-a", text: "Linux web1 5.14.0 #1 SMP x86_64 GNU/Linux\n" },
  { name: "insights-web1-2024/data/etc/os-release", text: "ID=centos\nVERSION_ID=9\n" },
  { name: "insights-web1-2024/data/etc/._os-release", text: "Mac OS X" },
  { name: "insights-web1-2024/data/var/log/huge", text: "not wanted" },
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferry-tar-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

function filter(command: string, bytes: Buffer): Buffer | undefined {
  try {
    return execFileSync(command, ["-c"], { input: bytes });
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

test.each(["plain.tar.gz", "x.tar.gz", "x.tar.zst", "x.tar.xz", "x.tar.bz2"])(
  "%s is read by what its bytes say",
  async (name) => {
    const tar = await tarOf(host);
    const compressed = {
      "plain.tar.gz": tar,
      "x.tar.gz": gzipSync(tar),
      "x.tar.zst": zstdCompressSync(tar),
      "x.tar.xz": filter("xz", tar),
      "x.tar.bz2": filter("bzip2", tar),
    }[name];
    if (compressed === undefined) {
      console.log(`not run: ${name} needs xz and bzip2`);
      return;
    }
    const { facts, source } = await readArchive(await written(name, compressed));
    expect(source).toBe("insights");
    expect(facts.osRelease).toMatchObject({ kind: "known", value: { id: "centos" } });
  },
);

test.each<readonly [string, readonly Entry[], string]>([
  [
    "an upward path",
    [{ name: "a/../../etc/os-release", text: "x" }],
    'the path "a/../../etc/os-release" leads out of it',
  ],
  [
    "no host",
    [{ name: "readme.txt", text: "x" }],
    "it holds neither an Insights archive, a sos report nor facts of Ferry",
  ],
  ["nothing", [], "it holds neither an Insights archive, a sos report nor facts of Ferry"],
  [
    "two hosts",
    [
      { name: "a/insights_commands/uname_-a", text: "x" },
      { name: "b/insights_commands/uname_-a", text: "x" },
    ],
    "it holds several hosts, in a/ and b/",
  ],
])("an archive with %s is refused", async (_, entries, message) => {
  await expect(readArchive(await written("bad.tar", await tarOf(entries)))).rejects.toThrow(message);
});

test.each([
  ["entries", { entries: 2 }, "it has more than 2 entries"],
  ["bytes", { totalBytes: 20 }, /it holds more than|more than the limit/],
  ["kept bytes", { keptBytes: 20 }, "the files to read have more than 20 bytes together"],
])("an archive with too many %s is refused", async (_, limits, message) => {
  const path = await written("large.tar.gz", gzipSync(await tarOf(host)));
  await expect(readTar(path, { ...defaultArchiveLimits, ...limits })).rejects.toThrow(message);
});

test("a file that is too large is cut, and its fact then unreadable", async () => {
  const path = await written("cut.tar", await tarOf(host));
  const { facts } = await readArchive(path, { limits: { ...defaultArchiveLimits, fileBytes: 12 } });
  expect(facts.osRelease).toEqual({
    kind: "unreadable",
    reason: "the answer of the probe os-release was cut at its size limit",
  });
});

test("a decompression bomb is stopped", async () => {
  const zeros = Buffer.alloc(80 * 2 ** 20);
  const path = await written("bomb.tar.gz", gzipSync(Buffer.concat([await tarOf(host), zeros])));
  await expect(readArchive(path)).rejects.toThrow("as a decompression bomb does");
});

test.each([
  ["a truncated gzip stream", (tar: Buffer) => gzipSync(tar).subarray(0, -20)],
  ["a damaged gzip stream", (tar: Buffer) => Buffer.concat([gzipSync(tar).subarray(0, 60), Buffer.alloc(40, 7)])],
  ["a tar cut inside a file", (tar: Buffer) => tar.subarray(0, 700)],
  ["a tar with a damaged header", (tar: Buffer) => Buffer.concat([tar.subarray(0, 1024), Buffer.alloc(512, 65), tar])],
  ["text", () => Buffer.from("hello, this is no archive\n".repeat(100))],
  ["nothing at all", () => Buffer.alloc(0)],
])("%s is refused in words", async (_, spoil) => {
  const path = await written("spoiled", spoil(await tarOf(host)));
  await expect(readArchive(path)).rejects.toMatchObject({ name: "ArchiveError", message: /^Cannot read the archive / });
});

test("links are followed inside the archive only, and not in circles", async () => {
  const path = await written(
    "links.tar",
    await tarOf([
      { name: "h/insights_commands/uname_-a", text: "x" },
      { name: "h/usr/lib/os-release", text: "ID=centos\n" },
      { name: "h/etc/os-release", type: "symlink", linkname: "../usr/lib/os-release" },
      { name: "h/etc/fstab", type: "symlink", linkname: "/etc/passwd" },
      { name: "h/etc/yum.conf", type: "symlink", linkname: "../../../../../../etc/passwd" },
      { name: "h/proc/mounts", type: "symlink", linkname: "self/mounts" },
      { name: "h/proc/self/mounts", type: "symlink", linkname: "../mounts" },
    ]),
  );
  const { facts } = await readArchive(path);
  expect(facts.osRelease).toMatchObject({ kind: "known", value: { id: "centos" } });
  expect(facts.fstab).toEqual({ kind: "unreadable", reason: "not in the archive" });
  expect(facts.packageManager).toEqual({ kind: "unreadable", reason: "not in the archive" });
  expect(facts.mounts).toEqual({ kind: "unreadable", reason: "not in the archive" });
});

test("a sparse file of GNU tar is known as incomplete", async () => {
  const entries: readonly Entry[] = [
    { name: "insights_commands/uname_-a", text: "x" },
    { name: "etc/os-release", text: "1\n0\n12\nID=centos\n\n", pax: { "GNU.sparse.major": "1" } },
  ];
  const { facts } = await readArchive(await written("sparse.tar", await tarOf(entries)));
  expect(facts.osRelease.kind).toBe("unreadable");
});

test("the host in the outermost folder counts; a container's inside it does not", async () => {
  const collector = new EntryCollector("x", defaultArchiveLimits);
  for (const path of ["data/insights_commands/lsmod", "data/insights_containers/1/insights_commands/lsmod"]) {
    const wanted = collector.enter(path, 1);
    if (wanted !== undefined) collector.keep(wanted, Buffer.from(path), false);
  }
  expect(findHost("x", collector).file("insights_commands/lsmod")?.text).toBe("data/insights_commands/lsmod");
});

test("any bytes are either a tar stream or refused by an ArchiveError", async () => {
  const good = await tarOf([...host, { name: `${"long/".repeat(60)}etc/fstab`, text: "x" }]);
  const spoil = fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) }), {
    minLength: 1,
    maxLength: 30,
  });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    spoil.map((changes) => {
      const copy = Uint8Array.from(good);
      for (const { at, byte } of changes) copy[at] = byte;
      return copy;
    }),
    fc.nat(good.length).map((length) => good.subarray(0, length)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      async function* stream(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < content.length; at += 333) yield content.subarray(at, at + 333);
      }
      const collector = new EntryCollector("x", defaultArchiveLimits);
      try {
        await readTarStream(stream(), collector);
        findHost("x", collector);
      } catch (error) {
        expect(error).toHaveProperty("name", "ArchiveError");
      }
    }),
    { numRuns: 400 },
  );
});
