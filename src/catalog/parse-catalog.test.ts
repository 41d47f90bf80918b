import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { CatalogError } from "./catalog-error.ts";
import { type CatalogFile, parseCatalog } from "./parse-catalog.ts";

const releases = {
  kind: "releases",
  sources: { a: { title: "A", url: "https://example.org/", licence: "MIT", retrieved: "2026-11-22" } },
  records: [
    {
      id: "x-9",
      title: "X 9",
      vendor: "x",
      major: 9,
      osRelease: null,
      redhatRelease: null,
      kernel: "5.14.0",
      latest: null,
      support: { active: null, security: "2032-05-31" },
      builds: [],
      lacksFileSystems: [],
      source: ["a"],
    },
  ],
};
const vendors = { ...releases, kind: "vendors", records: [{ id: "x", title: "X", packageVendors: [], source: ["a"] }] };

function files(...values: readonly unknown[]): readonly CatalogFile[] {
  return values.map((value, index) => ({ path: `file-${index}.json`, text: JSON.stringify(value) }));
}

test("parseCatalog() reads every file of data/", () => {
  const catalog = parseCatalog(dataFiles());
  for (const [kind, records] of Object.entries(catalog))
    expect([kind, Array.from(records).length]).not.toEqual([kind, 0]);
  expect(catalog.sources.size).toBeGreaterThan(10);
});

test("the records of data/ stand in the folder of their kind, one a line, sorted by id", () => {
  const folders: Record<string, string> = {
    "unmaintained-drivers": "drivers",
    "retired-mirrors": "mirrors",
    "release-facts": "releases/facts",
    minors: "releases/minors",
    "other-hops": "hops",
  };
  for (const { path, text } of dataFiles()) {
    const { kind, records } = JSON.parse(text) as { kind: string; records: { id: string }[] };
    expect(path).toContain(`data/${folders[kind] ?? kind}/`);
    const lines = text.split("\n").filter((line) => line.startsWith('{"id": '));
    expect(lines.map((line) => (JSON.parse(line.replace(/,$/, "")) as { id: string }).id)).toEqual(
      records.map((r) => r.id),
    );
    expect(records.map((record) => record.id)).toEqual(records.map((record) => record.id).toSorted());
  }
});

test("data/ has the support dates and the routes that the project starts from", () => {
  const catalog = parseCatalog(dataFiles());
  const ends = Object.fromEntries(catalog.releases.map((release) => [release.id, release.support.security]));
  expect(ends).toMatchObject({
    "centos-linux-7": "2024-06-30",
    "centos-linux-8": "2021-12-31",
    "centos-stream-8": "2024-05-31",
    "centos-stream-9": "2027-05-31",
    "centos-stream-10": "2030-05-31",
    "almalinux-8": "2029-05-31",
    "almalinux-9": "2032-05-31",
    "almalinux-10": "2035-05-31",
    "rhel-7": "2024-06-30",
    "rhel-8": "2029-05-31",
  });
  const targets = catalog.releases.filter((release) => release.builds.length > 0);
  for (const target of targets) {
    const repositories = catalog.repositories.filter((repository) => repository.release === target.id);
    expect([target.id, repositories.filter((repository) => repository.enabled).length >= 3]).toEqual([target.id, true]);
  }
  for (const key of catalog.signingKeys.filter((item) => item.fingerprint !== null)) {
    expect(key.fingerprint?.endsWith(key.id)).toBe(true);
  }
});

test.each([
  ["an unknown key", [{ ...releases, extra: 1 }], /file-0.json: .*extra/],
  [
    "an unknown key of a record",
    [{ ...releases, records: [{ ...releases.records[0], tpyo: 1 }] }],
    /record 1 \("x-9"\): .*tpyo/,
  ],
  [
    "a bad date",
    [{ ...releases, records: [{ ...releases.records[0], support: { active: "soon", security: null } }] }],
    /record 1 \("x-9"\): support.active: expected a date/,
  ],
  ["an unknown kind", [{ ...releases, kind: "toString" }], /"toString" is no kind of knowledge/],
  ["no kind", [[]], /file-0.json/],
  [
    "a source that is not in the head",
    [{ ...releases, records: [{ ...releases.records[0], source: ["b"] }] }],
    /names source "b"/,
  ],
  ["a source that nobody uses", [{ ...releases, records: [] }], /no record uses source "a"/],
  ["an id twice", [vendors, releases, releases], /file-2.json: id "x-9" is also in file-1.json/],
  ["a vendor that is not there", [releases], /"x-9" names vendor "x"/],
])("parseCatalog() refuses %s", (_, values, message) => {
  expect(() => parseCatalog(files(...values))).toThrow(CatalogError);
  expect(() => parseCatalog(files(...values))).toThrow(message);
});

test("parseCatalog() names a file that is not JSON", () => {
  expect(() => parseCatalog([{ path: "data/x.json", text: "{" }])).toThrow(/^Cannot read data\/x.json: it is not JSON/);
});

test("parseCatalog() throws nothing but its own error, whatever the text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((value) => `{"kind":"releases","sources":{},"records":${value}}`),
    fc.constantFrom(...dataFiles()).chain((file) => fc.nat(file.text.length).map((end) => file.text.slice(0, end))),
  );
  fc.assert(
    fc.property(text, (value) => {
      try {
        parseCatalog([{ path: "x.json", text: value }]);
      } catch (error) {
        expect(error).toBeInstanceOf(CatalogError);
      }
    }),
    { numRuns: 500 },
  );
});
