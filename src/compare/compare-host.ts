import type { Release } from "../catalog/release.ts";
import { daysBetween } from "../checks/words.ts";
import type { Route, RouteWish } from "../routes/plan-route.ts";
import { type Profile, previewProfiles, SHORT_SUPPORT_DAYS } from "./advice-rules.ts";
import { advise } from "./advise.ts";
import { applicationEvidence, repositoryEvidence } from "./application-evidence.ts";
import type { Candidate, Evidence, EvidenceTopic, HostChoice } from "./choice.ts";
import { advisoriesSince } from "./errata.ts";
import { deviceEvidence, processorEvidence } from "./hardware-evidence.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds } from "./host-grounds.ts";
import { ownSoftwareEvidence } from "./own-software-evidence.ts";
import { packageEvidence } from "./package-evidence.ts";
import { modelEvidence, supportEvidence } from "./support-evidence.ts";
import { costEvidence, errataEvidence } from "./upkeep-evidence.ts";
import { readinessEvidence, wayEvidence } from "./way-evidence.ts";
import { isFerrys, wayTo } from "./way-to.ts";

/**
 * The releases that a host could run: what it runs, and every AlmaLinux that there is a way to in place; where there is none,
 * every one that could be built beside the host. Beside them the newest CentOS Stream for hosts of CentOS. Previews of AlmaLinux
 * are for the uses that can live with one.
 */
export function reachableTargets(
  from: Release,
  machine: RouteWish["machine"],
  profile: Profile,
  { catalog }: CompareContext,
): readonly Release[] {
  const ways = catalog.releases
    .filter((release) => isFerrys(release) && release.id !== from.id && release.major >= from.major)
    .filter(({ latest }) => latest !== null || previewProfiles.includes(profile))
    .map((release) => ({ release, route: wayTo(from, release, machine, catalog) }));
  const isInPlace = (route: Route): boolean =>
    route.kind === "route" && route.hops.every(({ kind }) => kind !== "rebuild");
  const inPlace = ways.filter(({ route }) => isInPlace(route));
  const chosen = inPlace.length > 0 ? inPlace : ways.filter(({ release }) => release.latest !== null);
  return [
    from,
    ...chosen.map(({ release }) => release).toSorted((left, right) => left.major - right.major),
    ...newestStream(from, catalog.releases),
  ];
}

function newestStream(from: Release, releases: readonly Release[]): readonly Release[] {
  if (from.vendor !== "centos") return [];
  const newest = releases
    .filter(({ vendor, latest }) => vendor === "centos" && latest === null)
    .toSorted((left, right) => right.major - left.major)[0];
  return newest === undefined || newest.id === from.id ? [] : [newest];
}

/** Holds each candidate against the host's own facts, and advises. Targets stand in the order given. */
export function compareHost(
  host: HostGrounds,
  targets: readonly TargetGrounds[],
  profile: Profile,
  context: CompareContext,
): HostChoice {
  const candidates = targets.map((target): Candidate => {
    const { release } = target;
    const stays = release.id === host.release.id;
    return {
      target: release.id,
      title: stays ? `Stay on ${release.title}` : release.title,
      stays,
      evidence: [
        supportEvidence(release, host.release, context),
        modelEvidence(release, context),
        processorEvidence(host, target, context),
        deviceEvidence(host, target, context),
        packageEvidence(host, target, context),
        repositoryEvidence(host, target, context),
        ownSoftwareEvidence(host, target, context),
        applicationEvidence(host, target, context),
        wayEvidence(host, target, context),
        readinessEvidence(host, target),
        errataEvidence(host, target, context),
        costEvidence(host, target, context),
      ].map((one) => (host.packagesOnly === true ? asFarAsTold(one, host) : one)),
    };
  });
  const { release, minor } = host;
  return {
    host: host.host,
    release: release.id,
    title: minor === undefined ? release.title : `${release.title}.${minor}`,
    notes: notesOf(host, context),
    candidates,
    advice: advise(candidates, profile, { by: release.support.security, waiting: waitingOf(host, context) }),
  };
}

const untold: readonly EvidenceTopic[] = ["processor", "devices", "repositories", "own-software", "readiness"];

/** What packages do not tell counts neither for staying nor against a move; what must hold stays a condition. */
function asFarAsTold(evidence: Evidence, { facts }: HostGrounds): Evidence {
  const { topic, verdict, condition } = evidence;
  const isTold = topic === "processor" && factOf(facts, "machine")?.cpuLevel !== undefined;
  if (isTold || !untold.includes(topic) || verdict === "stops") return evidence;
  const says =
    condition === undefined
      ? "Packages do not tell it: look at the hosts before they move"
      : `${condition}; look at it before the move`;
  return { topic, verdict: "not-asked", worth: 0, short: "not told", says, details: [], numbers: [], condition };
}

/** What waiting costs: the fixes that do not come any more, or until when they come. */
function waitingOf({ facts, release }: HostGrounds, { today, errata }: CompareContext): readonly string[] {
  const end = release.support.security;
  if (end === null) return [`Until when ${release.title} gets fixes is not known: so is what waiting costs`];
  const days = daysBetween(today, end);
  const installed = new Set((factOf(facts, "packages") ?? []).map(({ name }) => name));
  if (days >= 0) {
    const last = `${release.title} gets security fixes for ${days} more days; every day after ${end} is one without`;
    if (errata === undefined || days > SHORT_SUPPORT_DAYS) return [last];
    const since = `${Number(errata.newest.slice(0, 4)) - 1}${errata.newest.slice(4)}`;
    const count = advisoriesSince(errata, release.major, since, installed);
    return [
      last,
      `In the year before ${errata.newest}, ${count} advisories of EL${release.major} touched packages of this host: that many a year are missed after the end`,
    ];
  }
  const ended = `${release.title} has had no security fixes for ${-days} days; each further day adds to it`;
  if (errata === undefined) return [ended];
  const majors = [release.major, release.major + 1];
  return [
    ended,
    ...majors.flatMap((major) => {
      const count = advisoriesSince(errata, major, end, installed);
      return count === 0
        ? []
        : [`Since ${end}, ${count} advisories of AlmaLinux ${major} fixed packages that this host has by name`];
    }),
  ];
}

/** A minor version that is not the newest: what stays there is left without the fixes that the release gets. */
function behindOf({ release, minor }: HostGrounds, { catalog, today }: CompareContext): readonly string[] {
  const { major, support } = release;
  if (minor === undefined || support.security === null || support.security < today) return [];
  const newest = catalog.minors
    .filter((one) => one.release === release.id && one.state === "released" && (one.date ?? "") <= today)
    .toSorted((left, right) => right.minor - left.minor)[0];
  if (newest === undefined || newest.minor <= minor) return [];
  const since = newest.date === null ? "" : `, of ${newest.date}`;
  return [
    `It is at ${major}.${minor}: fixes go to the newest minor version, ${major}.${newest.minor}${since}, unless more is bought for this one; staying asks for that update as well`,
  ];
}

function notesOf(host: HostGrounds, context: CompareContext): readonly string[] {
  const { facts, packagesOnly } = host;
  const { errata, costs } = context;
  // Of software outside rpm its own row says so.
  const unreadable = Object.entries(facts).flatMap(([name, fact]) =>
    fact.kind === "unreadable" && name !== "ownSoftware" ? [name] : [],
  );
  const notGiven = [
    ...(costs === undefined ? ["what a node costs (--costs)"] : []),
    ...(errata === undefined ? ["the time to a fix (--errata)"] : []),
  ];
  return [
    ...behindOf(host, context),
    ...(unreadable.length === 0 || packagesOnly === true
      ? []
      : [`Not readable on this host: ${unreadable.join(", ")}`]),
    ...(notGiven.length === 0 ? [] : [`Not given, and so not weighed: ${notGiven.join(" and ")}`]),
  ];
}
