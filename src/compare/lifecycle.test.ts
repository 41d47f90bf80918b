import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { type HostRelease, lifecycleOf } from "./lifecycle.ts";
import { pathMap } from "./path-map.ts";

const catalog = parseCatalog(dataFiles());

function hosts(...ids: readonly string[]): readonly HostRelease[] {
  return ids.map((id, index) => {
    const release = catalog.releases.find((known) => known.id === id);
    return release === undefined ? { host: `h${index}`, reason: id } : { host: `h${index}`, release };
  });
}

test("hosts' releases stand first, nearest end foremost, then where they could go", () => {
  const { rows, withoutRelease } = lifecycleOf(
    hosts("centos-stream-9", "centos-linux-7", "centos-stream-9", "Debian"),
    catalog,
    "2026-11-23",
  );
  expect(rows.map(({ release, role, hosts: number }) => [release, role, number])).toEqual([
    ["centos-linux-7", "runs", 1],
    ["centos-stream-9", "runs", 2],
    ["almalinux-8", "target", 0],
    ["almalinux-9", "target", 0],
    ["almalinux-10", "target", 0],
    ["almalinux-kitten-10", "target", 0],
  ]);
  expect(withoutRelease).toEqual([{ host: "h3", reason: "Debian" }]);
});

test.each([
  ["2024-05-31", "active"],
  ["2024-06-01", "security"],
  ["2029-05-31", "security"],
  ["2029-06-01", "ended"],
])("on %s AlmaLinux 8 is %s: the days that data/ names are the last ones", (today, state) => {
  expect(lifecycleOf(hosts("almalinux-8"), catalog, today).rows[0]).toMatchObject({ release: "almalinux-8", state });
});

test("without hosts every release has its row, and nothing is past among what is to come", () => {
  const { rows, events } = lifecycleOf(undefined, catalog, "2026-11-23");
  expect(rows.map(({ release }) => release).toSorted()).toEqual(catalog.releases.map(({ id }) => id).toSorted());
  expect(rows.find(({ release }) => release === "rhel-9")).toMatchObject({ extended: "2036-05-31", hosts: null });
  expect(rows.find(({ release }) => release === "oracle-10")).toMatchObject({ state: "unknown", daysLeft: null });
  expect(events.every(({ from, to }) => from <= to && to >= "2026-11-23")).toBe(true);
  expect(events.map(({ from }) => from)).toEqual(events.map(({ from }) => from).toSorted());
});

test("AlmaLinux's minors are expected by RHEL's calendar up to .10, each once, and others' are not guessed", () => {
  const { events } = lifecycleOf(undefined, catalog, "2026-11-23");
  const minors = events.filter(({ kind }) => kind === "minor-expected");
  expect(minors.filter(({ release }) => release === "almalinux-9")).toEqual([
    expect.objectContaining({
      summary: "AlmaLinux 9.9 is expected in this month",
      from: "2026-11-01",
      to: "2026-11-30",
    }),
    expect.objectContaining({
      summary: "AlmaLinux 9.10 is expected in this month",
      from: "2027-05-01",
      to: "2027-05-31",
    }),
  ]);
  const ten = minors.filter(({ release }) => release === "almalinux-10");
  expect([ten.length, ten.at(-1)]).toEqual([8, expect.objectContaining({ from: "2030-05-01" })]);
  expect(new Set(minors.map(({ release }) => release))).toEqual(new Set(["almalinux-9", "almalinux-10"]));
  const later = lifecycleOf(undefined, catalog, "2027-01-01").events;
  expect(later.some(({ summary }) => summary.includes("9.9"))).toBe(false);
});

test("the map has every hop of data/hops, with who supports it", () => {
  const ways = pathMap(catalog);
  expect(ways.map(({ from, to }) => `${from.id}..${to.id}`).toSorted()).toEqual(
    [...catalog.hops, ...catalog.otherHops].map(({ id }) => id).toSorted(),
  );
  expect(ways.filter(({ isFerrys }) => isFerrys)).toHaveLength(catalog.hops.length);
  for (const { from, supportedBy } of ways) expect([from.id, supportedBy.length > 0]).toEqual([from.id, true]);
  expect(ways[0]).toMatchObject({ from: { id: "centos-linux-7" }, kind: "upgrade", minimumMinor: 9 });
});
