import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { lifecycleOf } from "../compare/lifecycle.ts";
import { pathMap } from "../compare/path-map.ts";
import { type LifecycleView, lifecycleView } from "./lifecycle.ts";
import { renderLifecycle } from "./render-lifecycle.ts";
import { renderLifecycleCalendar, renderLifecycleCsv } from "./render-lifecycle-files.ts";
import { renderLifecycleSvg } from "./render-lifecycle-svg.ts";
import { renderPathMap } from "./render-path-map.ts";
import { renderPathMapSvg } from "./render-path-map-svg.ts";
import { plainStyle } from "./style.ts";

const row: LifecycleView["rows"][number] = {
  release: "centos-stream-9",
  title: "CentOS Stream 9",
  role: "runs",
  hosts: 1234,
  released: "2021-09-15",
  active: "2027-05-31",
  security: "2027-05-31",
  extended: null,
  state: "active",
  daysLeft: 189,
  source: "https://example.org/",
};
const ended = {
  released: "2014-07-07",
  active: "2020-08-06",
  security: "2024-06-30",
  state: "ended",
  daysLeft: -876,
} as const;
const view: LifecycleView = {
  schema: "ferry/lifecycle/1",
  date: "2026-11-23",
  rows: [
    { ...row, ...ended, release: "centos-linux-7", title: "CentOS Linux 7", hosts: 2 },
    row,
    { ...row, release: "x-9", title: "X 9", role: "target", hosts: 0, security: "2032-05-31", extended: "2035-05-31" },
  ],
  events: [
    {
      id: "x-9.9-expected",
      kind: "minor-expected",
      release: "x-9",
      summary: "X 9.9 is expected",
      from: "2026-11-01",
      to: "2026-11-30",
    },
    {
      id: "x-9-security-ends",
      kind: "security-ends",
      release: "x-9",
      summary: 'X 9, "Y"; ends',
      from: "2027-12-31",
      to: "2027-12-31",
    },
    {
      id: "x-9-extended-ends",
      kind: "extended-ends",
      release: "x-9",
      summary: "far away",
      from: "2035-05-31",
      to: "2035-05-31",
    },
  ],
  planned: [],
  withoutRelease: [{ host: "odd\u001b[31m", reason: "it is not there" }],
};

test("the terminal shows what hosts run on an axis, what is near, who gets no fixes and who gave no answer", () => {
  expect(renderLifecycle(view, { width: 80, style: plainStyle })).toBe(`\
                  HOSTS  2023   2027   2031       FIXES UNTIL
CentOS Linux 7        2  ───   │                  2024-06-30 ended 2.4 years ago
CentOS Stream 9    1234  ━━━━━━│━                 2027-05-31 in 189 days
X 9              target  ━━━━━━│━─────────·····   2032-05-31 in 5.5 years

━ features and fixes ─ security fixes only · fixes that its maker sells │ today

TO COME
2026-11     X 9.9 is expected
2027-12-31  X 9, "Y"; ends

2 hosts of 1,236 get no fixes any more

1 host without an answer:
  odd?[31m: it is not there
`);
});

const moving: LifecycleView = {
  ...view,
  planned: [
    {
      host: "web*",
      date: "2027-06-10",
      target: "x-9",
      title: "X 9",
      hosts: 12,
      from: ["centos-stream-9"],
      warnings: ["CentOS Stream 9 has no security fixes from 2027-05-31 on: 10 days before the move"],
    },
  ],
};

test("planned moves stand on the axis of what their hosts run, and what speaks against them below", () => {
  const text = renderLifecycle(moving, { width: 80, style: plainStyle });
  expect(text).toContain("CentOS Stream 9    1234  ━━━━━━│◆");
  expect(text).toContain(`\
PLANNED
2027-06-10  web* to X 9 (12 hosts)
            CentOS Stream 9 has no security fixes from 2027-05-31 on: 10 days
            before the move
`);
  expect(renderLifecycleCsv(moving).split("\r\n").slice(-2)).toEqual([
    "x-9,web*,planned,12,,,,,,,2027-06-10,CentOS Stream 9 has no security fixes from 2027-05-31 on: 10 days before the move",
    "",
  ]);
  const svg = renderLifecycleSvg(moving);
  expect(svg).toMatch(/<path class="planned" [^>]*><title>Planned move: 2027-06-10<\/title>/);
  const parser = new SaxesParser();
  parser.write(svg).close();
});

test("CSV has a line for each release, and no cell is a formula", () => {
  const odd = { ...row, title: '=HYPERLINK("x"), "y"', security: null, daysLeft: null };
  expect(renderLifecycleCsv({ ...view, rows: [row, odd] })).toBe(
    [
      "release,title,role,hosts,released,active,security,extended,state,daysLeft",
      "centos-stream-9,CentOS Stream 9,runs,1234,2021-09-15,2027-05-31,2027-05-31,,active,189",
      'centos-stream-9,"\'=HYPERLINK(""x""), ""y""",runs,1234,2021-09-15,2027-05-31,,,active,',
      "",
    ].join("\r\n"),
  );
});

test("the calendar has an all-day event for each, escaped, with an identity that stays", () => {
  const text = renderLifecycleCalendar(view);
  expect(text).toContain("UID:x-9.9-expected@ferry.invalid\r\nDTSTAMP:20261123T000000Z\r\n");
  expect(text).toContain("DTSTART;VALUE=DATE:20261101\r\nDTEND;VALUE=DATE:20261201\r\n");
  expect(text).toContain("DTEND;VALUE=DATE:20280101\r\n");
  expect(text).toContain('SUMMARY:X 9\\, "Y"\\; ends\r\n');
});

const catalog = parseCatalog(dataFiles());
const all = lifecycleView(lifecycleOf(undefined, catalog, "2026-11-23"));

test("the calendar of all releases has lines of at most 75 octets and events of one identity each", () => {
  const lines = renderLifecycleCalendar(all).split("\r\n");
  expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  const identities = lines.filter((line) => line.startsWith("UID:"));
  expect([identities.length, new Set(identities).size]).toEqual([all.events.length, all.events.length]);
});

test.each([
  ["lifecycle", renderLifecycleSvg({ ...all, rows: [...all.rows, { ...row, title: '<script>&"' }] })],
  ["lifecycle of nothing", renderLifecycleSvg({ ...all, rows: [] })],
  ["map", renderPathMapSvg(pathMap(catalog))],
])("the picture of the %s is well formed, is told in words, and asks nothing from elsewhere", (_, picture) => {
  const names = new Set<string>();
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    names.add(name);
    expect(Object.keys(attributes).filter((attribute) => /^(?:href|xlink:href|on|src)/.test(attribute))).toEqual([]);
    for (const value of Object.values(attributes)) expect(value).not.toMatch(/NaN|Infinity|undefined/);
  });
  parser.write(picture).close();
  expect(names.has("title") && names.has("desc")).toBe(true);
  expect([...names].filter((name) => ["script", "image", "use", "foreignObject", "a"].includes(name))).toEqual([]);
  expect(picture).not.toMatch(/@import|url\(/);
});

test("the map in words says how, where and by whom", () => {
  const text = renderPathMap(pathMap(catalog), { width: 80, style: plainStyle });
  expect(text).toContain(`CentOS Linux 7 → AlmaLinux 8
  how       upgrade in place, next major (leapp), from 7.9
  machines  aarch64, ppc64le, x86_64
  by        AlmaLinux wiki: ELevate; `);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});
