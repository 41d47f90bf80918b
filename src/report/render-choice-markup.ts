import { type Evidence, evidenceTopics, type HostChoice } from "../compare/choice.ts";
import {
  adviceWords,
  type ChoiceView,
  cohortWords,
  evidenceTitles,
  excludedWords,
  namedHosts,
  verdictWords,
} from "./choice.ts";
import { plural } from "./layout.ts";
import { htmlPage, htmlText, markdownText } from "./markup.ts";

/** The comparison of hosts as Markdown. */
export function renderChoiceMarkdown(view: ChoiceView): string {
  return [
    `# ${markdownText(titleOf(view))}`,
    "",
    `For ${view.profile}, as known on ${view.date}. After each value stands how it counts.`,
    ...cohortsOf(view).flatMap(({ head, hosts }) => [
      "",
      `- **${markdownText(head)}** (${markdownText(namedHosts(hosts))})`,
    ]),
    ...view.hosts.flatMap((host) => hostMarkdown(host, view.date)),
    ...(view.left.length === 0 ? [] : ["", "## Not compared", ""]),
    ...view.left.map(({ host, reason }) => `- ${markdownText(host)}: ${markdownText(reason)}`),
    "",
  ].join("\n");
}

function hostMarkdown(host: HostChoice, date: string): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    "",
    `## ${markdownText(`${host.host}: ${host.title}`)}`,
    "",
    `**Advice: ${markdownText(adviceWords(host.advice, date))}**`,
    ...adviceParts(host).flatMap(({ title, sentences }) => [
      "",
      `${title}:`,
      "",
      ...sentences.map((says) => `- ${markdownText(says)}`),
    ]),
    "",
    row(["", ...host.candidates.map(({ title }) => markdownText(title))]),
    row(["---", ...host.candidates.map(() => "---")]),
    ...evidenceTopics.map((topic) =>
      row([
        evidenceTitles[topic],
        ...host.candidates.map(({ evidence }) => {
          const one = evidence.find((each) => each.topic === topic);
          return one === undefined ? "" : `${markdownText(one.says)} (${verdictWords[one.verdict]})`;
        }),
      ]),
    ),
  ];
}

const style = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; min-width: 40rem; margin: 1rem 0 }
caption { text-align: left; font-weight: 600; padding: .6rem 0 }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #767676; overflow-wrap: anywhere }
tbody th { width: 9rem }
td b { display: block }
.how { display: block; font-size: .875rem; font-style: italic }
details { font-size: .875rem }
details ul { margin: .3rem 0; padding-left: 1.1rem }
a { color: #0052a3 }
.advice { font-size: 1.25rem; font-weight: 600 }
td.stops { border-left: .3rem solid #a30000 }
td.against, td.unknown { border-left: .3rem solid #8a5a00 }
td.for { border-left: .3rem solid #2f6b2f }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } a { color: #9ecbff } td.stops { border-color: #ff8a80 } td.against, td.unknown { border-color: #ffcc66 } td.for { border-color: #8fd18f } }`;

/** The same as one HTML page that loads nothing from elsewhere and runs nothing. */
export function renderChoiceHtml(view: ChoiceView): string {
  const title = titleOf(view);
  const cohorts = cohortsOf(view);
  const list = (items: readonly string[]): string =>
    `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
  return htmlPage(
    title,
    style,
    [
      `<h1>${htmlText(title)}</h1>`,
      `<p>For ${htmlText(view.profile)}, as known on ${htmlText(view.date)}. Below each value stands how it counts.</p>`,
      ...(cohorts.length === 0
        ? []
        : [
            "<h2>In short</h2>",
            list(cohorts.map(({ head, hosts }) => `<b>${htmlText(head)}</b>: ${htmlText(namedHosts(hosts))}`)),
          ]),
      ...view.hosts.map((host) => hostHtml(host, view.date, list)),
      ...(view.left.length === 0
        ? []
        : [
            "<h2>Not compared</h2>",
            list(view.left.map(({ host, reason }) => `${htmlText(host)}: ${htmlText(reason)}`)),
          ]),
    ].join("\n"),
  );
}

function hostHtml(host: HostChoice, date: string, list: (items: readonly string[]) => string): string {
  const head = host.candidates.map(({ title }) => `<th scope="col">${htmlText(title)}</th>`).join("");
  const rows = evidenceTopics.map((topic) => {
    const cells = host.candidates.map(({ evidence }) => cellHtml(evidence.find((each) => each.topic === topic)));
    return `<tr><th scope="row">${evidenceTitles[topic]}</th>${cells.join("")}</tr>`;
  });
  const parts = adviceParts(host).map(
    ({ title, sentences }) => `<h3>${title}</h3>\n${list(sentences.map((says) => htmlText(says)))}`,
  );
  return `<h2>${htmlText(`${host.host}: ${host.title}`)}</h2>
<p class="advice">Advice: ${htmlText(adviceWords(host.advice, date))}</p>
${parts.join("\n")}
<div class="wide" role="region" aria-label="${htmlText(`What ${host.host} could run`)}" tabindex="0">
<table><caption>${htmlText(`What ${host.host} could run`)}</caption><thead><tr><td></td>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
</div>`;
}

function cellHtml(evidence: Evidence | undefined): string {
  if (evidence === undefined) return "<td></td>";
  const { verdict, short, says } = evidence;
  return `<td class="${verdict}"><b>${htmlText(short)}</b>${htmlText(says)}<span class="how">${verdictWords[verdict]}</span>${behindHtml(evidence)}</td>`;
}

/** What a value rests on: its details, and each number with where it is from. */
function behindHtml({ details, numbers }: Evidence): string {
  const items = [
    ...details.map((detail) => htmlText(detail)),
    ...numbers.map(
      ({ name, value, unit, source }) =>
        `${htmlText(`${name}: ${value ?? "not known"}${value === null || ["date", "words", "version"].includes(unit) ? "" : ` ${unit}`}`)} (${sourceHtml(source)})`,
    ),
  ];
  if (items.length === 0) return "";
  const shown = items.map((item) => `<li>${item}</li>`).join("");
  return `<details><summary>What it rests on</summary><ul>${shown}</ul></details>`;
}

/** URLs as links by the name of their host; what is no URL as it is. */
function sourceHtml(source: string): string {
  const urls = source.split(" ");
  if (!urls.every((url) => url.startsWith("https://"))) return htmlText(source);
  return urls.map((url) => `<a href="${htmlText(url)}">${htmlText(new URL(url).host)}</a>`).join(", ");
}

function titleOf({ hosts, left }: ChoiceView): string {
  const [only] = hosts;
  if (hosts.length === 1 && only !== undefined) return `Where ${only.host} should go`;
  return `Where ${plural(hosts.length + left.length, "host")} should go`;
}

function cohortsOf({ cohorts, date }: ChoiceView) {
  if (cohorts.length < 2 && (cohorts[0]?.hosts.length ?? 0) < 2) return [];
  return cohorts.map((cohort) => ({
    head: cohortWords(cohort, date),
    hosts: cohort.hosts,
  }));
}

function adviceParts({ advice, notes }: HostChoice) {
  return [
    { title: "Because", sentences: advice.reasons.map(({ says }) => says) },
    { title: "Against it", sentences: advice.kind === "advised" ? advice.against.map(({ says }) => says) : [] },
    { title: "Provided that", sentences: advice.kind === "advised" ? advice.conditions : [] },
    { title: "What would change it", sentences: advice.wouldChange },
    { title: "What waiting costs", sentences: advice.waiting },
    { title: "Out", sentences: excludedWords(advice) },
    { title: "Notes", sentences: notes },
  ].filter(({ sentences }) => sentences.length > 0);
}
