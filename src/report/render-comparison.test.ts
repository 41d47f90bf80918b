import { expect, test } from "vitest";
import type { ComparisonView } from "./comparison.ts";
import { renderComparison } from "./render-comparison.ts";
import { renderComparisonHtml, renderComparisonMarkdown } from "./render-comparison-markup.ts";
import { plainStyle } from "./style.ts";

const view: ComparisonView = {
  schema: "ferry/comparison/1",
  date: "2026-11-23",
  releases: ["a-9", "b-9"],
  titles: { "a-9": "Alpha 9", "b-9": "Beta 9" },
  rows: [
    {
      topic: "support",
      label: "Price",
      values: {
        "a-9": { value: "Free of charge", source: "https://example.org/a https://example.org/b", date: "2026-11-20" },
        "b-9": { value: "unknown", source: null, date: "2026-11-23", why: "nobody told" },
      },
    },
    {
      topic: "use",
      label: "For whom",
      values: {
        "a-9": {
          value: 'Who | likes *stars* & <b>tags</b> "quoted"\u001b[31m',
          source: "https://example.org/b",
          date: "2026-11-20",
        },
        "b-9": { value: "Stays", source: null, date: "2026-11-23" },
      },
    },
  ],
  sources: [
    { url: "https://example.org/a", title: "The first page", date: "2026-11-20" },
    { url: "https://example.org/b", title: "The second page", date: "2026-11-21" },
  ],
};

test("two releases stand in columns, with numbers for their sources", () => {
  expect(renderComparison(view, { width: 80, style: plainStyle })).toBe(`Alpha 9, Beta 9: as known on 2026-11-23

SUPPORT AND LIFECYCLE
                  Alpha 9                         Beta 9
Price             Free of charge [1,2]            unknown: nobody told

USE CASES AND TARGET AUDIENCE
                  Alpha 9                         Beta 9
For whom          Who | likes *stars* &           Stays
                  <b>tags</b> "quoted"?[31m [2]

SOURCES
[1]   The first page, 2026-11-20
      https://example.org/a
[2]   The second page, 2026-11-21
      https://example.org/b
`);
});

test("more than fit stand below each other, those with the same word together", () => {
  const releases = ["a-9", "b-9", "c-9"];
  const same = { value: "Stays", source: null, date: "2026-11-23" };
  const rows = view.rows.map((row) => ({ ...row, values: { ...row.values, "c-9": same } }));
  const titles = { ...view.titles, "c-9": "Gamma 9" };
  const text = renderComparison({ ...view, releases, titles, rows }, { width: 80, style: plainStyle });
  expect(text).toContain(`Price
  Alpha 9  Free of charge [1,2]
  Beta 9   unknown: nobody told
  Gamma 9  Stays
`);
  expect(text).toContain(`  Beta 9, Gamma 9
           Stays
`);
});

test("Markdown keeps each value in its cell and leads to its sources", () => {
  const text = renderComparisonMarkdown(view);
  expect(text).toContain(
    "| Price | Free of charge [1](https://example.org/a) [2](https://example.org/b) | unknown: nobody told |",
  );
  expect(text).toContain('Who \\| likes \\*stars\\* & \\<b\\>tags\\</b\\> "quoted"?\\[31m');
  expect(text).toContain("2. [The second page](https://example.org/b), 2026-11-21");
});

test("the page asks nothing from elsewhere, and no value breaks out of its cell", () => {
  const page = renderComparisonHtml(view);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|form)|src=|@import|url\(/);
  expect(page).toContain("Who | likes *stars* &amp; &lt;b&gt;tags&lt;/b&gt; &quot;quoted&quot;?[31m");
  expect(page).toContain('<td class="gap">unknown: nobody told</td>');
  expect(page).toContain('<a href="https://example.org/a" title="The first page">1</a>');
});
