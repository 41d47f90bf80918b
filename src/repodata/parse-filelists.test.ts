import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findFiles, findPaths, type PackagePaths, pathsOfPackages } from "./parse-filelists.ts";
import { RepodataError } from "./repodata-error.ts";

const text = `<?xml version="1.0" encoding="UTF-8"?>
<filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="3">
<package pkgid="aa" name="a" arch="x86_64">
  <version epoch="0" ver="1" rel="2"/>
  <file>/usr/bin/a</file>
  <file type="dir">/usr/share/a</file>
  <file>/usr/share/a/x &amp; y</file>
</package>
<package pkgid="bb" name="b" arch="noarch"/>
<package name="c" pkgid='cc' arch="noarch">
  <file><![CDATA[/usr/bin/c<1>]]></file>
  <!-- <file>/usr/bin/no</file> -->
  <other><file>/usr/bin/neither</file></other>
  <file>/usr/bin/a</file>
</package>
</filelists>
`;
const document = new TextEncoder().encode(text + " ".repeat(5000));

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function gather(found: AsyncIterable<PackagePaths>): Promise<readonly PackagePaths[]> {
  const all: PackagePaths[] = [];
  for await (const one of found) all.push(one);
  return all;
}

test.each([1, 3, 7, 64, 1000, 100_000])("findPaths() finds owners in chunks of %i bytes", async (size) => {
  const wanted = [
    "/usr/bin/a",
    "/usr/share/a",
    "/usr/share/a/x & y",
    "/usr/bin/c<1>",
    "/usr/bin/no",
    "/usr/bin/neither",
  ];
  expect(await gather(findPaths(chunksOf(document, size), wanted))).toEqual([
    { packageId: "aa", paths: ["/usr/bin/a", "/usr/share/a", "/usr/share/a/x & y"] },
    { packageId: "cc", paths: ["/usr/bin/c<1>", "/usr/bin/a"] },
  ]);
});

test.each([1, 7, 100_000])("findFiles() leaves out folders, in chunks of %i bytes", async (size) => {
  const wanted = ["/usr/bin/a", "/usr/share/a", "/usr/share/a/x & y"];
  expect(await gather(findFiles(chunksOf(document, size), wanted))).toEqual([
    { packageId: "aa", paths: ["/usr/bin/a", "/usr/share/a/x & y"] },
    { packageId: "cc", paths: ["/usr/bin/a"] },
  ]);
});

test.each([1, 100_000])(
  "pathsOfPackages() gives all paths of the packages asked for, in chunks of %i",
  async (size) => {
    expect(await gather(pathsOfPackages(chunksOf(document, size), new Set(["aa", "bb", "zz"])))).toEqual([
      { packageId: "aa", paths: ["/usr/bin/a", "/usr/share/a", "/usr/share/a/x & y"] },
      { packageId: "bb", paths: [] },
    ]);
  },
);

test.each([
  ["nothing", "", /it holds no element/],
  ["another document", "<html/>", /root element is not <filelists>/],
  ["a package without id", "<filelists><package/></filelists>", /the package at byte \d+ has no pkgid/],
  ["a cut file", text.slice(0, 300), /it is cut/],
  ["a DOCTYPE", "<!DOCTYPE a><filelists/>", /DOCTYPE/],
  [
    "a path of 10 MB",
    `<filelists><package pkgid="a"><file>${"/x".repeat(5_000_000)}</file>`,
    /is longer than 8388608 bytes/,
  ],
])("%s is refused", async (_, bad, message) => {
  const bytes = new TextEncoder().encode(bad);
  const read = () => gather(findPaths(chunksOf(bytes, 1 << 20), []));
  await expect(read()).rejects.toThrow(RepodataError);
  await expect(read()).rejects.toThrow(message);
});

test("damaged documents in any chunks end with a value or a RepodataError", async () => {
  const good = new TextEncoder().encode(text);
  const damage = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), size: fc.integer({ min: 1, max: 300 }) });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, byte, size }) => {
      const bytes = good.slice();
      bytes[at] = byte;
      try {
        await gather(findPaths(chunksOf(bytes, size), ["/usr/bin/a"]));
      } catch (error) {
        if (!(error instanceof RepodataError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
