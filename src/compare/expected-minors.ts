import type { Minor } from "../catalog/minor.ts";
import type { Release } from "../catalog/release.ts";
import { dayOf, lastDay } from "./calendar.ts";

/** The last minor version of a major (Rocky Linux wiki: release and version guide). */
const LAST = 10;
/** Minors come in May and November (the same guide), the first in May of the year of the major. */
const MONTHS_BETWEEN = 6;
const MAY = 5;

/** A minor version that is to come: the first and the last day of the month in which it is expected, YYYY-MM-DD. */
export interface ExpectedMinor {
  readonly minor: number;
  readonly from: string;
  readonly to: string;
}

/**
 * The minors that follow the newest one of a release, by the calendar that RHEL and its rebuilds keep. None where .0 is not
 * known (then the calendar has no beginning), and none whose month is over: that it did not come says that the data is old.
 */
export function expectedMinors(release: Release, minors: readonly Minor[], today: string): readonly ExpectedMinor[] {
  const own = minors.filter((minor) => minor.release === release.id);
  const first = own.find(({ minor }) => minor === 0)?.date;
  if (first === undefined || first === null) return [];
  const released = own.filter(({ state }) => state === "released").map(({ minor }) => minor);
  const expected: ExpectedMinor[] = [];
  for (let minor = Math.max(...released) + 1; minor <= LAST; minor++) {
    const months = MAY - 1 + minor * MONTHS_BETWEEN;
    const year = Number(first.slice(0, 4)) + Math.floor(months / 12);
    const month = (months % 12) + 1;
    const to = lastDay(year, month);
    if (to >= today) expected.push({ minor, from: dayOf(year, month, 1), to });
  }
  return expected;
}
