import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headerBytes, smallHeader, type TagValue } from "../../test/support/header-bytes.ts";
import { nodeDigest } from "../hosts/node-digest.ts";
import { dependenciesOf } from "./dependencies-of.ts";
import { describeHeader } from "./describe-header.ts";
import { digestAlgorithmOf, filesOf, pathsOf } from "./files-of.ts";
import { parseHeader, TagType } from "./header.ts";
import { verifyHeader } from "./header-digest.ts";
import { getNumbers, getText, getTexts } from "./header-values.ts";
import { formatQuery } from "./list-rpm-database.ts";
import { nevraOf, sizeOf } from "./nevra-of.ts";
import { RpmdbError } from "./rpmdb-error.ts";
import { triggersOf } from "./scripts-of.ts";
import { signatureOf } from "./signature-of.ts";
import { tags } from "./tags.ts";

function parse(bytes: Uint8Array) {
  return parseHeader(bytes, { file: "header" });
}

function headerOf(...values: readonly TagValue[]) {
  return parse(headerBytes(values));
}

const name: TagValue = [tags.name, TagType.string, ["foo"]];

describe("what real packages seldom have", () => {
  test("a header may come with its 8 magic bytes, and without a region", () => {
    const magic = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];
    const plain = headerBytes([name], { regionTag: "none" });
    expect(getText(parse(Uint8Array.from([...magic, ...plain])), tags.name)).toBe("foo");
    expect(parse(plain).region).toBeUndefined();
  });

  test("a tag that was added at installation wins over the signed one", () => {
    const bytes = headerBytes([name, [tags.prefixes, TagType.strings, ["/usr"]]], {
      added: [[tags.prefixes, TagType.strings, ["/opt", "/srv"]]],
    });
    expect(getTexts(parse(bytes), tags.prefixes)).toEqual(["/opt", "/srv"]);
  });

  test("packages of rpm 3 list whole paths, and provide without flags and versions", () => {
    const header = headerOf(
      name,
      [tags.oldFileNames, TagType.strings, ["/bin/a", "/etc/b"]],
      [tags.provideName, TagType.strings, ["foo", "bar"]],
      [tags.obsoleteName, TagType.strings, ["old"]],
    );
    expect(pathsOf(header)).toEqual(["/bin/a", "/etc/b"]);
    expect(dependenciesOf(header, "provides")).toEqual([
      { name: "foo", flags: 0, evr: "", sense: 0 },
      { name: "bar", flags: 0, evr: "", sense: 0 },
    ]);
    expect(dependenciesOf(header, "obsoletes").map((one) => one.name)).toEqual(["old"]);
    expect(digestAlgorithmOf(header)).toBe("md5");
  });

  test("sizes beyond 4 GiB", () => {
    const header = headerOf(
      name,
      [tags.directoryIndexes, TagType.int32, [0]],
      [tags.baseNames, TagType.strings, ["image"]],
      [tags.directoryNames, TagType.strings, ["/srv/"]],
      [tags.longFileSizes, TagType.int64, [5_000_000_000]],
      [tags.longSize, TagType.int64, [6_000_000_000]],
    );
    expect(filesOf(header)).toMatchObject([{ path: "/srv/image", size: 5_000_000_000 }]);
    expect(sizeOf(header)).toBe(6_000_000_000);
  });

  test("old weak dependencies of SUSE: the strong half of a list is the stronger kind", () => {
    const strong = 2 ** 27;
    const header = headerOf(
      name,
      [tags.oldSuggestName, TagType.strings, ["must", "may"]],
      [tags.oldSuggestVersion, TagType.strings, ["1", ""]],
      [tags.oldSuggestFlags, TagType.int32, [strong + 12, 0]],
      [tags.oldEnhanceName, TagType.strings, ["base"]],
      [tags.oldEnhanceVersion, TagType.strings, [""]],
      [tags.oldEnhanceFlags, TagType.int32, [strong]],
    );
    const kinds = ["recommends", "suggests", "supplements", "enhances"] as const;
    expect(kinds.map((kind) => dependenciesOf(header, kind).map((one) => one.name))).toEqual([
      ["must"],
      ["may"],
      ["base"],
      [],
    ]);
    expect(dependenciesOf(header, "recommends")[0]).toMatchObject({ flags: 3, evr: "1" });
  });

  test("texts that are not UTF-8 are Latin-1, and stay different from each other", () => {
    const bytes = headerBytes([[tags.baseNames, TagType.strings, ["Größe", "grXn", "grYn", "plain"]]]);
    bytes[bytes.indexOf("X".charCodeAt(0))] = 0xfc;
    bytes[bytes.indexOf("Y".charCodeAt(0))] = 0xe9;
    expect(getTexts(parse(bytes), tags.baseNames)).toEqual(["Größe", "grün", "grén", "plain"]);
  });

  test("a header without anything is listed as rpm lists it", () => {
    const header = headerOf([tags.size, TagType.int32, [1]]);
    expect(formatQuery(header)).toBe("(none)-(none)-(none)");
    expect(nevraOf(header)).toMatchObject({ name: "(none)", epoch: 0, arch: "(none)" });
    expect(pathsOf(header)).toEqual([]);
    expect(signatureOf(header)).toBeUndefined();
  });

  test("a signature that is none is not taken for unsigned", () => {
    const header = headerOf(name, [tags.rsaHeader, TagType.binary, Uint8Array.of(1, 2, 3)]);
    expect(signatureOf(header)).toBe("unreadable");
    expect(describeHeader(header).signature).toBe("unreadable");
  });
});

describe("damage", () => {
  const whole = headerBytes([
    name,
    [tags.size, TagType.int32, [7]],
    [tags.requireName, TagType.strings, ["a", "b"]],
    [tags.requireFlags, TagType.int32, [0, 0]],
  ]);
  // Entries begin at byte 8: the region, name, size, requireName, requireFlags; 16 bytes each: tag, type, offset, count.
  test.each([
    ["no tags", 0, 0, "number of header tags at byte 0: is 0, outside 1 to 65535"],
    ["too many tags", 0, 65536, "number of header tags at byte 0: is 65536, outside 1 to 65535"],
    ["more data than bytes", 4, 2 ** 31, "length of header data at byte 4: is 2147483648"],
    ["less data than bytes", 4, 40, "length of header data at byte 4: is 40"],
    ["region of another type", 12, 4, "region tag 63 (headerImmutable) at byte 8: has type 4 and count 16"],
    ["region trailer outside", 16, 1000, "region tag 63 (headerImmutable) at byte 16: its trailer at 1000 is outside"],
    ["no trailer where it should be", 16, 4, "trailer of region tag 63 (headerImmutable) at byte 92: has tag "],
    ["unknown tag", 24, 99, "tag at byte 24: is 99, which rpm never writes"],
    ["unknown type", 28, 10, "tag 1000 (name) at byte 28: has type 10, known are 1 to 9"],
    ["two names", 36, 2, "tag 1000 (name) at byte 24: has 2 items"],
    ["no items", 52, 0, "tag 1009 (size) at byte 40: has 0 items"],
    [
      "overlapping data",
      48,
      0,
      "tag 1000 (name) at byte 24: has 1 items at 0 that need 1 bytes or more, but its data ends at 0",
    ],
    ["unaligned numbers", 48, 2, "tag 1009 (size) at byte 48: its offset 2 is not aligned"],
    ["more numbers than data", 52, 1000, "tag 1009 (size) at byte 40: has 1000 items at 4 that need 4000 bytes"],
  ] as const)("%s", (_, at, value, message) => {
    const copy = Uint8Array.from(whole);
    new DataView(copy.buffer).setUint32(at, value);
    expect(() => parse(copy)).toThrow(`Cannot read header: ${message}`);
  });

  test("texts without an end, fewer texts than counted, lists of different lengths", () => {
    const unterminated = Uint8Array.from(whole);
    const data = 8 + 5 * 16;
    unterminated[data + 3] = 0x41;
    expect(() => getText(parse(unterminated), tags.name)).toThrow("hold fewer than 1 texts");
    const fewer = Uint8Array.from(whole);
    new DataView(fewer.buffer).setUint32(8 + 3 * 16 + 12, 3);
    expect(() => getTexts(parse(fewer), tags.requireName)).toThrow("hold fewer than 3 texts");
    const different = Uint8Array.from(whole);
    new DataView(different.buffer).setUint32(8 + 4 * 16 + 12, 1);
    expect(() => dependenciesOf(parse(different), "requires")).toThrow("has 1 items, but 1049 (requireName) has 2");
  });

  test("a tag of another type than asked for", () => {
    expect(() => getText(headerOf([tags.name, TagType.int32, [1]]), tags.name)).toThrow(
      "has type 4, which is not text",
    );
    expect(() => getNumbers(headerOf(name), tags.name)).toThrow("has type 6, which is not numbers");
  });

  test("directories and trigger scripts that are not there", () => {
    const files: readonly TagValue[] = [
      [tags.directoryIndexes, TagType.int32, [1]],
      [tags.baseNames, TagType.strings, ["a"]],
      [tags.directoryNames, TagType.strings, ["/"]],
    ];
    expect(() => pathsOf(headerOf(...files))).toThrow("is 1 for file 0, but there are 1 directories");
    const trigger: readonly TagValue[] = [
      [tags.triggerScripts, TagType.strings, ["true"]],
      [tags.triggerName, TagType.strings, ["a"]],
      [tags.triggerIndex, TagType.int32, [5]],
    ];
    expect(() => triggersOf(headerOf(...trigger))).toThrow("names script 5 for condition 0");
  });

  test("headers that would grow beyond their size: millions of items, one long directory for many files", () => {
    const many = headerBytes([[tags.baseNames, TagType.strings, Array.from({ length: 2 ** 21 + 1 }, () => "")]]);
    expect(() => getTexts(parse(many), tags.baseNames)).toThrow("more than 2097152");
    const indexes = Array.from({ length: 2000 }, () => 0);
    const long = headerOf(
      [tags.directoryIndexes, TagType.int32, indexes],
      [tags.baseNames, TagType.strings, indexes.map(String)],
      [tags.directoryNames, TagType.strings, ["x".repeat(40_000)]],
    );
    expect(() => pathsOf(long)).toThrow("more than 67108864 characters");
  });

  test("a changed byte is found by the header's own digest", () => {
    const unsigned = headerBytes([name]);
    const magic = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];
    const sha1 = nodeDigest("sha1", [Uint8Array.from([...magic, ...unsigned])]);
    const added: readonly TagValue[] = [[tags.sha1Header, TagType.string, [sha1]]];
    const signed = headerBytes([name], { added });
    verifyHeader(parse(signed), nodeDigest);
    const changed = Uint8Array.from(signed);
    changed[changed.indexOf("f".charCodeAt(0), 8 + 3 * 16)]! ^= 1;
    expect(() => verifyHeader(parse(changed), nodeDigest)).toThrow(
      /header of package "goo" at byte 8: its sha1 is \w+, the header says/,
    );
  });

  test("any bytes read or fail as RpmdbError", () => {
    const small = smallHeader("foo");
    const damage = fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { maxLength: 6 });
    const damaged = damage.map((list) => {
      const copy = Uint8Array.from(small);
      for (const [at, byte] of list) copy[at] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (bytes) => {
        try {
          describeHeader(parse(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RpmdbError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
