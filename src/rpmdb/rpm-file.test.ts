import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { headerBytes, smallHeader } from "../../test/support/header-bytes.ts";
import { rpm } from "../../test/support/made-databases.ts";
import { haveTools } from "../../test/support/made-packages.ts";
import { answerOf, parseAnswer, queryFormat } from "../../test/support/rpm-query.ts";
import { sharedData } from "../../test/support/shared-data.ts";
import { nodeDigest } from "../hosts/node-digest.ts";
import { formatSignature } from "./format-signature.ts";
import { TagType } from "./header.ts";
import { verifyHeader } from "./header-digest.ts";
import { readRpmFile, rpmFileSignatureOf } from "./rpm-file.ts";
import { RpmdbError } from "./rpmdb-error.ts";
import { tags } from "./tags.ts";

const data = sharedData("rpms");
const folder = mkdtempSync(join(tmpdir(), "ferry-rpm-"));
afterAll(() => rmSync(folder, { recursive: true }));
const names = data === undefined ? [] : readdirSync(data).filter((name) => name.endsWith(".rpm"));

describe.skipIf(data === undefined || !haveTools("rpm"))("real packages", () => {
  test.each(names)("%s is what rpm -qp says it is", (name) => {
    const path = join(data ?? "", name);
    const read = readRpmFile(new Uint8Array(readFileSync(path)), name);
    verifyHeader(read.header, nodeDigest, read.signature);
    const [expected] = Object.values(parseAnswer(rpm(folder, "-qp", "--nosignature", "--qf", queryFormat, path)));
    const [ours] = Object.values(answerOf([read.header]));
    for (const [query, text] of Object.entries(expected!)) {
      if (!/RSAHEADER|SHA1HEADER|SHA256HEADER|SIGMD5|FILESTATES/.test(query)) expect(ours![query], query).toBe(text);
    }
    const signature = rpmFileSignatureOf(read);
    expect(typeof signature === "object" && Object.values(expected!).includes(formatSignature(signature))).toBe(true);
  });
});

const magic = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];
const lead = [0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, ...Array.from({ length: 88 }, () => 0)];
const signatureHeader = headerBytes([[tags.sha1Header, TagType.string, ["0".repeat(40)]]], {
  regionTag: tags.headerSignatures,
});
const padding = Array.from({ length: (8 - (signatureHeader.length % 8)) % 8 }, () => 0);
const small = [...lead, ...magic, ...signatureHeader, ...padding, ...magic, ...smallHeader("foo"), 1, 2, 3];

test("a package with any payload reads; where the payload begins is told", () => {
  const read = readRpmFile(Uint8Array.from(small), "foo.rpm");
  expect(read).toMatchObject({ kind: "binary", payloadOffset: small.length - 3 });
  expect(rpmFileSignatureOf(read)).toBeUndefined();
});

test.each([
  ["no package", Uint8Array.from([1, 2, 3, 4]), "Cannot read foo.rpm: lead at byte 0: does not begin with ed ab ee db"],
  ["0 bytes", new Uint8Array(0), "Cannot read foo.rpm: lead at byte 0: needs 4 bytes, but the file ends at byte 0"],
  ["cut in the header", Uint8Array.from(small.slice(0, -100)), "length of header data at byte"],
  [
    "no header after the signatures",
    Uint8Array.from([...small.slice(0, 104 + signatureHeader.length), ...Array(64).fill(0)]),
    "is not 8e ad e8 01",
  ],
])("%s is a clear error", (_, bytes, message) => {
  expect(() => readRpmFile(bytes, "foo.rpm")).toThrow(message);
});

test("a damaged package reads or fails as RpmdbError", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (damage) => {
      const copy = Uint8Array.from(small);
      for (const [at, byte] of damage) copy[at] = byte;
      try {
        rpmFileSignatureOf(readRpmFile(copy, "foo.rpm"));
      } catch (error) {
        expect(error).toBeInstanceOf(RpmdbError);
      }
    }),
    { numRuns: 500 },
  );
});
