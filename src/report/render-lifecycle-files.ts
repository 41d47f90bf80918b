import { dayAfter } from "../compare/calendar.ts";
import { printable } from "./layout.ts";
import type { LifecycleView } from "./lifecycle.ts";

/**
 * The rows as CSV (RFC 4180) with a line of names; what is not known is empty. Planned moves follow as rows of the role
 * `planned`: release is their target, title the host or pattern, and two more columns have the day and what speaks against it.
 */
export function renderLifecycleCsv({ rows, planned }: LifecycleView): string {
  const names = [
    "release",
    "title",
    "role",
    "hosts",
    "released",
    "active",
    "security",
    "extended",
    "state",
    "daysLeft",
  ] as const;
  const more = planned.length === 0 ? [] : ["planned", "warnings"];
  const moves = planned.map(({ target, host, hosts, date, warnings }) => {
    const known = { release: target, title: host, role: "planned", hosts };
    const cells = names.map((name) => cell(name in known ? known[name as keyof typeof known] : null));
    return [...cells, cell(date), cell(warnings.join("; "))].join(",");
  });
  return [
    [...names, ...more].join(","),
    ...rows.map((row) => [...names.map((name) => cell(row[name])), ...more.map(() => "")].join(",")),
    ...moves,
  ]
    .map((line) => `${line}\r\n`)
    .join("");
}

/** A cell that no spreadsheet takes for a formula. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = printable(value);
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * What is to come as an iCalendar (RFC 5545) of all-day events. The same event keeps its UID, so that a calendar that reads
 * it again moves it and does not double it.
 */
export function renderLifecycleCalendar({ events, date }: LifecycleView): string {
  const stamp = `${compact(date)}T000000Z`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Ferry//lifecycle//EN",
    "X-WR-CALNAME:Support of releases",
    ...events.flatMap(({ id, summary, from, to }) => [
      "BEGIN:VEVENT",
      `UID:${id}@ferry.invalid`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${compact(from)}`,
      // The end of an all-day event is the day after its last one.
      `DTEND;VALUE=DATE:${compact(dayAfter(to))}`,
      `SUMMARY:${escaped(summary)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines
    .flatMap(folded)
    .map((line) => `${line}\r\n`)
    .join("");
}

function compact(day: string): string {
  return day.replaceAll("-", "");
}

function escaped(text: string): string {
  return printable(text).replace(/[\\;,]/g, (sign) => `\\${sign}`);
}

/** Lines of at most 75 octets, continued on lines that begin with a blank. Texts of releases are ASCII: an octet each. */
function folded(line: string): readonly string[] {
  const parts = [line.slice(0, 75)];
  for (let at = 75; at < line.length; at += 74) parts.push(` ${line.slice(at, at + 74)}`);
  return parts;
}
