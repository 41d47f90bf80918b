import type { Release } from "../catalog/release.ts";
import { findRelease } from "../routes/find-release.ts";
import { isDay } from "./calendar.ts";

/** A move that somebody plans: the hosts that `pattern` names, on `date` (YYYY-MM-DD), to `target`. */
export interface PlannedMove {
  /** Of the file, from 1. */
  readonly line: number;
  /** A host's name, or a pattern with `*`, `?` and `[…]`. */
  readonly pattern: string;
  readonly date: string;
  readonly target: Release;
}

/** A file of planned moves that is not what it should be. @internal for tests */
export class PlannedMovesError extends Error {
  override readonly name = "PlannedMovesError";
}

const MOST = 20_000;

/**
 * Reads planned moves, CSV of three fields a line: host, date, target. A first line of these names, empty lines and lines
 * that begin with # count for nothing; fields may stand in double quotes, as spreadsheets write them.
 *
 * @example
 * host,date,target
 * web*,2027-03-01,almalinux-9
 * db1,2027-04-12,AlmaLinux 9
 *
 * @throws PlannedMovesError which begins with the number of the line
 */
export function parsePlannedMoves(text: string, releases: readonly Release[]): readonly PlannedMove[] {
  const moves: PlannedMove[] = [];
  let first = true;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    const line = index + 1;
    const fields = content.split(",").map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim(),
    );
    const isHeader = first && fields.join() === "host,date,target";
    first = false;
    if (isHeader) continue;
    if (moves.length >= MOST) throw new PlannedMovesError(`line ${line}: more than ${MOST} moves`);
    moves.push(moveOf(fields, line, releases));
  }
  return moves;
}

function moveOf(fields: readonly string[], line: number, releases: readonly Release[]): PlannedMove {
  const fail = (why: string): PlannedMovesError => new PlannedMovesError(`line ${line}: ${why}`);
  const [pattern = "", date = "", word = ""] = fields;
  if (fields.length !== 3) throw fail(`expected host,date,target, found ${fields.length} fields`);
  // Names of hosts, and signs of patterns: what a calendar and a terminal can show.
  if (!/^[\w.:@*?[\]!^-]{1,253}$/.test(pattern)) throw fail(`${quoted(pattern)} is no name or pattern of a host`);
  if (!isDay(date)) throw fail(`${quoted(date)} is no day; write it as 2027-03-01`);
  const target = findRelease(word, releases);
  if (target === undefined) throw fail(`${quoted(word)} is no release that Ferry knows, such as almalinux-9`);
  return { line, pattern, date, target };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
