import type { Catalog } from "../catalog/catalog.ts";
import type { Hop } from "../catalog/hop.ts";
import type { Build, Release } from "../catalog/release.ts";
import { findRelease } from "./find-release.ts";

/** One move: in place to AlmaLinux of the same major, in place to the next major, or beside the old host. */
export interface RouteHop {
  readonly kind: "convert" | "upgrade" | "rebuild";
  readonly from: Release;
  readonly to: Release;
  /** The minor version of `from` that the tool asks for, null where any will do. */
  readonly minimumMinor: number | null;
  /** The build of `to` for the machine, as Route's for the target. */
  readonly build: Build | undefined;
}

/**
 * Where a host goes. `build` is the build of the target that suits the machine: the most demanding one that its processor
 * can run; undefined when the target has none for it (checks say so), and the default one when the level is not known.
 */
export type Route =
  | {
      readonly kind: "route";
      readonly from: Release;
      readonly target: Release;
      readonly hops: readonly RouteHop[];
      readonly build: Build | undefined;
    }
  | { readonly kind: "arrived"; readonly release: Release }
  | { readonly kind: "none"; readonly because: string; readonly fix: string };

export interface RouteWish {
  readonly from: Release;
  /** A release id, or a way to write one: "almalinux-9", "AlmaLinux 9", "almalinux9". Left out: the nearest AlmaLinux. */
  readonly to?: string;
  /** Architecture as `uname -m` says it, and the n of x86-64-vn. Left out where it is not known. */
  readonly machine?: { readonly architecture: string; readonly cpuLevel?: number };
  /** Goes to what Ferry does not move to as well: by the hops given, else by a rebuild. */
  readonly anyTarget?: boolean;
}

interface Knowledge {
  readonly releases: Catalog["releases"];
  readonly hops: readonly Way[];
}

/** A hop, whatever tool goes it. */
type Way = Pick<Hop, "from" | "to" | "kind" | "architectures" | "minimumMinor">;

/**
 * The shortest chain of hops to the target. Without a target: AlmaLinux of the same major, else of the next one that there
 * is a way to. What cannot be reached in place is a rebuild. Same input, same route: the order is that of data/.
 */
export function planRoute(wish: RouteWish, catalog: Knowledge): Route {
  const targets = catalog.releases.filter((release) => release.builds.length > 0);
  if (wish.to === undefined) {
    if (wish.from.builds.length > 0) return { kind: "arrived", release: wish.from };
    const reachable = targets
      .map((target) => ({ target, hops: shortestWay(wish, target, catalog) }))
      .filter((way) => way.hops !== undefined)
      .toSorted((left, right) => left.target.major - right.target.major);
    const [nearest] = reachable;
    if (nearest?.hops !== undefined) return route(wish, nearest.target, nearest.hops);
    const newest = newestThatRuns(wish, targets);
    if (newest === undefined) return { kind: "none", because: "Ferry knows no target", fix: "Check data/releases" };
    return route(wish, newest, [rebuild(wish, newest)]);
  }
  const target = findRelease(wish.to, catalog.releases);
  if (target === undefined) {
    return {
      kind: "none",
      because: `"${wish.to}" is not a release that Ferry knows`,
      fix: `Use one of: ${ids(targets)}`,
    };
  }
  if (target.id === wish.from.id) return { kind: "arrived", release: target };
  if (target.builds.length === 0 && wish.anyTarget !== true) {
    return {
      kind: "none",
      because: `Ferry moves to AlmaLinux, not to ${target.title}`,
      fix: `Use one of: ${ids(targets)}`,
    };
  }
  if (target.major < wish.from.major && wish.anyTarget !== true) {
    return {
      kind: "none",
      because: `${target.title} is older than ${wish.from.title}: no tool goes back a major version`,
      fix: `Use ${ids(targets.filter((release) => release.major >= wish.from.major))}`,
    };
  }
  return route(wish, target, shortestWay(wish, target, catalog) ?? [rebuild(wish, target)]);
}

/** What is wrong with `text` as a target, whatever the host; undefined when it names a release that Ferry moves to. */
export function targetFault(text: string, catalog: Pick<Catalog, "releases">): string | undefined {
  const targets = ids(catalog.releases.filter(({ builds }) => builds.length > 0));
  const release = findRelease(text, catalog.releases);
  if (release === undefined) return `"${text}" is not a release that Ferry knows: use one of ${targets}`;
  if (release.builds.length > 0) return undefined;
  return `Ferry moves to AlmaLinux, not to ${release.title}: use one of ${targets}`;
}

/** The build for the machine: of those its processor can run, the one that asks most. */
export function chooseBuild(release: Release, machine: RouteWish["machine"]): Build | undefined {
  if (machine === undefined) return release.builds[0];
  const builds = release.builds.filter((build) => build.machine === machine.architecture);
  const level = machine.cpuLevel;
  if (level === undefined) return builds[0];
  return builds
    .filter((build) => (build.cpuLevel ?? 0) <= level)
    .toSorted((left, right) => (right.cpuLevel ?? 0) - (left.cpuLevel ?? 0))[0];
}

function route(wish: RouteWish, target: Release, hops: readonly RouteHop[]): Route {
  return { kind: "route", from: wish.from, target, hops, build: chooseBuild(target, wish.machine) };
}

function rebuild(wish: RouteWish, to: Release): RouteHop {
  return { kind: "rebuild", from: wish.from, to, minimumMinor: null, build: chooseBuild(to, wish.machine) };
}

/** Breadth first over the hops that exist for the machine. */
function shortestWay(wish: RouteWish, target: Release, catalog: Knowledge): readonly RouteHop[] | undefined {
  const releases = new Map(catalog.releases.map((release) => [release.id, release]));
  const architecture = wish.machine?.architecture;
  const open = catalog.hops.filter((hop) => architecture === undefined || hop.architectures.includes(architecture));
  const cameBy = new Map<string, Way | undefined>([[wish.from.id, undefined]]);
  const queue = [wish.from.id];
  for (const place of queue) {
    if (place === target.id) return walkBack(wish, target.id, cameBy, releases);
    for (const hop of open) {
      if (hop.from !== place || cameBy.has(hop.to)) continue;
      cameBy.set(hop.to, hop);
      queue.push(hop.to);
    }
  }
  return undefined;
}

function walkBack(
  wish: RouteWish,
  end: string,
  cameBy: ReadonlyMap<string, Way | undefined>,
  releases: ReadonlyMap<string, Release>,
): readonly RouteHop[] {
  const hops: RouteHop[] = [];
  for (let hop = cameBy.get(end); hop !== undefined; hop = cameBy.get(hop.from)) {
    const from = releases.get(hop.from);
    const to = releases.get(hop.to);
    if (from !== undefined && to !== undefined) {
      const build = chooseBuild(to, wish.machine);
      hops.unshift({ kind: hop.kind, from, to, minimumMinor: hop.minimumMinor, build });
    }
  }
  return hops;
}

function newestThatRuns(wish: RouteWish, targets: readonly Release[]): Release | undefined {
  const stable = targets.filter((target) => target.latest !== null).toSorted((left, right) => right.major - left.major);
  return stable.find((target) => chooseBuild(target, wish.machine) !== undefined) ?? stable[0];
}

function ids(releases: readonly Release[]): string {
  return releases.map((release) => release.id).join(", ");
}
