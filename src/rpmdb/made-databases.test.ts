import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  filesOfFolder,
  installInDatabase,
  ndbBytes,
  rpm,
  writeBerkeleyDb,
  writeSqlite,
} from "../../test/support/made-databases.ts";
import { buildOddPackages, haveTools, signPackages } from "../../test/support/made-packages.ts";
import { answerOf, parseAnswer, queryFormat } from "../../test/support/rpm-query.ts";
import { sharedData } from "../../test/support/shared-data.ts";
import { nodeDigest } from "../hosts/node-digest.ts";
import type { HeaderBlob, RpmdbFile } from "./backend.ts";
import { formatSignature } from "./format-signature.ts";
import { verifyHeader } from "./header-digest.ts";
import { getBytes, getText } from "./header-values.ts";
import { listRpmDatabase } from "./list-rpm-database.ts";
import { ndb } from "./ndb.ts";
import { readRpmDatabase } from "./read-rpm-database.ts";
import { readRpmFile, rpmFileSignatureOf, signatureTags } from "./rpm-file.ts";
import { hex } from "./signature.ts";
import { sqlite } from "./sqlite.ts";
import { tags } from "./tags.ts";

// Packages with every tag we read, built, signed and installed by Debian's rpm, then asked for with `rpm -qa --qf`.
const canBuild = haveTools("rpm", "rpmbuild", "rpmsign", "gpg");
const canBerkeley = haveTools("perl", "rpm");

describe.skipIf(!canBuild)("databases that Debian's rpm makes", () => {
  const folder = mkdtempSync(join(tmpdir(), "ferry-rpmdb-"));
  const database = join(folder, "sqlite");
  let packages: readonly string[] = [];
  let files: readonly RpmdbFile[] = [];
  let blobs: readonly HeaderBlob[] = [];
  let answer: ReturnType<typeof parseAnswer> = {};

  beforeAll(() => {
    packages = buildOddPackages(join(folder, "build"));
    const binary = packages.filter((path) => !path.endsWith(".src.rpm"));
    const keys = signPackages(folder, { rsa: find("odd-"), eddsa: find("plain-") });
    installInDatabase(database, binary);
    rpm(database, "--import", ...keys);
    answer = parseAnswer(rpm(database, "-qa", "--qf", queryFormat));
    files = filesOfFolder(database);
    blobs = Array.from(sqlite.headers(files.find(({ name }) => name === "rpmdb.sqlite")!));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function find(start: string): string {
    return packages.find((path) => path.includes(`/${start}`) && !path.endsWith(".src.rpm")) ?? "";
  }

  test("sqlite: every tag is what rpm -qa --qf prints", () => {
    expect(Object.keys(answer)).toHaveLength(6);
    const read = readRpmDatabase(files, nodeDigest);
    expect(read.format).toBe("sqlite");
    expect(answerOf(read.headers)).toEqual(answer);
  });

  test("the list is what rpm -qa prints, sorted; gpg-pubkey has no architecture there", () => {
    const list = listRpmDatabase(readRpmDatabase(files).headers);
    expect(list).toEqual(rpm(database, "-qa").trim().split("\n").sort());
    expect(list.filter((line) => line.startsWith("gpg-pubkey"))).toHaveLength(2);
  });

  test("packages that were removed and installed again are listed as rpm lists them", () => {
    const copy = join(folder, "changed");
    cpSync(database, copy, { recursive: true });
    const many = find("many-");
    for (let round = 0; round < 3; round++) {
      rpm(copy, "-e", "--justdb", "--noscripts", "--notriggers", "many");
      installInDatabase(copy, [many]);
    }
    rpm(copy, "-e", "--justdb", "--noscripts", "--notriggers", "--nodeps", "empty");
    const expected = parseAnswer(rpm(copy, "-qa", "--qf", queryFormat));
    expect(Object.keys(expected)).toHaveLength(5);
    expect(answerOf(readRpmDatabase(filesOfFolder(copy)).headers)).toEqual(expected);
  });

  test("ndb: the same headers", () => {
    const read = readRpmDatabase([{ name: "Packages.db", bytes: ndbBytes(blobs) }], nodeDigest);
    expect(read.format).toBe("ndb");
    expect(answerOf(read.headers)).toEqual(answer);
  });

  test.skipIf(!canBerkeley).each([
    ["big-endian", 4096],
    ["little-endian", 4096],
    ["little-endian", 512],
    ["big-endian", 16384],
    ["little-endian", 65536],
  ] as const)("BerkeleyDB, %s, pages of %i bytes: every tag is what rpm -qa --qf prints", (byteOrder, pageSize) => {
    const copy = join(folder, `${byteOrder}-${pageSize}`);
    writeBerkeleyDb(copy, blobs, { byteOrder, pageSize });
    const read = readRpmDatabase(filesOfFolder(copy), nodeDigest);
    expect(read.format).toBe("BerkeleyDB");
    expect(answerOf(read.headers)).toEqual(parseAnswer(rpm(copy, "-qa", "--qf", queryFormat)));
    expect(answerOf(read.headers)).toEqual(answer);
  });

  test("package files: headers, digests and signatures are what rpm -qp says", () => {
    for (const path of packages) {
      const read = readRpmFile(new Uint8Array(readFileSync(path)), path);
      verifyHeader(read.header, nodeDigest, read.signature);
      const [expected] = Object.values(parseAnswer(rpm(folder, "-qp", "--nosignature", "--qf", queryFormat, path)));
      const [ours] = Object.values(answerOf([read.header]));
      // What stands in the signature header, and what only an installed package has.
      const elsewhere = /RSAHEADER|SHA1HEADER|SHA256HEADER|SIGMD5|FILESTATES/;
      for (const [query, text] of Object.entries(expected!)) {
        if (elsewhere.test(query) || (query === "%{ARCH}" && read.kind === "source")) continue;
        expect(ours![query], `${path} ${query}`).toBe(text);
      }
      const signature = rpmFileSignatureOf(read);
      const shown = signature === undefined || signature === "unreadable" ? "(none)" : formatSignature(signature);
      expect(Object.values(expected!)).toContain(shown);
      expect(expected!["%{SHA256HEADER}"]).toBe(getText(read.signature, tags.sha256Header));
      expect(expected!["%{SIGMD5}"]).toBe(hex(getBytes(read.signature, signatureTags.md5)!));
    }
  });

  const sle = sharedData("rpmdb/go-rpmdb-sle15-bci/rpm");
  test.skipIf(sle === undefined)(
    "a real ndb database: every tag is what rpm says of the same headers in sqlite",
    () => {
      const [file] = filesOfFolder(sle ?? "").filter(({ name }) => name === "Packages.db");
      const copy = join(folder, "sle");
      mkdirSync(copy);
      writeSqlite(copy, Array.from(ndb.headers(file!)));
      const expected = parseAnswer(rpm(copy, "-qa", "--qf", queryFormat));
      expect(Object.keys(expected).length).toBeGreaterThan(30);
      expect(answerOf(readRpmDatabase([file!], nodeDigest).headers)).toEqual(expected);
    },
  );
});
