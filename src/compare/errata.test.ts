import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Advisory, advisoriesSince, ErrataError, latencyOf, MAX_ADVISORY, parseAdvisory } from "./errata.ts";

const record = {
  id: "ALSA-2025:10073",
  published: "2025-07-01T00:00:00Z",
  modified: "2025-07-03T19:42:01Z",
  affected: [
    { package: { ecosystem: "AlmaLinux:10", name: "bash" } },
    { package: { ecosystem: "AlmaLinux:10", name: "bash-doc" } },
  ],
  references: [{ type: "ADVISORY", url: "https://access.redhat.com/errata/RHSA-2025:10073" }],
};

test("parseAdvisory() reads the record of AlmaLinux's database", () => {
  expect(parseAdvisory("a.json", JSON.stringify(record))).toEqual({
    id: "ALSA-2025:10073",
    majors: [10],
    published: "2025-07-01",
    modified: "2025-07-03",
    packages: ["bash", "bash-doc"],
    redHat: "RHSA-2025:10073",
  });
});

test("an advisory of another number is not the one it follows", () => {
  const references = [{ url: "https://access.redhat.com/errata/RHSA-2025:1" }];
  expect(parseAdvisory("a.json", JSON.stringify({ ...record, references }))?.redHat).toBeUndefined();
});

test("records of other distributions are passed over", () => {
  const affected = [{ package: { ecosystem: "Debian:12", name: "bash" } }];
  expect(parseAdvisory("a.json", JSON.stringify({ ...record, affected }))).toBeUndefined();
});

test.each([
  ["no JSON", "{", /it is not JSON/],
  ["no date", JSON.stringify({ ...record, published: "yesterday" }), /published: expected a date/],
  ["a month that is none", JSON.stringify({ ...record, modified: "2025-13-01" }), /modified: expected a date/],
  ["no record", "[]", /Cannot read the advisory x\.json/],
  ["too long", " ".repeat(MAX_ADVISORY + 1), /at most/],
])("refuses %s", (_, text, message) => {
  expect(() => parseAdvisory("x.json", text)).toThrow(message);
  expect(() => parseAdvisory("x.json", text)).toThrow(ErrataError);
});

test("whatever is given is read or refused in our own words", () => {
  const field = fc.anything({ maxDepth: 2 });
  const shaped = fc
    .record(
      {
        id: fc.oneof(fc.string(), field),
        published: fc.oneof(fc.constant("2025-01-01"), field),
        modified: fc.oneof(fc.constant("2025-01-02T"), field),
        affected: field,
        references: field,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value) ?? "");
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), shaped), (text) => {
      try {
        const advisory = parseAdvisory("x.json", text);
        if (advisory !== undefined) expect(advisory.majors.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ErrataError);
      }
    }),
  );
});

function advisory(id: number, published: string, modified: string, packages: readonly string[]): Advisory {
  return { id: `ALSA-${id}`, majors: [9], published, modified, packages, redHat: `RHSA-${id}` };
}

test("the time to a fix is counted over the last year, of installed packages", () => {
  const advisories = [
    advisory(1, "2024-01-01", "2024-12-01", ["bash"]),
    advisory(2, "2026-01-01", "2026-01-02", ["bash"]),
    advisory(3, "2026-02-01", "2026-02-04", ["bash", "vim"]),
    advisory(4, "2026-03-01", "2026-03-21", ["vim"]),
    { ...advisory(5, "2026-03-01", "2026-09-01", ["bash"]), redHat: undefined },
  ];
  const errata = { source: "--errata x", advisories, newest: "2026-03-01" };
  expect(latencyOf(errata, 9, undefined)).toEqual({
    advisories: 3,
    medianDays: 3,
    ninetiethDays: 20,
    from: "2026-01-01",
    to: "2026-03-01",
  });
  expect(latencyOf(errata, 9, new Set(["bash"]))).toMatchObject({ advisories: 2, ninetiethDays: 3 });
  expect(latencyOf(errata, 8, undefined)).toBeUndefined();
  expect(advisoriesSince(errata, 9, "2026-01-15", new Set(["vim"]))).toBe(2);
});
