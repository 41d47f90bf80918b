import type { CatalogWithFacts } from "../catalog/catalog.ts";
import { matchesPattern } from "../catalog/matches-pattern.ts";
import type { Release } from "../catalog/release.ts";
import { counted, daysBetween, listed } from "../checks/words.ts";
import type { PlannedMove } from "./planned-moves.ts";
import { goerOf, wayTo } from "./way-to.ts";

type Knowledge = Pick<CatalogWithFacts, "releases" | "hops" | "otherHops">;

/** A planned move held against what its hosts run. */
export interface PlacedMove {
  /** The pattern or name of its hosts. */
  readonly host: string;
  readonly date: string;
  /** Id and title of the release. */
  readonly target: string;
  readonly title: string;
  /** How many of the hosts at hand it is for; null where no hosts were given. */
  readonly hosts: number | null;
  /** Ids of what these hosts run. */
  readonly from: readonly string[];
  /** What speaks against the day or the way, in whole sentences; empty: nothing. */
  readonly warnings: readonly string[];
}

/** Each planned move with the hosts that it is for, in the order of the days. `hosts` undefined: none were given. */
export function placePlannedMoves(
  planned: readonly PlannedMove[],
  hosts: readonly { readonly host: string; readonly release: Release }[] | undefined,
  catalog: Knowledge,
  today: string,
): readonly PlacedMove[] {
  return planned
    .map(({ pattern, date, target }): PlacedMove => {
      const meant = hosts?.filter(({ host }) => matchesPattern(pattern, host));
      const from = [...new Map(meant?.map(({ release }) => [release.id, release]) ?? []).values()];
      return {
        host: pattern,
        date,
        target: target.id,
        title: target.title,
        hosts: meant?.length ?? null,
        from: from.map(({ id }) => id),
        warnings: [
          ...(meant?.length === 0 ? ["None of the hosts here is meant"] : []),
          ...(date < today ? [`The day is past by ${counted(daysBetween(date, today), "day")}`] : []),
          ...from.flatMap((release) => warningsOf(release, target, date, catalog)),
          ...endOf(target, date),
        ],
      };
    })
    .toSorted((left, right) => (left.date === right.date ? 0 : left.date < right.date ? -1 : 1));
}

function warningsOf(from: Release, target: Release, date: string, catalog: Knowledge): readonly string[] {
  if (from.id === target.id) return [`${from.title} is what they run already`];
  const { security } = from.support;
  const late =
    security !== null && date > security
      ? [
          `${from.title} has no security fixes from ${security} on: ${counted(daysBetween(security, date), "day")} before the move`,
        ]
      : [];
  const route = wayTo(from, target, undefined, catalog);
  if (route.kind !== "route") return late;
  const others = route.hops.flatMap((hop) => {
    const goer = goerOf(hop, catalog);
    return goer === undefined || goer.isFerrys ? [] : [goer.tool];
  });
  const between = route.hops.slice(1).map(({ from: stop }) => stop.title);
  return [
    ...late,
    ...(route.hops.some(({ kind }) => kind === "rebuild") ? [`From ${from.title} a new host has to be built`] : []),
    ...(others.length === 0 ? [] : [otherGoers(from, [...new Set(others)])]),
    ...(between.length === 0 ? [] : [`The way from ${from.title} leads over ${listed(between)}`]),
  ];
}

function otherGoers({ title }: Release, tools: readonly string[]): string {
  return `Ferry does not go all of the way from ${title}: ${listed(tools)} ${tools.length === 1 ? "does" : "do"}`;
}

function endOf({ title, support }: Release, date: string): readonly string[] {
  const { security } = support;
  return security !== null && date > security ? [`${title} itself gets no security fixes after ${security}`] : [];
}
