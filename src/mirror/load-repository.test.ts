import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFetcher } from "./fetch.ts";
import { loadRepository } from "./load-repository.ts";
import { sourceAt } from "./repository-source.ts";
import {
  copyRepository,
  fileOf,
  loadFolder,
  makeOriginal,
  newCache,
  original,
  removeAll,
  replaceFile,
  root,
  start,
} from "./test-support/loading.ts";
import { addMetadata, renewMetadata } from "./test-support/make-repository.ts";

beforeAll(makeOriginal);
afterAll(removeAll);

function primaryXml(packages: string, attributes = 'packages="1"'): string {
  return `<?xml version="1.0"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" ${attributes}>${packages}</metadata>`;
}

describe("a repository of createrepo_c", () => {
  test.each([
    ["gzip", []],
    ["xz", ["--xz"]],
    ["bzip2", ["--compress-type=bz2"]],
    ["sha512", ["--checksum=sha512"]],
    ["sha1", ["--checksum=sha1"]],
    ["md5 and no databases", ["--checksum=md5", "--no-database"]],
    ["plain names", ["--simple-md-filenames"]],
  ])("loads: %s", async (_, options) => {
    const folder = copyRepository();
    renewMetadata(folder, options);
    const loaded = await loadFolder(folder);
    expect(loaded.table.count).toBe(3);
    expect(loaded.signature).toEqual({ kind: "not-checked" });
    const filelists = await loaded.open("filelists");
    expect(Buffer.from(filelists ?? []).toString()).toContain("/etc/one.conf");
  });

  test("loads: zstd", async () => {
    const folder = copyRepository();
    const xml = gunzipSync(readFileSync(fileOf(folder, "primary")));
    const bytes = spawnSync("zstd", ["-c"], { input: xml }).stdout;
    replaceFile(folder, "primary", bytes, { name: "primary.xml.zst", openSize: xml.length });
    expect((await loadFolder(folder)).table.count).toBe(3);
  });

  test("is found by its folder, its repodata folder and its file URL", async () => {
    for (const place of [original, join(original, "repodata"), `file://${original}`])
      expect((await loadFolder(place)).table.count).toBe(3);
  });

  test("large files come in pieces, in little memory, and what is not as promised is told at the end", async () => {
    const folder = copyRepository();
    const line = `  <file>/usr/share/doc/${"x".repeat(60)}</file>\n`;
    const xml = `<filelists packages="1"><package pkgid="ab">\n${line.repeat(1_500_000)}  <file>/etc/last</file></package></filelists>`;
    replaceFile(folder, "filelists", gzipSync(xml, { level: 1 }), { openSize: xml.length });
    const loaded = await loadRepository(
      { ...sourceAt("test", folder), keys: [], signature: "if-signed" },
      { cache: newCache(), fetcher: createFetcher(), now: start, maxAge: 0 },
    );
    const drain = async (stream: AsyncIterable<Uint8Array> | undefined): Promise<number> => {
      let length = 0;
      for await (const piece of stream ?? []) length += piece.length;
      return length;
    };
    const before = process.memoryUsage().rss;
    expect(await drain(loaded.stream("filelists"))).toBe(xml.length);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    expect(loaded.stream("updateinfo")).toBeUndefined();
    const repomd = join(folder, "repodata/repomd.xml");
    const lie = `<open-checksum type="sha256">${"0".repeat(64)}</open-checksum></data>`;
    writeFileSync(
      repomd,
      readFileSync(repomd, "utf8").replaceAll(/(?:<open-checksum .*<\/open-checksum>\s*)?<\/data>/g, lie),
    );
    const options = { cache: newCache(), fetcher: createFetcher(), now: start, maxAge: 0 };
    await expect(
      loadRepository({ ...sourceAt("test", folder), keys: [], signature: "if-signed" }, options),
    ).rejects.toThrow(
      /Cannot use repodata\/.*-primary\.xml\.gz from .*: the sha256 of its decompressed content is [0-9a-f]{64} where the repository says 0{64}/,
    );
  });

  test("has further metadata where somebody added it", async () => {
    const folder = copyRepository();
    const modules = join(root, "modules.yaml");
    writeFileSync(modules, "---\ndocument: modulemd\nversion: 2\n...\n");
    addMetadata(folder, "modules", modules);
    const loaded = await loadFolder(folder);
    expect(Buffer.from((await loaded.open("modules")) ?? []).toString()).toContain("modulemd");
    expect(await loaded.open("updateinfo")).toBeUndefined();
  });
});

describe("bad input gives a clear error", () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      "no repository",
      (folder) => rmSync(join(folder, "repodata"), { recursive: true }),
      /there is no repodata\/repomd\.xml at .*: is this the address of a repository\?/,
    ],
    [
      "a web page for repomd.xml",
      (folder) => writeFileSync(join(folder, "repodata/repomd.xml"), "<html><body>Not found</body></html>"),
      /Cannot read repomd\.xml: its root is not <repomd>/,
    ],
    [
      "a missing primary.xml",
      (folder) => rmSync(fileOf(folder, "primary")),
      /-primary\.xml\.gz, which repomd\.xml names, is not there/,
    ],
    [
      "a wrong checksum",
      (folder) => {
        const bytes = readFileSync(fileOf(folder, "primary"));
        bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
        writeFileSync(fileOf(folder, "primary"), bytes);
      },
      /-primary\.xml\.gz is damaged: its sha256 is [0-9a-f]{64}, but [0-9a-f]{64} was promised/,
    ],
    [
      "a truncated gzip",
      (folder) => replaceFile(folder, "primary", readFileSync(fileOf(folder, "primary")).subarray(0, 300)),
      /Cannot decompress .*-primary\.xml\.gz: it is cut short \(gzip\) \(at byte 300/,
    ],
    [
      "a file cut after repomd.xml was made",
      (folder) => truncateSync(fileOf(folder, "primary"), 100),
      /is damaged|has 100 bytes/,
    ],
    [
      "a decompression bomb",
      (folder) => replaceFile(folder, "primary", gzipSync(Buffer.alloc(200_000_000), { level: 9 })),
      /opens to more than 250 times its size, as a decompression bomb does/,
    ],
    [
      "a bomb that lies about its size",
      (folder) => replaceFile(folder, "primary", gzipSync(Buffer.alloc(50_000_000)), { openSize: 5000 }),
      /it holds more than the 5000 bytes that are declared/,
    ],
    [
      "an unknown compression",
      (folder) => replaceFile(folder, "primary", Buffer.from([4, 0x22, 0x4d, 0x18, 0, 1]), { name: "primary.xml.lz4" }),
      /Cannot decompress repodata\/primary\.xml\.lz4: lz4 is not supported, only gzip, xz, bzip2 and zstd/,
    ],
    [
      "an XML entity bomb",
      (folder) =>
        replaceFile(
          folder,
          "primary",
          gzipSync(
            `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><metadata packages="0">&b;</metadata>`,
          ),
        ),
      /Cannot read primary\.xml/,
    ],
    [
      "a 200 MB attribute",
      (folder) => {
        const xml = Buffer.concat([
          Buffer.from(primaryXml("").slice(0, -12)),
          Buffer.from('<package type="'),
          Buffer.alloc(200_000_000, "a"),
          Buffer.from('"/></metadata>'),
        ]);
        replaceFile(folder, "primary", spawnSync("zstd", ["-c"], { input: xml, maxBuffer: 1 << 28 }).stdout, {
          name: "primary.xml.zst",
          openSize: xml.length,
        });
      },
      /Cannot (?:read|decompress) .*primary\.xml/,
    ],
    [
      "no packages at all",
      (folder) => replaceFile(folder, "primary", gzipSync(primaryXml("", 'packages="0"'))),
      /it holds no packages/,
    ],
    [
      "a package without a name",
      (folder) =>
        replaceFile(folder, "primary", gzipSync(primaryXml('<package type="rpm"><arch>noarch</arch></package>'))),
      /Cannot read primary\.xml: .*has no name/,
    ],
    [
      "a list that was cut",
      (folder) => replaceFile(folder, "primary", gzipSync(primaryXml("", 'packages="7"'))),
      /announces 7 packages and holds 0/,
    ],
    [
      "a location that leaves the repository",
      (folder) => {
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(repomd, readFileSync(repomd, "utf8").replaceAll('href="repodata/', 'href="../../etc/'));
      },
      /which leaves the repository/,
    ],
    [
      "SQLite only",
      (folder) => {
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(repomd, readFileSync(repomd, "utf8").replace(/<data type="primary">.*?<\/data>/s, ""));
      },
      /it has its packages as primary_db only, and Ferry reads primary\.xml/,
    ],
    [
      "nothing but primary.xml missing",
      (folder) => {
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(
          repomd,
          readFileSync(repomd, "utf8").replaceAll(/<data type="primary(?:_db)?">.*?<\/data>/gs, ""),
        );
      },
      /repomd\.xml names no primary\.xml/,
    ],
    [
      "no checksum",
      (folder) => {
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(repomd, readFileSync(repomd, "utf8").replaceAll(/<checksum .*<\/checksum>/g, ""));
      },
      /repomd\.xml has no checksum of /,
    ],
  ])("%s", async (_, damage, message) => {
    const folder = copyRepository();
    damage(folder);
    await expect(loadFolder(folder)).rejects.toThrow(message);
  });

  test("a folder that is not there, an address of no kind", async () => {
    await expect(loadFolder(join(root, "nowhere"))).rejects.toThrow(/there is no folder .*nowhere/);
    expect(() => sourceAt("test", "ftp://host/")).toThrow(/it takes an http, https or file address, or a folder/);
  });
});

test("an address inside a folder that has metadata but no repomd.xml says so", async () => {
  const folder = join(root, "bare");
  mkdirSync(folder);
  cpSync(fileOf(original, "primary"), join(folder, "primary.xml.gz"));
  const loaded = await loadFolder(folder);
  expect(loaded.table.count).toBe(3);
  expect(loaded.warnings[0]).toContain("there is no repomd.xml");
  renameSync(join(folder, "primary.xml.gz"), join(folder, `${"0".repeat(64)}-primary.xml.gz`));
  await expect(loadFolder(folder)).rejects.toThrow(/is damaged: its sha256 is [0-9a-f]{64}, its name promises 0{64}/);
});
