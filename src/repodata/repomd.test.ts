import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseMetalink } from "./metalink.ts";
import { parseMirrorList } from "./mirrorlist.ts";
import { RepodataError } from "./repodata-error.ts";
import { parseRepomd } from "./repomd.ts";

const sum = "a".repeat(64);
const data = (location: string, more = "") =>
  `<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
<revision>1700000000</revision>
<data type="primary"><checksum type="sha256">${sum}</checksum><location href="${location}"/>${more}</data></repomd>`;

test("parseRepomd() reads what createrepo_c writes", () => {
  const more = `<open-checksum type="sha256">${sum.toUpperCase().replaceAll("A", "B")}</open-checksum><timestamp>1700000001.5</timestamp><size>10</size><open-size>99</open-size>`;
  expect(parseRepomd(data("repodata/primary.xml.gz", more))).toEqual({
    revision: "1700000000",
    tags: { content: [], distributions: [], repositories: [] },
    records: [
      {
        type: "primary",
        location: "repodata/primary.xml.gz",
        checksum: { type: "sha256", value: sum },
        openChecksum: { type: "sha256", value: "b".repeat(64) },
        timestamp: 1700000001,
        size: 10,
        openSize: 99,
      },
    ],
  });
});

test("parseRepomd() reads the tags of a distribution", () => {
  const text = `<repomd><tags><content>binary-x86_64</content><repo>baseos</repo>
<distro cpeid="cpe:/o:almalinux:almalinux:9">AlmaLinux 9</distro></tags></repomd>`;
  expect(parseRepomd(text).tags).toEqual({
    content: ["binary-x86_64"],
    distributions: [{ cpe: "cpe:/o:almalinux:almalinux:9", name: "AlmaLinux 9" }],
    repositories: ["baseos"],
  });
});

test.each([
  ["", /Cannot read repomd.xml/],
  ["<html></html>", /its root is not <repomd>/],
  [data("../../etc/passwd"), /leaves the repository/],
  [data("/etc/passwd"), /leaves the repository/],
  [data(""), /has no location/],
  [data("x", "<size>-1</size>"), /not a number of bytes/],
  [data("x", "<size>1e99</size>"), /not a number of bytes/],
  [data("x", '<open-checksum type="sha256">zz</open-checksum>'), /is no checksum/],
  ['<!DOCTYPE a [<!ENTITY b "c">]><repomd/>', /DOCTYPE/],
  ["<repomd><data>", /Cannot read repomd.xml/],
  [`<repomd>${"<a>".repeat(100)}`, /nested more than 64 deep/],
])("parseRepomd() refuses %j", (text, message) => {
  expect(() => parseRepomd(text)).toThrow(RepodataError);
  expect(() => parseRepomd(text)).toThrow(message);
});

test("parseMetalink() gives the versions and the preferred URLs first", () => {
  const text = `<?xml version="1.0"?><metalink version="3.0"><files><file name="repomd.xml"><size>8311</size>
<verification><hash type="sha256">${sum}</hash></verification>
<alternates><alternate><timestamp>5</timestamp><size>3</size><verification><hash type="md5">00</hash></verification></alternate></alternates>
<resources><url protocol="http" preference="1">http://b.example/repodata/repomd.xml</url>
<url protocol="https" preference="100">https://a.example/repodata/repomd.xml</url>
<url protocol="rsync" preference="99">rsync://c.example/repodata/repomd.xml</url></resources></file></files></metalink>`;
  expect(parseMetalink(text)).toEqual({
    versions: [
      { size: 8311, checksums: [{ type: "sha256", value: sum }] },
      { timestamp: 5, size: 3, checksums: [{ type: "md5", value: "00" }] },
    ],
    urls: ["https://a.example/repodata/repomd.xml", "http://b.example/repodata/repomd.xml"],
  });
});

test("parseMirrorList() keeps URLs only", () => {
  expect(parseMirrorList("# mirrors\nhttps://a.example/x/\r\n\njunk\nftp://b.example/\nhttp://c.example/y\n")).toEqual([
    "https://a.example/x/",
    "http://c.example/y",
  ]);
});

test("whatever comes, the readers give a value or a RepodataError", () => {
  const pieces = fc.constantFrom(
    "<repomd>",
    "<data type='a'>",
    "</data>",
    "<location href='x'/>",
    "&amp;",
    "<![CDATA[",
    "]]>",
    "<!--",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (input) => {
      for (const parse of [parseRepomd, parseMetalink]) {
        try {
          parse(input);
        } catch (error) {
          expect(error).toBeInstanceOf(RepodataError);
        }
      }
    }),
  );
});
