import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GpgHome } from "../src/mirror/test-support/gpg-home.ts";
import { RepositoryDiffDocument, RepositoryInfoDocument } from "../src/report/repository-schema.ts";
import { expectHarmless, ferry, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { has } from "./support/has-tools.ts";
import { primaryPackage, primaryXml, type RawFile, writeRawRepository } from "./support/raw-repository.ts";

const work = workFolder("repo");
writeFixtureRepositories(work);

describe("repo info", () => {
  test("says what a repository holds", async () => {
    const { stdout, stderr, exit } = await ferry(["repo", "info", "alma9/baseos"], work);
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^alma9\/baseos\npackages +18 {2}\(x86_64 16, noarch 2\), /);
    expect(stdout).toMatch(/\nrevision +1710000000\n/);
    expectHarmless(stdout);
  });

  test("--json is one document of the schema", async () => {
    const { stdout, stderr, exit } = await ferry(["repo", "info", "alma9/appstream", "--json"], work);
    expect([exit, stderr]).toEqual([0, ""]);
    const info = RepositoryInfoDocument.parse(JSON.parse(stdout));
    expect(info).toMatchObject({ packages: 3, modules: 0, updates: 0, revision: "1710000000" });
    expect(info.provides).toBeGreaterThan(3);
  });

  test("names of packages cannot steer the terminal", async () => {
    const name = "evil\u009b31m\u202egnp";
    writeRawRepository(join(work, "hostile"), [
      { name: "primary.xml", bytes: Buffer.from(primaryXml([primaryPackage(name)])) },
    ]);
    const text = await ferry(["repo", "diff", "hostile", "alma9/appstream"], work);
    expect(text.stdout).toContain("evil?31m?gnp");
    expectHarmless(text.stdout);
    const json = await ferry(["repo", "diff", "hostile", "alma9/appstream", "--json"], work);
    expect(json.stdout).not.toMatch(/[\u007f-\u009f]/);
    expect(RepositoryDiffDocument.parse(JSON.parse(json.stdout)).onlyLeft).toEqual([`${name}-1-1.noarch`]);
  });
});

describe("repo diff", () => {
  test("says what differs; --exit-code makes that 100", async () => {
    const args = ["repo", "diff", "alma8/baseos", "alma9/baseos"];
    const { stdout, exit } = await ferry(args, work);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/ newer in B +11\n/);
    expect((await ferry([...args, "--exit-code"], work)).exit).toBe(100);
  });

  test("a repository is equal to itself", async () => {
    const same = await ferry(["repo", "diff", "alma9/baseos", "alma9/baseos", "--exit-code", "--json"], work);
    expect(same.exit).toBe(0);
    expect(RepositoryDiffDocument.parse(JSON.parse(same.stdout))).toMatchObject({ equal: true, same: 18 });
  });
});

const good = Buffer.from(primaryXml([primaryPackage("a")]));
const zipped = gzipSync(good);
const entities = `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;

/** Repositories that cannot be used, what is said of each, and the megabytes that Ferry may hold. */
const unusable: readonly (readonly [name: string, files: () => readonly RawFile[], says: RegExp, most: number])[] = [
  [
    "truncated-gzip",
    () => [{ name: "primary.xml.gz", bytes: zipped.subarray(0, -20) }],
    /: cannot decompress repodata\/primary.xml.gz: it is cut short \(gzip\) \(at byte \d+ .*; take another mirror of it, or make the copy anew$/,
    300,
  ],
  [
    "wrong-checksum",
    () => [{ name: "primary.xml.gz", bytes: zipped, checksum: "0".repeat(64) }],
    /: .*primary.xml.gz is damaged: its sha256 is [0-9a-f]{64}, but 0{64} was promised.*; take another mirror/,
    300,
  ],
  [
    "bomb",
    () => [{ name: "primary.xml.zst", bytes: zstdCompressSync(Buffer.alloc(2 ** 29)) }],
    /: cannot decompress .*: it opens to more than \d+ times its size, as a decompression bomb does/,
    400,
  ],
  [
    "entities",
    () => [{ name: "primary.xml", bytes: Buffer.from(primaryXml([primaryPackage("&c;")], entities)) }],
    /: cannot read primary.xml: a document type declaration \(DOCTYPE\).* refused, at byte 39; take another/,
    300,
  ],
  [
    "long-attribute",
    () => [
      {
        name: "primary.xml",
        bytes: Buffer.concat([
          Buffer.from(primaryXml([]).replace("</metadata>\n", '<package type="')),
          Buffer.alloc(200_000_000, "a"),
        ]),
      },
    ],
    /: cannot read primary.xml: attribute "type" at byte \d+ is longer than 1048576 bytes; take another/,
    800,
  ],
  [
    "lz4",
    () => [{ name: "primary.xml.lz4", bytes: Buffer.from([4, 0x22, 0x4d, 0x18, 0, 0]) }],
    /: cannot decompress repodata\/primary.xml.lz4: lz4 is not supported, only gzip, xz, bzip2 and zstd; take another/,
    300,
  ],
  ["no-packages", () => [{ name: "primary.xml.gz", bytes: gzipSync(primaryXml([])) }], /: it holds no packages$/, 300],
  ["no-primary", () => [{ name: "other.xml.gz", bytes: zipped }], /: repomd.xml names no primary.xml$/, 300],
  [
    "no-xml",
    () => [{ name: "primary.xml", bytes: Buffer.from("\u001b[31m<html>") }],
    /: cannot decompress repodata\/primary.xml: its compression is unknown, it starts with 1b 5b .*; take another/,
    300,
  ],
];

describe("repositories that cannot be used: one sentence, exit 1", () => {
  test.concurrent.each(unusable)("%s", async (name, files, says, most) => {
    writeRawRepository(join(work, name), files());
    const { stdout, stderr, exit, peak } = await ferry(["repo", "info", name], work, { measure: true });
    expect([exit, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^ferry: Cannot use the repository "[^"\n]+": [^\n]*\n$/);
    expect(stderr.trimEnd()).toMatch(says);
    expectHarmless(stderr);
    expect(peak).toBeLessThan(most);
  });

  test("assess names the repository, and goes on with the rest of its answer", async () => {
    writeRawRepository(join(work, "cut"), [{ name: "primary.xml.gz", bytes: zipped.subarray(0, -20) }]);
    const host = join(import.meta.dirname, "../fixtures/hosts/stream-9-ready");
    const repositories = ["--repo", "baseos=alma9/baseos", "--repo", "appstream=cut"];
    const { stdout, exit } = await ferry(["assess", host, ...repositories], work);
    expect(exit).toBe(2);
    expect(stdout).toMatch(/✖ BLOCKED {3}1 unusable repository stops this host/);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/because Cannot use the repository "appstream": cannot decompress/);
  });

  test.concurrent.each([
    ["nowhere", 'ferry: Cannot use the repository "nowhere": there is no folder nowhere\n'],
    ["ftp://mirror.example/x", /it takes an http, https or file address, or a folder\n$/],
  ])("%s", async (location, says) => {
    const { stderr, exit } = await ferry(["repo", "info", location], work);
    expect(exit).toBe(1);
    expect(stderr).toMatch(says);
  });

  test("a folder without metadata", async () => {
    mkdirSync(join(work, "bare"), { recursive: true });
    const { stderr, exit } = await ferry(["repo", "info", "bare"], work);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/there is no repodata\/repomd.xml at .*bare.*: is this the address of a repository\?\n$/);
  });

  test("a closed port", async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((settle) => probe.once("listening", settle));
    const { port } = probe.address() as AddressInfo;
    await new Promise((settle) => probe.close(settle));
    const { stderr, exit } = await ferry(["repo", "info", `http://127.0.0.1:${port}/os`], work);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/Cannot fetch http:\/\/127.0.0.1:\d+\/os\/repodata\/repomd.xml: nobody listens there\n$/);
  });
});

describe("over HTTP", () => {
  test("is read like a folder", async () => {
    const server = createServer((request, response) => {
      response.end(readFileSync(join(work, "alma9/appstream", request.url?.replace("/os/", "") ?? "")));
    }).listen(0, "127.0.0.1");
    await new Promise((settle) => server.once("listening", settle));
    const { port } = server.address() as AddressInfo;
    const { stdout, exit } = await ferry(["repo", "info", `http://127.0.0.1:${port}/os`, "--json"], work);
    server.close();
    expect([exit, RepositoryInfoDocument.parse(JSON.parse(stdout)).packages]).toEqual([0, 3]);
  });
});

describe.skipIf(!has("gpg"))("signatures", () => {
  const home = new GpgHome();
  afterAll(() => home[Symbol.dispose]());
  const repomd = () => readFileSync(join(work, "signed/repodata/repomd.xml"), "utf8");
  const sign = (signature: Uint8Array) => writeFileSync(join(work, "signed/repodata/repomd.xml.asc"), signature);
  const info = () => ferry(["repo", "info", "signed", "--gpg-key", "key.asc"], work);
  let key = "";

  beforeAll(() => {
    writeRawRepository(join(work, "signed"), [{ name: "primary.xml.gz", bytes: zipped }]);
    key = home.makeKey("mirror", "ed25519", "sign", "0");
    writeFileSync(join(work, "key.asc"), home.exportKeys(key));
  });

  test("none, with a key asked for", async () => {
    const { stderr, exit } = await info();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ferry: Cannot use the repository "signed": .*(?:not signed|no signature).*\n$/);
  });

  test("a good one", async () => {
    sign(home.sign(repomd(), key));
    const { stdout, exit } = await info();
    expect(exit).toBe(0);
    expect(stdout).toMatch(/\nsignature +good: signed by [0-9a-f]{40} /);
  });

  test("a bad one", async () => {
    sign(home.sign(`${repomd()} `, key));
    const { stderr, exit } = await info();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ferry: Cannot use the repository "signed": the signature is bad.*\n$/);
  });

  test("one of a stranger", async () => {
    sign(home.sign(repomd(), home.makeKey("stranger", "ed25519", "sign", "0")));
    const { stderr, exit } = await info();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ferry: Cannot use the repository "signed": .*key.*\n$/);
  });

  test("one of a key that has expired", async () => {
    const old = home.makeKey("old", "ed25519", "sign", "2021-01-01", "20200101T000000");
    writeFileSync(join(work, "key.asc"), home.exportKeys(old));
    sign(home.sign(repomd(), old, ["--armor"], "20200601T000000"));
    const { stderr, exit } = await info();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ferry: Cannot use the repository "signed": .*expired.*\n$/);
  });
});
