import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { compareReleases } from "./compare-releases.ts";
import { type Comparison, topics } from "./comparison.ts";
import { findSubject, subjectsOf } from "./subject.ts";

const catalog = parseCatalog(dataFiles());

function compare(...names: readonly string[]): Comparison {
  const subjects = names.flatMap((name) => findSubject(name, catalog) ?? []);
  return compareReleases(subjects, catalog, "2026-11-23");
}

function cell(comparison: Comparison, label: string, release: string) {
  return comparison.rows.find((row) => row.label === label)?.values[release];
}

test.each([
  ["almalinux-9", "almalinux-9"],
  ["AlmaLinux 9", "almalinux-9"],
  ["almalinux10x86_64_v2", "almalinux-10-x86_64_v2"],
  ["AlmaLinux 10 x86_64_v2", "almalinux-10-x86_64_v2"],
  ["almalinux-10-aarch64", undefined],
  ["web17.example.net", undefined],
])("findSubject() takes %s for %s", (text, id) => {
  expect(findSubject(text, catalog)?.id).toBe(id);
});

test("every release has a word in every row, with a source and a day, or why there is none", () => {
  const all = subjectsOf(catalog);
  const { rows, releases } = compareReleases(all, catalog, "2026-11-23");
  expect(releases).toHaveLength(all.length);
  expect([...new Set(rows.map(({ topic }) => topic))]).toEqual(topics);
  for (const { label, values } of rows) {
    expect(Object.keys(values)).toEqual(releases);
    for (const [id, { value, source, date, why }] of Object.entries(values)) {
      const own = label.startsWith("From ");
      const gap = value === "unknown" || value === "not measured";
      expect([label, id, value !== "", /^\d{4}-\d{2}-\d{2}$/.test(date)]).toEqual([label, id, true, true]);
      expect([label, id, gap, why !== undefined]).toEqual([label, id, gap, gap]);
      if (!gap && !own) expect([label, id, source]).toEqual([label, id, expect.stringMatching(/^https?:\/\/\S/)]);
    }
  }
});

test("every address that a value names is in the list of sources, once", () => {
  const { rows, sources } = compare("almalinux-9", "centos-stream-9", "rhel-9");
  const named = rows.flatMap(({ values }) => Object.values(values).flatMap(({ source }) => source?.split(" ") ?? []));
  expect(sources.map(({ url }) => url)).toEqual([...new Set(named)]);
});

test("support is counted from the day that is given", () => {
  const comparison = compare("almalinux-9", "centos-linux-7");
  expect(cell(comparison, "Security fixes until", "almalinux-9")?.value).toBe("2032-05-31 (in 5.5 years)");
  expect(cell(comparison, "Security fixes until", "centos-linux-7")?.value).toBe("2024-06-30 (ended 2.4 years ago)");
});

test("the ways between the releases are those that Ferry would go, else those of others", () => {
  const comparison = compare("centos-stream-9", "almalinux-10", "almalinux-9", "almalinux-10-x86_64_v2");
  const from = (to: string) => cell(comparison, "From CentOS Stream 9", to)?.value;
  expect(from("centos-stream-9")).toBe("Stays");
  expect(from("almalinux-9")).toBe("1 step: convert in place (AlmaLinux 9)");
  expect(from("almalinux-10")).toBe(
    "2 steps: convert in place (AlmaLinux 9), then upgrade in place with leapp (AlmaLinux 10)",
  );
  expect(from("almalinux-10-x86_64_v2")).toBe("unknown");
  expect(cell(comparison, "From AlmaLinux 10", "almalinux-9")?.value).toBe(
    "1 step: build anew beside it (AlmaLinux 9)",
  );
  const others = compare("almalinux-9", "rocky-9", "rhel-9");
  expect(cell(others, "From AlmaLinux 9", "rocky-9")).toMatchObject({
    value: "1 step: convert in place with migrate2rocky (Rocky Linux 9)",
    source: "https://docs.rockylinux.org/guides/migrate2rocky/",
  });
  expect(cell(others, "From AlmaLinux 9", "rhel-9")?.value).toMatch(/with convert2rhel/);
});

test("what nobody measured is not measured, and what is not told is unknown", () => {
  const comparison = compare("almalinux-9", "oracle-7");
  expect(cell(comparison, "Measurements", "almalinux-9")).toMatchObject({ value: "not measured", source: null });
  expect(cell(comparison, "FIPS", "oracle-7")).toMatchObject({ value: "unknown", source: null });
});

test("minors stand in their order, with their days, and gaps are told", () => {
  const comparison = compare("almalinux-8", "oracle-9", "centos-linux-7", "centos-stream-9");
  const minors = (release: string) => cell(comparison, "Minors", release)?.value;
  expect(minors("almalinux-8")).toMatch(/^8\.3 2021-03-30, 8\.4 2021-05-26, .*, 8\.10 2024-05-28$/);
  expect(minors("oracle-9")).toBe("9.5 2024-11-20, 9.7; others were not collected");
  expect(minors("centos-linux-7")).toBe("7.9; others were not collected");
  expect(minors("centos-stream-9")).toBe("None");
});
