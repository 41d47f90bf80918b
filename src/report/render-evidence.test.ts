import { expect, test } from "vitest";
import type { EvidenceView } from "./evidence.ts";
import { EvidenceDocument } from "./move-schema.ts";
import { duration, renderEvidenceHtml, renderEvidenceMarkdown } from "./render-evidence.ts";

const hostile = '<script>alert("x")</script>|*a*';
const view: EvidenceView = {
  schema: "ferry/evidence/1",
  host: hostile,
  run: "r-1",
  startedBy: "root@control",
  ferry: "ferry 0.1.0",
  from: "centos-stream-9",
  to: "almalinux-9",
  statement: `web1 runs AlmaLinux 9 ${hostile}`,
  state: "converted",
  startedAt: "2026-11-23T02:00:00Z",
  endedAt: null,
  outageSeconds: 61,
  steps: [
    {
      step: "convert",
      title: "Swap",
      direction: "undo",
      startedAt: "2026-11-23T02:00:00Z",
      seconds: 12.34,
      outcome: "done",
      summary: hostile,
      result: null,
    },
  ],
  packages: { arrived: [hostile], left: [], kept: 3 },
  differences: [{ what: hostile, before: "1", after: "2", judgement: "expected", why: hostile }],
  waivers: [{ finding: "F-0310", who: "root", why: hostile }],
  documents: [{ name: "facts.json", bytes: 1234, sha256: "ab" }],
};

test("text of hosts stays text in HTML", () => {
  const html = renderEvidenceHtml(view);
  expect(html).not.toContain("<script");
  expect(html).toContain("&lt;script&gt;");
  expect(html).toContain('<th scope="col">step</th>');
});

test("text of hosts cannot make a table cell or markup in Markdown", () => {
  const lines = renderEvidenceMarkdown(view).split("\n");
  expect(lines.filter((line) => line.startsWith("| ") && /(?<!\\)<script/.test(line))).toEqual([]);
  const cells = lines.find((line) => line.startsWith("| convert"))?.split(/(?<!\\)\|/);
  expect(cells).toHaveLength(7);
});

test("durations are told in the unit people use", () => {
  expect([4.23, 61, 3599, 3660].map(duration)).toEqual(["4.2 s", "1 min 01 s", "59 min 59 s", "1 h 01 min"]);
});

test("the document is what its schema says", () => {
  expect(EvidenceDocument.parse(view)).toEqual(view);
});
