import type { ComparedValue } from "../compare/comparison.ts";
import { type ComparisonView, topicTitles } from "./comparison.ts";
import { htmlPage, htmlText, markdownText } from "./markup.ts";

/** Releases side by side as Markdown: a table for each topic, each value with links to its sources. */
export function renderComparisonMarkdown(view: ComparisonView): string {
  const titles = titlesOf(view);
  return [
    `# ${markdownText(titles.join(", "))}`,
    "",
    `As known on ${view.date}. A number after a value leads to its source; the list at the end says how old each is.`,
    ...renderComparisonTables(view, "##"),
    "",
  ].join("\n");
}

/** The tables of a comparison and their sources, under headings of the level that `hashes` gives. */
export function renderComparisonTables(view: ComparisonView, hashes: string): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    ...topicsOf(view).flatMap((topic) => [
      "",
      `${hashes} ${topicTitles[topic]}`,
      "",
      row(["", ...titlesOf(view).map(markdownText)]),
      row(["---", ...view.releases.map(() => "---")]),
      ...view.rows
        .filter((one) => one.topic === topic)
        .map(({ label, values }) =>
          row([
            markdownText(label),
            ...view.releases.map((id) => {
              const value = values[id];
              const links = linksOf(value, view).map(({ number, url }) => `[${number}](${url})`);
              return [markdownText(wordsOf(value)), ...links].join(" ");
            }),
          ]),
        ),
    ]),
    "",
    `${hashes} Sources`,
    "",
    ...view.sources.map(({ title, url, date }, index) => `${index + 1}. [${markdownText(title)}](${url}), ${date}`),
  ];
}

const style = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 1rem 0 }
caption { text-align: left; font-size: 1.25rem; font-weight: 600; padding: .6rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #767676; overflow-wrap: anywhere }
th:first-child { width: 11rem }
.gap { font-style: italic }
a { color: #004b95 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } a { color: #92c5f9 } }
@media (max-width: 40rem) { th:first-child { width: 6rem } }`;

/** Releases side by side as one HTML page that loads nothing from elsewhere and runs nothing. */
export function renderComparisonHtml(view: ComparisonView): string {
  const titles = titlesOf(view);
  const head = `<thead><tr><td></td>${titles.map((title) => `<th scope="col">${htmlText(title)}</th>`).join("")}</tr></thead>`;
  const cell = (value: ComparedValue | undefined): string => {
    const links = linksOf(value, view).map(({ number, url, title }) => {
      return `<a href="${htmlText(url)}" title="${htmlText(title)}">${number}</a>`;
    });
    const marks = links.length === 0 ? "" : ` <sup>${links.join(" ")}</sup>`;
    return `<td${value?.source === null ? ' class="gap"' : ""}>${htmlText(wordsOf(value))}${marks}</td>`;
  };
  const tables = topicsOf(view).map((topic) => {
    const rows = view.rows
      .filter((row) => row.topic === topic)
      .map(({ label, values }) => {
        const cells = view.releases.map((id) => cell(values[id])).join("");
        return `<tr><th scope="row">${htmlText(label)}</th>${cells}</tr>`;
      });
    return `<table><caption>${htmlText(topicTitles[topic])}</caption>${head}<tbody>\n${rows.join("\n")}\n</tbody></table>`;
  });
  const sources = view.sources.map(
    ({ title, url, date }) => `<li><a href="${htmlText(url)}">${htmlText(title)}</a>, ${htmlText(date)}</li>`,
  );
  return htmlPage(
    titles.join(", "),
    style,
    `<h1>${htmlText(titles.join(", "))}</h1>
<p>As known on ${htmlText(view.date)}. A number after a value leads to its source.</p>
${tables.join("\n")}
<h2>Sources</h2>
<ol>
${sources.join("\n")}
</ol>`,
  );
}

function topicsOf({ rows }: ComparisonView) {
  return [...new Set(rows.map(({ topic }) => topic))];
}

function titlesOf({ releases, titles }: ComparisonView): readonly string[] {
  return releases.map((id) => titles[id] ?? id);
}

function wordsOf(value: ComparedValue | undefined): string {
  if (value === undefined) return "unknown";
  return value.why === undefined ? value.value : `${value.value}: ${value.why}`;
}

function linksOf(value: ComparedValue | undefined, { sources }: ComparisonView) {
  const urls = value?.source?.split(" ") ?? [];
  return urls.flatMap((url) => {
    const index = sources.findIndex((source) => source.url === url);
    const source = sources[index];
    return source === undefined ? [] : [{ number: index + 1, url, title: source.title }];
  });
}
