import type { ProblemView } from "./assessment.ts";
import type { ChangeCount, Cohort, FleetAssessment } from "./fleet-assessment.ts";
import { formatCount, labelled, plural, printable, table } from "./layout.ts";
import type { RenderOptions } from "./render-assessment.ts";

/** Cohorts and problems that a screen shows; `--diff` shows all. */
const SHOWN_COHORTS = 24;
const SHOWN_PROBLEMS = 12;

/** A fleet by its packages: a line a cohort, then a line a problem with the number of hosts that have it, then the sum. */
export function renderFleetAssessment(fleet: FleetAssessment, options: RenderOptions): string {
  const { width } = options;
  const all = options.packages === "all";
  const shown = all ? fleet.cohorts : fleet.cohorts.slice(0, SHOWN_COHORTS);
  return [
    ...cohortTable(shown, width),
    ...rest(fleet.cohorts.slice(shown.length), width),
    ...problemTable(fleet.cohorts, width, all ? Infinity : SHOWN_PROBLEMS),
    ...lostTable(fleet.cohorts, width, all ? Infinity : SHOWN_PROBLEMS),
    ...reasons(fleet.cohorts, width),
    ...unreadable(fleet, width),
    "",
    ...labelled("", sumOf(fleet), 0, 0, width),
    ...fleet.undecided.flatMap((sentence) => labelled("-", sentence, 0, 2, width)),
    ...labelled(
      "Next:",
      "all of it, with the hosts of each cohort: --json; one host in full: ferry assess HOST",
      0,
      6,
      width,
    ),
    "",
  ].join("\n");
}

function cohortTable(cohorts: readonly Cohort[], width: number): readonly string[] {
  if (cohorts.length === 0) return [];
  return table(
    [
      { title: "HOSTS", align: "right" },
      { title: "SYSTEM", align: "left", most: 18 },
      { title: "TARGET", align: "left", most: 12 },
      { title: "STATE", align: "left" },
      { title: "WHY", align: "right" },
      { title: "CHANGES", align: "right" },
      { title: "FOR INSTANCE", align: "left" },
    ],
    cohorts.map((cohort) => [
      formatCount(cohort.hosts.length),
      [cohort.release ?? "-", ...(cohort.architecture === "x86_64" ? [] : [cohort.architecture ?? ""])]
        .join(" ")
        .trim(),
      cohort.target ?? "-",
      cohort.outcome.toUpperCase(),
      cohort.problems.length === 0 ? "-" : String(cohort.problems.length),
      changesOf(cohort),
      printable(cohort.hosts[0] ?? ""),
    ]),
    width,
  );
}

const touching: readonly ChangeCount[] = ["install", "upgrade", "downgrade", "reinstall", "obsolete", "remove"];

/** How many packages change, from the least to the most. */
function changesOf({ changes, basis }: Cohort): string {
  if (basis === "none") return "-";
  const sum = (index: 0 | 1): number => touching.reduce((total, name) => total + changes[name][index], 0);
  return sum(0) === sum(1) ? String(sum(0)) : `${sum(0)}-${sum(1)}`;
}

function rest(cohorts: readonly Cohort[], width: number): readonly string[] {
  if (cohorts.length === 0) return [];
  const hosts = cohorts.reduce((sum, cohort) => sum + cohort.hosts.length, 0);
  return labelled(
    "",
    `and ${plural(cohorts.length, "cohort")} more with ${plural(hosts, "host")}: --diff`,
    0,
    0,
    width,
  );
}

/** The sentence that says most of a problem, by how many hosts it stops. */
function problemTable(cohorts: readonly Cohort[], width: number, most: number): readonly string[] {
  const hosts = counted(cohorts, ({ problems }) => problems.map(wordsOf));
  return countTable("PROBLEM", hosts, width, most);
}

function wordsOf({ because }: ProblemView): string {
  const cause = because.find(
    (sentence) => !/^(?:the best update of )?\S+ (?:is installed$|cannot be installed$)/.test(sentence),
  );
  return cause ?? because[0] ?? "a problem without words";
}

function lostTable(cohorts: readonly Cohort[], width: number, most: number): readonly string[] {
  return countTable(
    "LOST PACKAGE",
    counted(cohorts, ({ lost }) => lost),
    width,
    most,
  );
}

function counted(cohorts: readonly Cohort[], of: (cohort: Cohort) => readonly string[]): ReadonlyMap<string, number> {
  const hosts = new Map<string, number>();
  for (const cohort of cohorts)
    for (const text of new Set(of(cohort))) hosts.set(text, (hosts.get(text) ?? 0) + cohort.hosts.length);
  return hosts;
}

function countTable(title: string, hosts: ReadonlyMap<string, number>, width: number, most: number): readonly string[] {
  if (hosts.size === 0) return [];
  const rows = [...hosts].toSorted(([one, left], [other, right]) => right - left || (one < other ? -1 : 1));
  const left = rows.length - Math.min(rows.length, most);
  return [
    "",
    ...table(
      [
        { title: "HOSTS", align: "right" },
        { title, align: "left" },
      ],
      rows.slice(0, most).map(([text, count]) => [formatCount(count), printable(text)]),
      width,
    ),
    ...(left === 0 ? [] : [`and ${formatCount(left)} more: --diff`]),
  ];
}

/** Hosts that were not solved, and why. */
function reasons(cohorts: readonly Cohort[], width: number): readonly string[] {
  const hosts = counted(cohorts, ({ reason }) => (reason === "" ? [] : [reason]));
  const lines = [...hosts].flatMap(([reason, count]) =>
    labelled("-", `${plural(count, "host")}: ${reason}`, 0, 2, width),
  );
  return lines.length === 0 ? [] : ["", "Not solved", ...lines];
}

function unreadable({ unreadable: lines, unreadableLines }: FleetAssessment, width: number): readonly string[] {
  if (unreadableLines === 0) return [];
  const shown = lines.slice(0, 5);
  const more = unreadableLines - shown.length;
  return [
    "",
    "Not hosts",
    ...shown.flatMap(({ line, reason }) => labelled("-", `line ${line}: ${reason}`, 0, 2, width)),
    ...(more === 0 ? [] : [`- and ${plural(more, "line")} more`]),
  ];
}

function sumOf({ hosts, cohorts, inventories, transactions }: FleetAssessment): string {
  const count = (outcome: Cohort["outcome"]) =>
    cohorts.reduce((sum, cohort) => sum + (cohort.outcome === outcome ? cohort.hosts.length : 0), 0);
  const outcomes = (["ready", "arrived", "blocked", "unsupported"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${formatCount(count(outcome))} ${outcome}`);
  const kinds = `${plural(inventories, "package set")}, ${plural(transactions, "transaction")}, ${plural(cohorts.length, "cohort")}`;
  return `${plural(hosts, "host")}: ${outcomes.join(", ")} · ${kinds}`;
}
