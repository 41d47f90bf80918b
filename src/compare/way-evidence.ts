import { counted, listed } from "../checks/words.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import { hopCosts, UNKNOWN_WORTH } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, type HostGrounds, type TargetGrounds, urlsOf } from "./host-grounds.ts";
import { goerOf, hopChain } from "./way-to.ts";

/**
 * Reboots of the old host, by kind of hop. Leapp's are two: into the environment that upgrades, and into the new system
 * (leapp documentation, "upgrade workflow and phases"); SELinux may ask for another.
 */
const reboots = { convert: 1, upgrade: 2, rebuild: 0 } as const;

/** How a host gets there: the hops, the reboots and their kind. */
export function wayEvidence(
  host: HostGrounds,
  { release, route }: TargetGrounds,
  { catalog }: CompareContext,
): Evidence {
  const topic = "way";
  if (release.id === host.release.id) {
    const says = "Nothing moves";
    return {
      topic,
      verdict: "for",
      worth: 1,
      short: "no hop",
      says,
      details: [],
      numbers: [hopNumber("hops", 0, "data/hops")],
    };
  }
  if (route.kind !== "route") {
    return unknownEvidence(topic, route.kind === "none" ? route.because : "It is there already");
  }
  const { hops } = route;
  const ids = hops.flatMap((hop) => goerOf(hop, catalog)?.source ?? hop.to.source);
  const source = urlsOf([...new Set(ids)], catalog.sources);
  const count = hops.reduce((sum, { kind }) => sum + reboots[kind], 0);
  const numbers: readonly Measured[] = [hopNumber("hops", hops.length, source), hopNumber("reboots", count, source)];
  const rebuild = hops.some(({ kind }) => kind === "rebuild");
  const ends = rebuild
    ? "; the old host runs until the data are cut over"
    : `; ${counted(count, "reboot")}: ${rebootWords(hops)}`;
  return {
    topic,
    verdict: rebuild || hops.length > 2 ? "against" : hops.every(({ kind }) => kind === "convert") ? "for" : "neutral",
    worth: Math.max(
      0,
      hops.reduce((worth, { kind }) => worth - hopCosts[kind], 1),
    ),
    short: rebuild ? "new host" : counted(hops.length, "hop"),
    says: `${counted(hops.length, "step")}: ${hopChain(hops, catalog)}${ends}`,
    details: [
      ...hops.flatMap(({ from, minimumMinor }) =>
        minimumMinor === null ? [] : [`${from.title} must be at ${from.major}.${minimumMinor} before`],
      ),
      ...helpersOf(hops, catalog),
    ],
    numbers,
  };
}

/** What of the way Ferry leaves to others. */
function helpersOf(hops: readonly RouteHop[], catalog: CompareContext["catalog"]): readonly string[] {
  const goers = hops.flatMap((hop) => {
    const goer = goerOf(hop, catalog);
    return goer === undefined ? [] : [{ hop, ...goer }];
  });
  return [
    ...(goers.some(({ hop, isFerrys }) => isFerrys && hop.kind === "upgrade")
      ? ["Ferry assesses an upgrade and leaves doing it to leapp (ELevate)"]
      : []),
    ...goers.flatMap(({ hop, isFerrys, tool }) =>
      isFerrys
        ? []
        : [
            `Ferry does not go from ${hop.from.title} to ${hop.to.title}: ${tool} does, without Ferry's checks and way back`,
          ],
    ),
  ];
}

function rebootWords(hops: readonly RouteHop[]): string {
  return hops
    .map(({ kind, to }) =>
      kind === "convert" ? `into the kernel of ${to.title}` : `into the upgrade and then into ${to.title}`,
    )
    .join(", ");
}

function hopNumber(name: string, value: number, source: string): Measured {
  return { name, value, unit: name, source };
}

/** What stops the move as the host is today: it can be mended, so it excludes nothing. */
export function readinessEvidence(
  host: HostGrounds,
  { release, route, findings, packages, isUnchecked = false }: TargetGrounds,
): Evidence {
  const topic = "readiness";
  if (release.id === host.release.id) {
    return {
      topic,
      verdict: "for",
      worth: 1,
      short: "nothing to do",
      says: "Nothing has to be mended for staying",
      details: [],
      numbers: [],
    };
  }
  if (isUnchecked) {
    const isRebuild = route.kind === "route" && route.hops.every(({ kind }) => kind === "rebuild");
    return isRebuild
      ? {
          topic,
          verdict: "neutral",
          worth: 1,
          short: "new host",
          says: "A new host is built, so nothing has to be mended on this one",
          details: [],
          numbers: [],
        }
      : {
          ...unknownEvidence(
            topic,
            "Ferry's checks are made for moves to AlmaLinux: what could stop this one is not known",
          ),
          short: "not checked",
          worth: UNKNOWN_WORTH,
        };
  }
  const own = findings.filter(
    ({ check, isUnknown }) =>
      !weighedElsewhere.has(check) && !(isUnknown && packages.kind !== "solved" && restsOnSolution.test(check)),
  );
  const found = own.filter(({ isUnknown }) => !isUnknown);
  const blind = own.filter(({ isUnknown }) => isUnknown);
  const source = "ferry assess: checks";
  const numbers: readonly Measured[] = [
    { name: "to mend before", value: found.length, unit: "findings", source },
    { name: "could stop it, not known", value: blind.length, unit: "checks", source },
  ];
  const details = own.map(({ title, isUnknown }) => (isUnknown ? title.replace(/^Not checked/, "Not known") : title));
  const worth = Math.max(0, 1 - 0.2 * found.length - 0.1 * blind.length);
  const not =
    blind.length === 0
      ? ""
      : `${counted(blind.length, "check that could stop it", "checks that could stop it")} could not be made (${listed(
          blind.map(({ title }) => title),
          2,
        )})`;
  if (found.length > 0) {
    const says = `To mend before the move: ${listed(
      found.map(({ title }) => title),
      3,
    )}${not === "" ? "" : `; ${not}`}`;
    return { topic, verdict: "against", worth, short: `${found.length} to mend`, says, details, numbers };
  }
  if (blind.length > 0)
    return { topic, verdict: "unknown", worth, short: `${blind.length} unknown`, says: not, details, numbers };
  return {
    topic,
    verdict: "for",
    worth,
    short: "ready",
    says: "The checks found nothing that stops the move",
    details,
    numbers,
  };
}

/** Checks that cannot be made without a solution; that there is none is told with the packages. */
const restsOnSolution =
  /^(?:packages\/(?:downgrades|essential|file-conflicts|known|left-behind|libraries)|repositories\/(?:base-system|module-streams|target-major)|storage\/package-space)$/;

/** Checks whose findings are evidence of their own. */
const weighedElsewhere = new Set([
  "hardware/removed-drivers",
  "storage/file-systems",
  "system/architecture",
  "system/cpu-level",
  "system/in-place-route",
]);
