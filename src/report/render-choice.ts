import type { Candidate, ChoiceCohort, HostChoice } from "../compare/choice.ts";
import { evidenceTopics } from "../compare/choice.ts";
import {
  adviceWords,
  type ChoiceView,
  cohortWords,
  evidenceTitles,
  excludedWords,
  namedHosts,
  verdictSigns,
} from "./choice.ts";
import { cut, plural, printable, wrap } from "./layout.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

const LABEL = 16;
const CELL = 16;
const FEWEST = 2;
/** Of the hosts that could not be compared so many are listed. */
const FEW = 20;

/**
 * What each host could run, held against its facts, and the advice: cohorts first where there are several hosts, then each
 * host's advice, its table (a sign before each value says how it counts) and the sentences behind it.
 */
export function renderChoice(view: ChoiceView, options: RenderOptions): string {
  const { style, width } = options;
  const lines: string[] = [];
  const compared = view.cohorts.reduce((sum, { hosts }) => sum + hosts.length, 0);
  if (compared > 1) {
    lines.push(
      ...wrap(
        `${plural(compared, "host")}, ${plural(view.cohorts.length, "answer")}, for ${view.profile}, as known on ${view.date}`,
        width,
      ),
      "",
      ...view.cohorts.flatMap((cohort) => cohortLines(cohort, view.date, options)),
    );
  }
  for (const host of view.hosts) lines.push(...hostLines(host, view, options), "");
  if (view.left.length > 0) {
    lines.push(style.strong("NOT COMPARED"));
    for (const { host, reason } of view.left.slice(0, FEW)) lines.push(...hanging(`${host}: ${reason}`, 2, width));
    if (view.left.length > FEW) lines.push(`  … and ${view.left.length - FEW} more: all of them with --json`);
    lines.push("");
  }
  if (view.hosts.length > 0) {
    lines.push(
      ...wrap(
        "+ speaks for it, - against it, ? not known, which counts against it, · neither, ✖ hard rule: never advised, no sign: not weighed" +
          (view.hosts.length > 1 ? ". The sentences behind the values: name one host, or --format html or json" : ""),
        width,
      ),
      "",
    );
  }
  return lines.join("\n");
}

function cohortLines(cohort: ChoiceCohort, date: string, { style, width }: RenderOptions): readonly string[] {
  const { hosts, advice } = cohort;
  const several = hosts.length > 1 ? ["Numbers are those of the first; they may differ among the others"] : [];
  return [
    ...wrap(style.strong(printable(cohortWords(cohort, date))), width),
    ...hanging(namedHosts(hosts), 4, width),
    ...labelledList(
      "because",
      advice.reasons.map(({ says }, index) => `${index + 1}. ${says}`),
      width,
    ),
    ...labelledList("provided that", advice.kind === "advised" ? advice.conditions : [], width),
    ...labelledList("note", several, width),
    "",
  ];
}

function hostLines(host: HostChoice, { date, profile, hosts }: ChoiceView, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const { advice } = host;
  const either = (title: string, sentences: readonly string[]): readonly string[] =>
    labelledList(title, sentences, width);
  return [
    ...wrap(style.strong(printable(`${host.host} · ${host.title}`)), width),
    ...wrap(`for ${profile}, as known on ${date}`, width).map((line) => style.faint(line)),
    "",
    ...bullet("ADVICE", adviceWords(advice, date), width),
    ...either(
      "because",
      advice.reasons.map(({ says }, index) => `${index + 1}. ${says}`),
    ),
    ...either("against it", advice.kind === "advised" ? advice.against.map(({ says }) => says) : []),
    ...either("provided that", advice.kind === "advised" ? advice.conditions : []),
    ...either("would change it", advice.wouldChange),
    ...either("waiting", advice.waiting),
    ...either("out", excludedWords(advice)),
    ...either("note", host.notes),
    "",
    ...tables(host.candidates, options),
    ...(hosts.length > 1 ? [] : host.candidates.flatMap((candidate) => ["", ...candidateLines(candidate, options)])),
  ];
}

/** Candidates as columns, as many as fit beside each other. */
function tables(candidates: readonly Candidate[], { width, style }: RenderOptions): readonly string[] {
  const most = Math.max(FEWEST, Math.floor((width - LABEL) / CELL));
  const blocks: (readonly Candidate[])[] = [];
  for (let first = 0; first < candidates.length; first += most) blocks.push(candidates.slice(first, first + most));
  return blocks.flatMap((block, index) => [
    ...(index === 0 ? [] : [""]),
    style.faint(
      ["".padEnd(LABEL), ...block.map(({ title, stays }) => cut(headOf({ title, stays }), CELL - 1).padEnd(CELL))]
        .join("")
        .trimEnd(),
    ),
    ...evidenceTopics.map((topic) =>
      [
        evidenceTitles[topic].padEnd(LABEL),
        ...block.map(({ evidence }) => {
          const one = evidence.find((each) => each.topic === topic);
          const words = one === undefined ? "" : `${verdictSigns[one.verdict]} ${printable(one.short)}`;
          return cut(words, CELL - 1).padEnd(CELL);
        }),
      ]
        .join("")
        .trimEnd(),
    ),
  ]);
}

/** Names that are too long for a column are written as people say them: the major version has to be seen. */
function headOf({ title, stays }: Pick<Candidate, "title" | "stays">): string {
  if (stays) return "Stay";
  const short = title.replace("Red Hat Enterprise Linux", "RHEL").replace(/^(?:AlmaLinux|CentOS) (?=\w+ \d)/, "");
  return printable(title.length < CELL ? title : short);
}

/** The longest list of details that the screen shows; JSON has them all. */
const DETAILS = 4;

function candidateLines({ title, evidence }: Candidate, { width, style }: RenderOptions): readonly string[] {
  return [
    style.strong(printable(title)),
    ...evidence.flatMap(({ topic, verdict, says, details }) => {
      const more = details.length - DETAILS;
      const shown = more > 0 ? [...details.slice(0, DETAILS), `and ${more} more (--json has them)`] : details;
      const label = `${verdictSigns[verdict]} ${evidenceTitles[topic]}`;
      return [...bullet(label, says, width), ...shown.flatMap((detail) => hanging(detail, LABEL + 2 + 2, width))];
    }),
  ];
}

/** Sentences below each other, the label beside the first. */
function labelledList(label: string, sentences: readonly string[], width: number): readonly string[] {
  return sentences.flatMap((says, index) => bullet(index === 0 ? label : "", says, width));
}

/** A label in a column of its own, text beside it. */
function bullet(label: string, text: string, width: number): readonly string[] {
  const indent = LABEL + 2;
  return wrap(printable(text), width - indent).map(
    (line, index) => `${(index === 0 ? `  ${label}` : "").padEnd(indent)}${line}`,
  );
}

function hanging(text: string, indent: number, width: number): readonly string[] {
  return wrap(printable(text), width - indent).map((line) => " ".repeat(indent) + line);
}
