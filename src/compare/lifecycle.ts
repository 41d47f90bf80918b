import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import { counted, daysBetween } from "../checks/words.ts";
import { planRoute } from "../routes/plan-route.ts";
import { expectedMinors } from "./expected-minors.ts";
import { type PlacedMove, placePlannedMoves } from "./place-planned-moves.ts";
import type { PlannedMove } from "./planned-moves.ts";

/** Days are YYYY-MM-DD, the last ones of what they end; null where no source tells them. */
export interface LifecycleRow {
  readonly release: string;
  readonly title: string;
  /** `runs`: hosts run it; `target`: where Ferry could take hosts; `release`: hosts play no part. */
  readonly role: "runs" | "target" | "release";
  /** How many hosts run it; null where hosts play no part. */
  readonly hosts: number | null;
  readonly released: string | null;
  readonly active: string | null;
  readonly security: string | null;
  /** The end of the fixes that its maker sells beyond that. */
  readonly extended: string | null;
  /** `active`: features and fixes; `security`: security fixes only; `ended`; `unknown`: no source tells the end. */
  readonly state: "active" | "security" | "ended" | "unknown";
  /** Days until the last security fix, negative when that was earlier; null where unknown. */
  readonly daysLeft: number | null;
  /** URLs that tell the days, parted by blanks. */
  readonly source: string;
}

/** What is to come; minors only of AlmaLinux; `planned`: a move, `release` is then its target. `from` and `to` are its first and last day, the same for an end of support. */
export interface LifecycleEvent {
  /** Its identity, which stays when its days move: `almalinux-9-security-ends`, `almalinux-9.9-expected`. */
  readonly id: string;
  readonly kind: "active-ends" | "security-ends" | "extended-ends" | "minor-expected" | "planned";
  readonly release: string;
  readonly summary: string;
  readonly from: string;
  readonly to: string;
}

export interface Lifecycle {
  readonly date: string;
  readonly rows: readonly LifecycleRow[];
  /** In the order of their days, none before `date`. */
  readonly events: readonly LifecycleEvent[];
  /** Moves that somebody plans, in the order of their days; those of the past too. */
  readonly planned: readonly PlacedMove[];
  /** Hosts of which no release is known, each with why. */
  readonly withoutRelease: readonly { readonly host: string; readonly reason: string }[];
}

type Knowledge = Pick<CatalogWithFacts, "releases" | "hops" | "otherHops" | "releaseFacts" | "minors" | "sources">;

/** What is known of a host here: its release, or why none is known. */
export type HostRelease =
  | { readonly host: string; readonly release: Release }
  | { readonly host: string; readonly reason: string };

/**
 * The life of releases on one axis of time. With hosts: what they run, and every AlmaLinux release that Ferry could take one
 * of them to. Without (undefined): every release of the catalog. `today`: YYYY-MM-DD.
 */
export function lifecycleOf(
  hosts: readonly HostRelease[] | undefined,
  catalog: Knowledge,
  today: string,
  plannedMoves: readonly PlannedMove[] = [],
): Lifecycle {
  const counts = new Map<string, number>();
  const withoutRelease: { host: string; reason: string }[] = [];
  for (const one of hosts ?? []) {
    if ("release" in one) counts.set(one.release.id, (counts.get(one.release.id) ?? 0) + 1);
    else withoutRelease.push(one);
  }
  const known = hosts?.flatMap((one) => ("release" in one ? [one] : []));
  const planned = placePlannedMoves(plannedMoves, known, catalog, today);
  const roleOf = (release: Release): LifecycleRow["role"] | undefined => {
    if (hosts === undefined) return "release";
    if (counts.has(release.id)) return "runs";
    return planned.some(({ target }) => target === release.id) || isTargetOf(release, counts, catalog)
      ? "target"
      : undefined;
  };
  const rows = catalog.releases
    .flatMap((release) => {
      const role = roleOf(release);
      if (role === undefined) return [];
      const number = role === "release" ? null : (counts.get(release.id) ?? 0);
      return [rowOf(release, role, number, catalog, today)];
    })
    .toSorted(inOrder(catalog));
  const shown = new Set(rows.map(({ release }) => release));
  const events = [
    ...catalog.releases.filter(({ id }) => shown.has(id)).flatMap((release) => eventsOf(release, catalog, today)),
    ...plannedEvents(planned, today),
  ].toSorted((left, right) => compareText(left.from, right.from) || compareText(left.release, right.release));
  return { date: today, rows, events, planned, withoutRelease };
}

function plannedEvents(planned: readonly PlacedMove[], today: string): readonly LifecycleEvent[] {
  const seen = new Map<string, number>();
  return planned.flatMap((move): readonly LifecycleEvent[] => {
    const { host, target, title, date, hosts } = move;
    const name = `planned-${host}-${target}`;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    if (date < today) return [];
    const id = number === 1 ? name : `${name}-${number}`;
    const count = hosts === null || (hosts === 1 && !/[*?[]/.test(host)) ? "" : ` (${counted(hosts, "host")})`;
    const warning = move.warnings[0] === undefined ? "" : `. ${move.warnings[0]}`;
    const summary = `${host}${count}: move to ${title} planned${warning}`;
    return [{ id, kind: "planned", release: target, summary, from: date, to: date }];
  });
}

function isTargetOf(target: Release, counts: ReadonlyMap<string, number>, catalog: Knowledge): boolean {
  return catalog.releases.some((from) => {
    if (!counts.has(from.id)) return false;
    const route = planRoute({ from, to: target.id }, catalog);
    return route.kind === "route" && route.hops.every(({ kind }) => kind !== "rebuild");
  });
}

function rowOf(
  release: Release,
  role: LifecycleRow["role"],
  hosts: number | null,
  catalog: Knowledge,
  today: string,
): LifecycleRow {
  const { active, security } = release.support;
  return {
    release: release.id,
    title: release.title,
    role,
    hosts,
    released: firstDay(release, catalog),
    active,
    security,
    extended: extendedEnd(release, catalog),
    state: stateOf(release, today),
    daysLeft: security === null ? null : daysBetween(today, security),
    source: release.source.flatMap((id) => catalog.sources.get(id)?.url ?? []).join(" "),
  };
}

function stateOf({ support }: Release, today: string): LifecycleRow["state"] {
  if (support.security === null) return "unknown";
  if (support.security < today) return "ended";
  return support.active !== null && support.active >= today ? "active" : "security";
}

function firstDay(release: Release, { releaseFacts }: Knowledge): string | null {
  const fact = releaseFacts.find(({ fact, subjects }) => fact === "released" && subjects.includes(release.id));
  return fact?.kind === "known" ? (/^\d{4}-\d{2}-\d{2}/.exec(fact.value)?.[0] ?? null) : null;
}

function extendedEnd(release: Release, { releaseFacts }: Knowledge): string | null {
  const fact = releaseFacts.find(({ fact, subjects }) => fact === "extended-support" && subjects.includes(release.id));
  return fact?.kind === "known" ? (fact.until ?? null) : null;
}

/** What hosts run stands first, the nearest end foremost; then where they could go, and all else, by vendor and major. */
function inOrder({ releases }: Knowledge): (left: LifecycleRow, right: LifecycleRow) => number {
  const roles = ["runs", "target", "release"];
  const vendors = [...new Set(releases.map(({ vendor }) => vendor))];
  const byId = new Map(releases.map((release) => [release.id, release]));
  const rank = ({ release }: LifecycleRow): number => {
    const known = byId.get(release);
    return known === undefined ? 0 : vendors.indexOf(known.vendor) * 1000 + known.major;
  };
  return (left, right) =>
    roles.indexOf(left.role) - roles.indexOf(right.role) ||
    (left.role === "runs" ? compareText(left.security ?? "9", right.security ?? "9") : 0) ||
    rank(left) - rank(right);
}

function eventsOf(release: Release, catalog: Knowledge, today: string): readonly LifecycleEvent[] {
  const { id, title, support } = release;
  const { active, security } = support;
  const extended = extendedEnd(release, catalog);
  const ends: readonly (readonly [LifecycleEvent["kind"], string | null, string])[] = [
    ["active-ends", active === security ? null : active, `${title}: the last day of new features and fixes`],
    ["security-ends", security, `${title}: the last day of security fixes`],
    ["extended-ends", extended, `${title}: the last day of the fixes that its maker sells`],
  ];
  return [
    ...ends.flatMap(([kind, day, summary]) =>
      day === null || day < today ? [] : [{ id: `${id}-${kind}`, kind, release: id, summary, from: day, to: day }],
    ),
    ...(release.builds.length === 0 ? [] : expectedMinors(release, catalog.minors, today)).map(
      ({ minor, from, to }) => ({
        id: `${id}.${minor}-expected`,
        kind: "minor-expected" as const,
        release: id,
        summary: `${title.replace(/ \d+$/, "")} ${release.major}.${minor} is expected in this month`,
        from,
        to,
      }),
    ),
  ];
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
