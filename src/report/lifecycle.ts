import { z } from "zod";
import type { Lifecycle } from "../compare/lifecycle.ts";

/** What `ferry lifecycle --format json` prints. */
export interface LifecycleView extends Lifecycle {
  readonly schema: "ferry/lifecycle/1";
}

export function lifecycleView(lifecycle: Lifecycle): LifecycleView {
  return { schema: "ferry/lifecycle/1", ...lifecycle };
}

const day = z.iso.date();

/** `ferry lifecycle --format json`. */
export const LifecycleDocument = z.strictObject({
  schema: z.literal("ferry/lifecycle/1"),
  date: day.describe("The day of the answer"),
  rows: z.array(
    z.strictObject({
      release: z.string(),
      title: z.string(),
      role: z.enum(["runs", "target", "release"]).describe("Hosts run it, could go there, or play no part"),
      hosts: z.int().min(0).nullable(),
      released: day.nullable(),
      active: day.nullable().describe("The last day of new features and fixes"),
      security: day.nullable().describe("The last day of security fixes"),
      extended: day.nullable().describe("The last day of the fixes that its maker sells"),
      state: z.enum(["active", "security", "ended", "unknown"]),
      daysLeft: z.int().nullable().describe("Until the last security fix; negative when that was earlier"),
      source: z.string().describe("URLs, parted by blanks"),
    }),
  ),
  events: z.array(
    z.strictObject({
      id: z.string().describe("Stays when the days of the event move"),
      kind: z.enum(["active-ends", "security-ends", "extended-ends", "minor-expected", "planned"]),
      release: z.string(),
      summary: z.string(),
      from: day,
      to: day,
    }),
  ),
  planned: z
    .array(
      z.strictObject({
        host: z.string().describe("The name or pattern of its hosts"),
        date: day,
        target: z.string(),
        title: z.string(),
        hosts: z.int().min(0).nullable().describe("How many hosts are meant; null where none were given"),
        from: z.array(z.string()).describe("The releases that these hosts run"),
        warnings: z.array(z.string()).describe("What speaks against the day or the way"),
      }),
    )
    .describe("Moves of --planned, in the order of their days"),
  withoutRelease: z.array(z.strictObject({ host: z.string(), reason: z.string() })),
}) satisfies z.ZodType<LifecycleView>;

/** How a row's hosts are called: `3 hosts`, `could go there`, or nothing. */
export function hostsWords({ role, hosts }: LifecycleView["rows"][number]): string {
  if (role === "release") return "";
  return role === "target" ? "target" : `${hosts ?? 0}`;
}

/** The days of planned moves that stand in a row: where hosts leave; where no hosts were given, where they go. */
export function plannedDays({ release }: LifecycleView["rows"][number], { planned }: LifecycleView): readonly string[] {
  return planned.flatMap(({ from, target, hosts, date }) =>
    (hosts === null ? target === release : from.includes(release) && target !== release) ? [date] : [],
  );
}

/** The years that an axis spans for all days of the rows and for today: the first of January of both. */
export function axisOf({ rows, date, planned }: LifecycleView): { readonly first: number; readonly last: number } {
  const years = [
    date,
    ...planned.map((move) => move.date),
    ...rows.flatMap(({ released, active, security, extended }) =>
      [released, active, security, extended].filter((end) => end !== null),
    ),
  ].map((one) => Number(one.slice(0, 4)));
  return { first: Math.min(...years), last: Math.max(...years) + 1 };
}
