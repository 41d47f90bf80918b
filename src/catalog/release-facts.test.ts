import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { type CatalogFile, parseCatalog } from "./parse-catalog.ts";
import { factNames } from "./release-fact.ts";

const catalog = parseCatalog(dataFiles());
const told =
  "centos-linux-7 centos-linux-8 centos-stream-8 centos-stream-9 centos-stream-10 almalinux-8 almalinux-9 almalinux-10 \
almalinux-10-x86_64_v2 almalinux-kitten-10 rhel-7 rhel-8 rhel-9 rhel-10 rocky-8 rocky-9 rocky-10 oracle-8 oracle-9 \
oracle-10".split(" ");

test.each(told)("data/ tells every fact of %s once, or says why it is not known", (subject) => {
  const facts = catalog.releaseFacts.filter(({ subjects }) => subjects.includes(subject)).map(({ fact }) => fact);
  expect(facts.toSorted()).toEqual(factNames.toSorted());
});

test("more is known than not of every release", () => {
  for (const subject of told) {
    const facts = catalog.releaseFacts.filter(({ subjects }) => subjects.includes(subject));
    const known = facts.filter(({ kind }) => kind === "known").length;
    expect([subject, known > facts.length / 2]).toEqual([subject, true]);
  }
});

test("every source has its address and the day it was read, and none was read before it was written", () => {
  expect(catalog.sources.size).toBeGreaterThan(80);
  for (const [id, { retrieved, published }] of catalog.sources) {
    expect([id, published === undefined || published <= retrieved]).toEqual([id, true]);
  }
});

test("facts agree with the records of the releases: kernel, first release, ends of support", () => {
  for (const release of catalog.releases.filter(({ id }) => told.includes(id))) {
    const value = (name: string) => {
      const fact = catalog.releaseFacts.find(({ fact, subjects }) => fact === name && subjects.includes(release.id));
      return fact?.kind === "known" ? fact : undefined;
    };
    const series = release.kernel.split(".").slice(0, 2).join(".");
    expect([release.id, value("kernel")?.value]).toEqual([release.id, expect.stringContaining(series)]);
    const first = value("released")?.value.slice(0, 10) ?? "";
    const { active, security } = release.support;
    const until = value("extended-support")?.until;
    const days = [first, active ?? "", security ?? "", until ?? ""].filter((day) => day !== "");
    expect([release.id, days]).toEqual([release.id, days.toSorted()]);
    const [oldest] = catalog.minors.filter((minor) => minor.release === release.id && minor.date !== null);
    if (oldest?.date != null && first !== "") {
      // endoflife.date tells RHEL's and CentOS's first day up to two days apart in its table of majors and of minors.
      expect([
        release.id,
        Math.abs(Date.parse(oldest.date) - Date.parse(first)) <= 2 * 86_400_000 || oldest.minor > 0,
      ]).toEqual([release.id, true]);
    }
  }
});

test("minors come one after the other, and a beta is the last and has no day", () => {
  for (const release of catalog.releases) {
    const minors = catalog.minors.filter((minor) => minor.release === release.id).toSorted((a, b) => a.minor - b.minor);
    const days = minors.flatMap(({ date }) => date ?? []);
    expect([release.id, days]).toEqual([release.id, days.toSorted()]);
    expect(minors.slice(0, -1).filter(({ state }) => state === "beta")).toEqual([]);
    expect(minors.filter(({ state, date }) => state === "beta" && date !== null)).toEqual([]);
    const { latest } = release;
    const same = minors.find(({ minor }) => minor === latest?.minor);
    if (latest?.date != null && same !== undefined) expect([release.id, same.date]).toEqual([release.id, latest.date]);
  }
});

const source = { title: "A", url: "https://example.org/", licence: "MIT", retrieved: "2026-11-23" };
const known = { id: "price@x-9", subjects: ["x-9"], fact: "price", kind: "known", value: "Free", source: ["a"] };

function withFacts(sources: unknown, ...records: readonly unknown[]): readonly CatalogFile[] {
  const release = {
    id: "x-9",
    title: "X 9",
    vendor: "x",
    major: 9,
    osRelease: null,
    redhatRelease: null,
    kernel: "5.14.0",
    latest: null,
    support: { active: null, security: null },
    builds: [],
    lacksFileSystems: [],
    source: ["a"],
  };
  const vendor = { id: "x", title: "X", packageVendors: [], source: ["a"] };
  return [
    { kind: "vendors", sources: { a: source }, records: [vendor] },
    { kind: "releases", sources: { a: source }, records: [release] },
    { kind: "release-facts", sources, records },
  ].map((value, index) => ({ path: `file-${index}.json`, text: JSON.stringify(value) }));
}

test("a fact with a source and its day is read", () => {
  expect(parseCatalog(withFacts({ a: source }, known)).releaseFacts).toEqual([known]);
});

test.each([
  ["a value without a source", { a: source }, [{ ...known, source: [] }], /price@x-9"\): source: Too small/],
  ["a value whose source has no day", { a: { ...source, retrieved: undefined } }, [known], /sources.a.retrieved/],
  ["a value whose source has no address", { a: { ...source, url: "" } }, [known], /sources.a.url/],
  ["an empty value", { a: source }, [{ ...known, value: "" }], /value: Too small/],
  [
    "what is not known without saying why",
    {},
    [{ ...known, kind: "unknown", value: undefined, looked: "2026-11-23", source: [] }],
    /why/,
  ],
  ["a fact of a release that is not there", { a: source }, [{ ...known, subjects: ["x-8"] }], /names release "x-8"/],
  ["a fact that is told twice", { a: source }, [known, { ...known, id: "again" }], /both tell the price of "x-9"/],
])("parseCatalog() refuses %s", (_, sources, records, message) => {
  expect(() => parseCatalog(withFacts(sources, ...records))).toThrow(message);
});
