import { daysBetween } from "../checks/words.ts";
import { timeLeft } from "../compare/time-left.ts";
import { formatCount, labelled, plural, printable, wrap } from "./layout.ts";
import { axisOf, hostsWords, type LifecycleView, plannedDays } from "./lifecycle.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

type Row = LifecycleView["rows"][number];

/** How far back the axis of a terminal goes: older years would take the room of those to come. */
const YEARS_BACK = 3;
/** What is to come later than this many days is left out of the list. */
const NEAR = 2 * 365;
const NARROWEST = 12;
const GAP = "  ";

/** Releases on an axis of time, what comes in the next two years, and the hosts that get no fixes. */
export function renderLifecycle(view: LifecycleView, { width, style }: RenderOptions): string {
  const { rows, date } = view;
  if (rows.length === 0) return [...withoutRelease(view, width), ""].join("\n");
  const most = (words: readonly string[]): number => Math.max(...words.map((word) => word.length));
  const titles = rows.map(({ title }) => printable(title));
  const hosts = rows.map(hostsWords);
  const ends = rows.map((row) => endWords(row, date));
  const left = most(titles);
  const middle = most(hosts) === 0 ? 0 : most(["HOSTS", ...hosts]) + GAP.length;
  const bar = Math.max(NARROWEST, width - left - middle - most(ends) - 2 * GAP.length);
  const axis = { ...axisOf(view), first: Math.max(axisOf(view).first, Number(date.slice(0, 4)) - YEARS_BACK) };
  const count = (words: string): string => (middle === 0 ? "" : words.padStart(middle));
  const near = view.events.filter(({ kind, from }) => kind !== "planned" && daysBetween(date, from) <= NEAR);
  return [
    `${"".padEnd(left)}${count("HOSTS")}${GAP}${scale(axis, bar)}${GAP}FIXES UNTIL`.trimEnd(),
    ...rows.map((row, index) => {
      const paint = row.state === "ended" ? style.bad : isNear(row) ? style.warn : style.good;
      const cells = barOf(row, plannedDays(row, view), axis, bar, date);
      return `${(titles[index] ?? "").padEnd(left)}${count(hosts[index] ?? "")}${GAP}${paint(cells)}${GAP}${ends[index] ?? ""}`;
    }),
    "",
    ...wrap(
      `━ features and fixes  ─ security fixes only  · fixes that its maker sells  │ today${view.planned.length === 0 ? "" : "  ◆ planned move"}`,
      width,
    ),
    ...plannedMoves(view, width, style),
    ...(near.length === 0
      ? []
      : [
          "",
          style.strong("TO COME"),
          ...near.flatMap(({ kind, from, summary }) =>
            labelled(kind === "minor-expected" ? from.slice(0, 7) : from, summary, 0, 12, width),
          ),
        ]),
    ...pastTheEnd(rows, width),
    ...withoutRelease(view, width),
    "",
  ].join("\n");
}

function isNear({ daysLeft }: Row): boolean {
  return daysLeft === null || daysLeft < 365;
}

function endWords({ security }: Row, date: string): string {
  return security === null ? "unknown" : `${security} ${timeLeft(security, date)}`;
}

interface Axis {
  readonly first: number;
  readonly last: number;
}

/** The years below which their first of January stands, as many as there is room for. */
function scale({ first, last }: Axis, cells: number): string {
  const step = Math.ceil((6 * (last - first)) / cells);
  let line = "";
  for (let year = first; year < last; year += step) {
    const at = Math.round(((year - first) / (last - first)) * cells);
    if (at + 4 > cells) break;
    line = line.padEnd(at) + String(year);
  }
  return line.padEnd(cells);
}

function barOf(row: Row, planned: readonly string[], { first, last }: Axis, cells: number, today: string): string {
  const start = `${first}-01-01`;
  const length = daysBetween(start, `${last}-01-01`);
  const place = (day: string): number => (daysBetween(start, day) / length) * cells;
  const reaches = (day: string | null, cell: number): boolean => day !== null && place(day) > cell + 0.5;
  const now = Math.min(cells - 1, Math.floor(place(today)));
  const moves = new Set(planned.map((day) => Math.min(cells - 1, Math.floor(place(day)))));
  return Array.from({ length: cells }, (_, cell) => {
    if (moves.has(cell)) return "◆";
    if (cell === now) return "│";
    if (row.released !== null && reaches(row.released, cell)) return " ";
    if (reaches(row.active, cell)) return "━";
    if (reaches(row.security, cell)) return "─";
    return reaches(row.extended, cell) ? "·" : " ";
  }).join("");
}

function plannedMoves({ planned }: LifecycleView, width: number, style: Style): readonly string[] {
  if (planned.length === 0) return [];
  const lines = planned.flatMap(({ date, host, title, hosts, warnings }) => {
    const count = hosts === null ? "" : ` (${plural(hosts, "host")})`;
    return [
      ...labelled(date, printable(`${host} to ${title}${count}`), 0, 12, width),
      ...warnings.flatMap((warning) => labelled("", warning, 0, 12, width)),
    ];
  });
  return ["", style.strong("PLANNED"), ...lines];
}

function pastTheEnd(rows: readonly Row[], width: number): readonly string[] {
  const hosts = rows.reduce((sum, { state, hosts: own }) => sum + (state === "ended" ? (own ?? 0) : 0), 0);
  if (hosts === 0) return [];
  return [
    "",
    ...wrap(
      `${plural(hosts, "host")} of ${formatCount(total(rows))} ${hosts === 1 ? "gets" : "get"} no fixes any more`,
      width,
    ),
  ];
}

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, { hosts }) => sum + (hosts ?? 0), 0);
}

/** Of the hosts without an answer so many are listed. */
const FEW = 20;

function withoutRelease({ withoutRelease: hosts }: LifecycleView, width: number): readonly string[] {
  if (hosts.length === 0) return [];
  return [
    "",
    `${plural(hosts.length, "host")} without an answer:`,
    ...hosts
      .slice(0, FEW)
      .flatMap(({ host, reason }) => wrap(printable(`${host}: ${reason}`), width - 2).map((line) => `  ${line}`)),
    ...(hosts.length > FEW ? [`  … and ${hosts.length - FEW} more: all of them with --json`] : []),
  ];
}
