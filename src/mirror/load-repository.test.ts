import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cache } from "./cache.ts";
import { createFetcher } from "./fetch.ts";
import { type LoadedRepository, loadRepository } from "./load-repository.ts";
import { type RepositorySource, sourceAt } from "./repository-source.ts";
import { GpgHome } from "./test-support/gpg-home.ts";
import { addMetadata, makeRepository, renewMetadata } from "./test-support/make-repository.ts";
import { TestServer } from "./test-support/test-server.ts";

const root = mkdtempSync(join(tmpdir(), "ferry-load-"));
const original = join(root, "original");
const HOUR = 3600 * 1000;
const start = new Date("2026-06-01T12:00:00Z");
let count = 0;

beforeAll(() => makeRepository(original, ["one", "two", "three"]));
afterAll(() => rmSync(root, { recursive: true }));

/** A copy that a test may damage. */
function copy(): string {
  const folder = join(root, `copy-${count++}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

function newCache(): Cache {
  return Cache.open(join(root, `cache-${count++}`));
}

interface LoadSettings {
  readonly cache?: Cache;
  readonly now?: Date;
  readonly maxAge?: number;
}

async function load(
  source: Partial<RepositorySource> & { id?: string },
  settings: LoadSettings = {},
): Promise<LoadedRepository> {
  const fetcher = createFetcher({ proxy: { kind: "direct" }, patience: { retryDelay: 5, connect: 500, headers: 500 } });
  const { cache = newCache(), now = start, maxAge = 48 * HOUR } = settings;
  try {
    const whole: RepositorySource = { id: "test", baseUrls: [], keys: [], signature: "if-signed", ...source };
    const loaded = await loadRepository(whole, { cache, fetcher, now, maxAge });
    for (const type of ["filelists", "modules"]) await loaded.open(type);
    return loaded;
  } finally {
    await fetcher.close();
  }
}

function loadFolder(folder: string): Promise<LoadedRepository> {
  return load(sourceAt("test", folder));
}

/** The file of a kind in a repository's repodata, as "primary". */
function fileOf(folder: string, kind: string): string {
  const name = readdirSync(join(folder, "repodata")).find((each) => each.includes(`-${kind}.xml`));
  return join(folder, "repodata", name ?? kind);
}

/** Replaces a file, and what repomd.xml says of it. `openSize` may lie. */
function replaceFile(
  folder: string,
  kind: string,
  bytes: Uint8Array,
  options: { name?: string; openSize?: number } = {},
): void {
  const path = fileOf(folder, kind);
  const target = options.name ?? path.split("/").at(-1) ?? "";
  rmSync(path);
  writeFileSync(join(folder, "repodata", target), bytes);
  const repomd = join(folder, "repodata/repomd.xml");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const text = readFileSync(repomd, "utf8").replace(
    new RegExp(`<data type="${kind}">.*?</data>`, "s"),
    `<data type="${kind}"><checksum type="sha256">${sha256}</checksum><location href="repodata/${target}"/>` +
      `<size>${bytes.length}</size>${options.openSize === undefined ? "" : `<open-size>${options.openSize}</open-size>`}</data>`,
  );
  writeFileSync(repomd, text);
}

function primaryXml(packages: string, attributes = 'packages="1"'): string {
  return `<?xml version="1.0"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" ${attributes}>${packages}</metadata>`;
}

async function serve(folder: string): Promise<TestServer> {
  return TestServer.start((request, response) => {
    const path = join(folder, decodeURIComponent((request.url ?? "").replace(/\?.*/, "")));
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
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
    const folder = copy();
    renewMetadata(folder, options);
    const loaded = await loadFolder(folder);
    expect(loaded.table.count).toBe(3);
    expect(loaded.signature).toEqual({ kind: "not-checked" });
    const filelists = await loaded.open("filelists");
    expect(Buffer.from(filelists ?? []).toString()).toContain("/etc/one.conf");
  });

  test("loads: zstd", async () => {
    const folder = copy();
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
    const folder = copy();
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
    const folder = copy();
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
    const folder = copy();
    damage(folder);
    await expect(loadFolder(folder)).rejects.toThrow(message);
  });

  test("a folder that is not there, an address of no kind", async () => {
    await expect(loadFolder(join(root, "nowhere"))).rejects.toThrow(/there is no folder .*nowhere/);
    expect(() => sourceAt("test", "ftp://host/")).toThrow(/it takes an http, https or file address, or a folder/);
  });
});

describe("signatures of repomd.xml", () => {
  const home = new GpgHome();
  const names = ["good", "expired", "other"] as const;
  const fingerprint: Record<string, string> = {};
  beforeAll(() => {
    fingerprint["good"] = home.makeKey("good", "ed25519", "sign,cert", "never", "20200101T000000");
    fingerprint["other"] = home.makeKey("other", "ed25519", "sign,cert", "never", "20200101T000000");
    fingerprint["expired"] = home.makeKey("expired", "ed25519", "sign,cert", "1y", "20200101T000000");
  });
  afterAll(() => home[Symbol.dispose]());

  function signed(by: (typeof names)[number]): string {
    const folder = copy();
    const repomd = join(folder, "repodata/repomd.xml");
    const signature = home.sign(readFileSync(repomd, "utf8"), fingerprint[by] ?? "", ["--armor"], "20200601T000000");
    writeFileSync(`${repomd}.asc`, signature);
    return folder;
  }

  function keysOf(...of: (typeof names)[number][]): Pick<RepositorySource, "keys"> {
    return { keys: [{ name: "keys.asc", bytes: home.exportKeys(...of.map((each) => fingerprint[each] ?? "")) }] };
  }

  test("a good one is told, with the key", async () => {
    const loaded = await load({ folder: signed("good"), ...keysOf("expired", "good"), signature: "required" });
    expect(loaded.signature).toMatchObject({ kind: "good", fingerprint: fingerprint["good"]?.toLowerCase() });
  });

  test.each<[string, () => Partial<RepositorySource>, RegExp]>([
    [
      "changed after it was signed",
      () => {
        const folder = signed("good");
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(repomd, readFileSync(repomd, "utf8").replace("</repomd>", "<!-- --></repomd>"));
        return { folder, ...keysOf("good"), signature: "if-signed" };
      },
      /the signature is bad/,
    ],
    [
      "by an expired key",
      () => ({ folder: signed("expired"), ...keysOf("expired"), signature: "if-signed" }),
      /a key that expired on 2020-12-31/,
    ],
    [
      "by an unknown key",
      () => ({ folder: signed("other"), ...keysOf("good"), signature: "required" }),
      /is signed by key [0-9a-f]{16}, which is not among the trusted keys/,
    ],
    [
      "by a key that is not trusted",
      () => ({
        folder: signed("other"),
        ...keysOf("good", "other"),
        trusted: [fingerprint["good"] ?? ""],
        signature: "required",
      }),
      /not among the trusted keys \(Key [0-9a-f]{40} of keys\.asc is not one of the keys to trust\)/,
    ],
    [
      "missing where one is required",
      () => ({ folder: copy(), ...keysOf("good"), signature: "required" }),
      /it is not signed/,
    ],
    [
      "required without a key",
      () => ({ folder: copy(), signature: "required" }),
      /it must be signed, but no key is known that could have/,
    ],
    [
      "no signature but a web page",
      () => {
        const folder = signed("good");
        writeFileSync(join(folder, "repodata/repomd.xml.asc"), "<html>");
        return { folder, ...keysOf("good"), signature: "required" };
      },
      /Cannot read repomd\.xml\.asc: there is no "-----BEGIN PGP SIGNATURE-----" in it/,
    ],
  ])("refused: %s", async (_, source, message) => {
    await expect(load(source())).rejects.toThrow(message);
  });

  test("missing where it may be: a warning", async () => {
    const loaded = await load({ folder: copy(), ...keysOf("good") });
    expect(loaded.signature).toEqual({ kind: "unsigned" });
    expect(loaded.warnings).toEqual(["repomd.xml is not signed"]);
  });

  test("a key that expires while repomd.xml is cached counts no more, though it was good before", async () => {
    const soon = home.makeKey("soon", "ed25519", "sign,cert", "1d", "20260601T000000");
    const folder = copy();
    const repomd = join(folder, "repodata/repomd.xml");
    const signature = home.sign(readFileSync(repomd, "utf8"), soon, ["--armor"], "20260601T060000");
    writeFileSync(`${repomd}.asc`, signature);
    await using server = await serve(folder);
    const keys = [{ name: "soon.asc", bytes: home.exportKeys(soon) }];
    const source = { baseUrls: [server.url], keys, signature: "required" } as const;
    const cache = newCache();
    expect((await load(source, { cache })).signature.kind).toBe("good");
    const asked = server.requests.length;
    expect((await load(source, { cache })).signature.kind).toBe("good");
    expect(server.requests).toHaveLength(asked);
    await expect(load(source, { cache, now: new Date(start.getTime() + 24 * HOUR) })).rejects.toThrow(
      "a key that expired on 2026-06-02",
    );
    const others = [{ name: "good.asc", bytes: home.exportKeys(fingerprint["good"] ?? "") }];
    await expect(load({ ...source, keys: others }, { cache })).rejects.toThrow("which is not among the trusted keys");
  });

  test("repomd.xml and its signature come from the same mirror", async () => {
    const [first, second] = [signed("good"), signed("good")];
    renewMetadata(second, ["--revision=2"]);
    const repomd = join(second, "repodata/repomd.xml");
    writeFileSync(
      `${repomd}.asc`,
      home.sign(readFileSync(repomd, "utf8"), fingerprint["good"] ?? "", ["--armor"], "20200601T000000"),
    );
    await using flaky = await TestServer.start((request, response) => {
      if (request.url?.endsWith(".asc") === true) response.writeHead(404).end();
      else response.end(readFileSync(join(first, request.url ?? "")));
    });
    await using whole = await serve(second);
    const loaded = await load({ baseUrls: [flaky.url, whole.url], ...keysOf("good"), signature: "required" });
    expect(loaded.signature.kind).toBe("good");
    expect(loaded.repomd.revision).toBe("2");
  });
});

describe("over the network", () => {
  test("is fetched once, then comes from the cache until that is too old", async () => {
    const cache = newCache();
    await using server = await serve(original);
    const source = { baseUrls: [server.url] };
    const first = await load(source, { cache });
    expect(first.table.count).toBe(3);
    expect(first.location).toBe(`${server.url}/`);
    const asked = server.requests.length;
    await load(source, { cache, now: new Date(start.getTime() + 47 * HOUR) });
    expect(server.requests).toHaveLength(asked);
    await load(source, { cache, now: new Date(start.getTime() + 49 * HOUR) });
    expect(server.requests.slice(asked)).toEqual(["/repodata/repomd.xml"]);
    await load(source, { cache, maxAge: 0, now: new Date(start.getTime() + 50 * HOUR) });
    expect(server.requests).toHaveLength(asked + 2);
  });

  test("damaged files of the cache are noticed and fetched again", async () => {
    const cache = newCache();
    await using server = await serve(original);
    const source = { baseUrls: [server.url] };
    await load(source, { cache });
    for (const kind of ["files", "tables"])
      for (const name of readdirSync(join(cache.folder, kind))) {
        const path = join(cache.folder, kind, name);
        const bytes = readFileSync(path);
        bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64);
        writeFileSync(path, bytes);
      }
    expect((await load(source, { cache })).table.count).toBe(3);
    for (const name of readdirSync(join(cache.folder, "tables"))) truncateSync(join(cache.folder, "tables", name), 40);
    expect((await load(source, { cache })).table.count).toBe(3);
  });

  test("a repository that changed since repomd.xml was cached is read anew", async () => {
    const cache = newCache();
    const folder = copy();
    await using server = await serve(folder);
    const source = { baseUrls: [server.url] };
    await load(source, { cache });
    makeRepository(folder, ["four"]);
    rmSync(join(cache.folder, "tables"), { recursive: true });
    rmSync(join(cache.folder, "files"), { recursive: true });
    const again = await load(source, { cache: Cache.open(cache.folder), now: new Date(start.getTime() + HOUR) });
    expect(again.table.count).toBe(4);
  });

  test("mirrors that are behind or broken are passed over", async () => {
    const stale = copy();
    const name = fileOf(stale, "primary").split("/").at(-1) ?? "";
    writeFileSync(fileOf(stale, "primary"), "gone");
    await using behind = await serve(stale);
    await using empty = await serve(join(root, "nothing"));
    await using whole = await serve(original);
    const loaded = await load({ baseUrls: [empty.url, behind.url, whole.url] });
    expect(loaded.table.count).toBe(3);
    expect(behind.requests).toContain(`/repodata/${name}`);
    await expect(load({ baseUrls: [behind.url] })).rejects.toThrow(/its sha256 is|4 bytes/);
  });

  test("a mirror list and a metalink lead to mirrors", async () => {
    await using whole = await serve(original);
    await using lists = await TestServer.start((request, response) => {
      const sha256 = createHash("sha256")
        .update(readFileSync(join(original, "repodata/repomd.xml")))
        .digest("hex");
      if (request.url === "/mirrorlist") response.end(`# comment\nfile://${original}\n${whole.url}/\n`);
      else
        response.end(
          `<metalink version="3.0"><files><file name="repomd.xml"><verification><hash type="sha256">${
            request.url === "/stale" ? sha256.replaceAll(/./g, "0") : sha256
          }</hash></verification><resources><url protocol="http" preference="100">${whole.url}/repodata/repomd.xml</url></resources></file></files></metalink>`,
        );
    });
    expect((await load({ mirrorList: `${lists.url}/mirrorlist` })).table.count).toBe(3);
    expect((await load({ metalink: `${lists.url}/metalink` })).table.count).toBe(3);
    expect(whole.requests.length).toBeGreaterThan(0);
    await expect(load({ metalink: `${lists.url}/stale` })).rejects.toThrow(
      /repomd\.xml: it is not the one that the metalink vouches for/,
    );
    await expect(load({ mirrorList: `${lists.url}/mirrorlist?`, baseUrls: [] })).resolves.toBeDefined();
    await expect(load({ baseUrls: [] })).rejects.toThrow(
      "neither its mirror list nor its configuration names an address",
    );
  });

  test("passwords of addresses are shown nowhere", async () => {
    await using whole = await serve(original);
    await using empty = await serve(join(root, "nothing"));
    const secret = (url: string): string => url.replace("//", "//admin:hunter2@");
    const loaded = await load({ baseUrls: [secret(whole.url)] });
    expect(JSON.stringify([loaded.location, loaded.warnings])).not.toContain("hunter2");
    const error: unknown = await load({ baseUrls: [secret(empty.url)] }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("there is no repodata/repomd.xml at http://127.0.0.1");
    expect(String(error)).not.toContain("hunter2");
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
