import { z } from "zod";
import { daysBetween } from "../checks/words.ts";

/** One advisory of AlmaLinux in OSV's form (github.com/AlmaLinux/osv-database), as far as it is needed here. */
export interface Advisory {
  readonly id: string;
  /** EL majors of what it fixes. */
  readonly majors: readonly number[];
  /** YYYY-MM-DD. In AlmaLinux's records this is the day of Red Hat's advisory. */
  readonly published: string;
  /** YYYY-MM-DD: the day on which AlmaLinux last touched it. */
  readonly modified: string;
  readonly packages: readonly string[];
  /** The number of Red Hat's advisory, where it follows one. */
  readonly redHat: string | undefined;
}

export class ErrataError extends Error {
  override readonly name = "ErrataError";
}

const Day = z
  .string()
  .max(40)
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T|$)/, "expected a date YYYY-MM-DD")
  .transform((text) => text.slice(0, 10));

/** OSV schema 1.x (ossf.github.io/osv-schema); fields that are not needed may come and go. */
const Osv = z.looseObject({
  id: z.string().max(64),
  published: Day,
  modified: Day,
  affected: z
    .array(
      z.looseObject({
        package: z.looseObject({ ecosystem: z.string().max(128), name: z.string().max(256) }).optional(),
      }),
    )
    .max(10_000)
    .default([]),
  references: z
    .array(z.looseObject({ url: z.string().max(4096) }))
    .max(10_000)
    .default([]),
});

/** Longest text of one advisory, in UTF-16 units: the largest of AlmaLinux's has some 120,000. */
export const MAX_ADVISORY = 4 * 1024 * 1024;

/**
 * Reads one OSV record. Undefined for one that is of no AlmaLinux release: databases of several distributions may be given.
 *
 * @throws ErrataError with `name` (of the file) and what is wrong
 */
export function parseAdvisory(name: string, text: string): Advisory | undefined {
  if (text.length > MAX_ADVISORY) {
    throw new ErrataError(
      `Cannot read the advisory ${name}: it has ${text.length} characters, at most ${MAX_ADVISORY}`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ErrataError(`Cannot read the advisory ${name}: it is not JSON`, { cause });
  }
  const parsed = Osv.safeParse(json, { jitless: true });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
    throw new ErrataError(`Cannot read the advisory ${name}: ${where}${issue?.message ?? "it is no OSV record"}`);
  }
  const { id, published, modified, affected, references } = parsed.data;
  const own = affected.flatMap((one) => (one.package === undefined ? [] : [one.package]));
  const majors = own.flatMap(({ ecosystem }) => {
    const major = /^AlmaLinux:(\d{1,2})$/.exec(ecosystem)?.[1];
    return major === undefined ? [] : [Number(major)];
  });
  if (majors.length === 0) return undefined;
  const number = id.replace(/^AL[A-Z]{2}-/, "");
  const redHat = references
    .map(({ url }) => /^https:\/\/access\.redhat\.com\/errata\/(RH[A-Z]{2}-\d{4}:\d{1,7})$/.exec(url)?.[1])
    .find((one) => one?.endsWith(`-${number}`));
  return {
    id,
    majors: [...new Set(majors)],
    published,
    modified,
    packages: [...new Set(own.map(({ name: packageName }) => packageName))],
    redHat,
  };
}

/** What the advisories of one EL major say, over the year before the newest of all. Days. */
export interface LatencyFigures {
  /** Advisories that follow one of Red Hat's. */
  readonly advisories: number;
  readonly medianDays: number;
  readonly ninetiethDays: number;
  readonly from: string;
  readonly to: string;
}

export interface ErrataFigures {
  /** Where they were read, as the user named it. */
  readonly source: string;
  readonly advisories: readonly Advisory[];
  /** The day of the newest one. */
  readonly newest: string;
}

const YEAR = 365;

/**
 * Days from Red Hat's advisory to the day on which AlmaLinux last touched its own: an upper bound, as later edits move that
 * day. `installed`: only advisories of these packages count. Undefined where none of the major does.
 */
export function latencyOf(
  { advisories, newest }: ErrataFigures,
  major: number,
  installed: ReadonlySet<string> | undefined,
): LatencyFigures | undefined {
  const counted = advisories.filter(
    (one) =>
      one.redHat !== undefined &&
      one.majors.includes(major) &&
      daysBetween(one.published, newest) <= YEAR &&
      (installed === undefined || one.packages.some((name) => installed.has(name))),
  );
  if (counted.length === 0) return undefined;
  const days = counted
    .map(({ published, modified }) => Math.max(0, daysBetween(published, modified)))
    .toSorted((left, right) => left - right);
  const dates = counted.map(({ published }) => published).toSorted();
  const at = (share: number): number => days[Math.min(days.length - 1, Math.floor(days.length * share))] ?? 0;
  return {
    advisories: days.length,
    medianDays: at(0.5),
    ninetiethDays: at(0.9),
    from: dates[0] ?? "",
    to: dates.at(-1) ?? "",
  };
}

/** How many advisories of a major since a day touch one of the installed packages. */
export function advisoriesSince(
  { advisories }: ErrataFigures,
  major: number,
  since: string,
  installed: ReadonlySet<string>,
): number {
  return advisories.filter(
    (one) => one.majors.includes(major) && one.published > since && one.packages.some((name) => installed.has(name)),
  ).length;
}
