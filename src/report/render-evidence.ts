import type { EvidenceStep, EvidenceView } from "./evidence.ts";
import { formatCount, plural } from "./layout.ts";
import { htmlPage, htmlText, markdownText } from "./markup.ts";

/** The evidence as Markdown. Text of hosts cannot break out of its place: it stands escaped, on one line. */
export function renderEvidenceMarkdown(view: EvidenceView): string {
  const rows = (items: readonly (readonly string[])[]): string[] =>
    items.map((cells) => `| ${cells.map(markdownText).join(" | ")} |`);
  return [
    `# ${markdownText(view.host)}: ${markdownText(view.from)} to ${markdownText(view.to)}`,
    "",
    markdownText(view.statement),
    "",
    ...headOf(view).map(([name, value]) => `- ${name}: ${markdownText(value)}`),
    "",
    "## Steps",
    "",
    "| step | began | took | outcome | what it said |",
    "|---|---|---|---|---|",
    ...rows(view.steps.map(stepCells)),
    "",
    "## What is different",
    "",
    ...(view.differences.length === 0
      ? ["Nothing that was observed before is different."]
      : [
          "| what | before | after | judgement | why |",
          "|---|---|---|---|---|",
          ...rows(
            view.differences.map(({ what, before, after, judgement, why }) => [what, before, after, judgement, why]),
          ),
        ]),
    "",
    "## Waivers",
    "",
    ...(view.waivers.length === 0
      ? ["None."]
      : view.waivers.map(({ finding, who, why }) => `- ${markdownText(`${finding}, by ${who}: ${why}`)}`)),
    "",
    "## Packages",
    "",
    `${formatCount(view.packages.arrived.length)} arrived, ${formatCount(view.packages.left.length)} left, ${formatCount(view.packages.kept)} kept.`,
    "",
    ...view.packages.arrived.map((nevra) => `- + ${markdownText(nevra)}`),
    ...view.packages.left.map((nevra) => `- − ${markdownText(nevra)}`),
    "",
    "## Documents",
    "",
    "| document | bytes | SHA-256 |",
    "|---|---|---|",
    ...rows(view.documents.map(({ name, bytes, sha256 }) => [name, formatCount(bytes), sha256])),
    "",
  ].join("\n");
}

/** The evidence as one HTML page that loads nothing from elsewhere and runs nothing. */
export function renderEvidenceHtml(view: EvidenceView): string {
  const rowOf = (cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<td>${htmlText(cell)}</td>`).join("")}</tr>`;
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
    const cells = heads.map((cell) => `<th scope="col">${htmlText(cell)}</th>`).join("");
    const head = heads.length === 0 ? "" : `<thead><tr>${cells}</tr></thead>`;
    return `<table>${head}<tbody>${rows.map(rowOf).join("\n")}</tbody></table>`;
  };
  const list = (items: readonly string[]): string =>
    items.length === 0 ? "<p>None.</p>" : `<ul>${items.map((item) => `<li>${htmlText(item)}</li>`).join("\n")}</ul>`;
  const title = `${view.host}: ${view.from} to ${view.to}`;
  return htmlPage(
    title,
    style,
    `<h1>${htmlText(title)}</h1>
<p class="statement">${htmlText(view.statement)}</p>
${table([], headOf(view))}
<h2>Steps</h2>
${table(["step", "began", "took", "outcome", "what it said"], view.steps.map(stepCells))}
<h2>What is different</h2>
${
  view.differences.length === 0
    ? "<p>Nothing that was observed before is different.</p>"
    : table(
        ["what", "before", "after", "judgement", "why"],
        view.differences.map(({ what, before, after, judgement, why }) => [what, before, after, judgement, why]),
      )
}
<h2>Waivers</h2>
${list(view.waivers.map(({ finding, who, why }) => `${finding}, by ${who}: ${why}`))}
<h2>Packages</h2>
<p>${htmlText(`${plural(view.packages.kept, "package")} kept`)}</p>
<h3>Arrived</h3>
${list(view.packages.arrived)}
<h3>Left</h3>
${list(view.packages.left)}
<h2>Documents</h2>
${table(
  ["document", "bytes", "SHA-256"],
  view.documents.map(({ name, bytes, sha256 }) => [name, formatCount(bytes), sha256]),
)}`,
  );
}

const style = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #767676; overflow-wrap: anywhere }
.statement { font-size: 1.2rem; font-weight: 600 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } }`;

function headOf(view: EvidenceView): readonly (readonly [string, string])[] {
  return [
    ["Run", view.run],
    ["Started by", view.startedBy],
    ["Began", view.startedAt],
    ["Ended", view.endedAt ?? "not yet"],
    ["Outage", view.outageSeconds === null ? "none measured" : duration(view.outageSeconds)],
    ["Made with", view.ferry],
  ];
}

function stepCells({ step, title, direction, startedAt, seconds, outcome, summary }: EvidenceStep): readonly string[] {
  const name = direction === "undo" ? `${step}, taken back` : step;
  return [`${name}: ${title}`, startedAt, duration(seconds), outcome, summary.replaceAll("\n", "; ")];
}

/** `4.2 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}
