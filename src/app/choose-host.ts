import type { Release } from "../catalog/release.ts";
import { removedDrivers } from "../checks/hardware/removed-drivers.ts";
import { type NumberedFinding, runChecks } from "../checks/run-checks.ts";
import { fileSystems } from "../checks/storage/file-systems.ts";
import type { Profile } from "../compare/advice-rules.ts";
import type { HostChoice } from "../compare/choice.ts";
import { compareHost, reachableTargets } from "../compare/compare-host.ts";
import { removedFor } from "../compare/hardware-evidence.ts";
import {
  type CompareContext,
  factOf,
  type HostGrounds,
  type SolvedPackages,
  type TargetGrounds,
} from "../compare/host-grounds.ts";
import { isFerrys, wayTo } from "../compare/way-to.ts";
import type { RouteHop, RouteWish } from "../routes/plan-route.ts";
import { type AssessContext, type AssessedHost, assessGathered } from "./assess.ts";
import { factsAfterHop } from "./facts-after-hop.ts";
import type { Gathered } from "./gather-facts.ts";
import { solvedPackages } from "./solved-packages.ts";

/** What hosts are compared with. `asked`: releases beside the host's own; empty: all that the ways lead to. */
export interface Workshop {
  readonly asked: readonly Release[];
  readonly profile: Profile;
  /** No repositories were named: those in the cache count, of any age. */
  readonly fromCache: boolean;
  readonly context: CompareContext;
  readonly assessing: AssessContext;
}

type WithFacts = Extract<Gathered, { kind: "facts" }>;

/** Holds the releases that one host could run against its facts: solves, checks and weighs each. */
export async function chooseHost(host: HostGrounds, gathered: WithFacts, workshop: Workshop): Promise<HostChoice> {
  const { context, assessing, fromCache, profile } = workshop;
  const machine = factOf(host.facts, "machine");
  const wish =
    machine === undefined
      ? undefined
      : {
          architecture: machine.architecture,
          ...(machine.cpuLevel === undefined ? {} : { cpuLevel: machine.cpuLevel }),
        };
  const solveFurther = furtherSolver(workshop);
  const targets: TargetGrounds[] = [];
  for (const release of targetsOf(host.release, wish, workshop)) {
    const route = wayTo(host.release, release, wish, context.catalog);
    const stays = release.id === host.release.id;
    if (stays || route.kind !== "route") {
      targets.push({ release, route, packages: { kind: "not-solved", because: "nothing moves" }, findings: [] });
      continue;
    }
    if (!isFerrys(release) || release.major < host.release.major) {
      targets.push({ release, route, ...unchecked(host, route.hops, context) });
      continue;
    }
    const request = { ...assessing.request, to: release.id };
    const assessed = await assessGathered(gathered, { ...assessing, request });
    const first = solvedPackages(host, assessed, fromCache);
    // A fleet's host stands for others, of which only the first hop is known to be the same.
    const further = host.packagesOnly === true ? [] : await solveFurther(host, assessed, route.hops.slice(1));
    targets.push({
      release,
      route,
      packages: first.kind === "solved" ? { ...first, further } : first,
      findings: inhibitorsOf(assessed.assessment.findings),
    });
  }
  return compareHost(host, targets, profile, context);
}

/** The releases that a host is compared with, its own first. */
export function targetsOf(
  from: Release,
  machine: RouteWish["machine"],
  { asked, profile, context }: Pick<Workshop, "asked" | "profile" | "context">,
): readonly Release[] {
  return asked.length === 0
    ? reachableTargets(from, machine, profile, context)
    : [...new Map([from, ...asked].map((release) => [release.id, release])).values()];
}

type Further = Extract<SolvedPackages, { kind: "solved" }>["further"];

/**
 * Solves the hops after the first, one after the other, each from the packages that the one before leaves; ends at one that has no
 * solution. Ways of one host begin alike: each beginning is solved once.
 */
function furtherSolver({ assessing, fromCache }: Workshop) {
  const known = new Map<string, Promise<AssessedHost>>();
  return async (host: HostGrounds, first: AssessedHost, hops: readonly RouteHop[]): Promise<Further> => {
    const further: Further[number][] = [];
    let before = first;
    let way = first.grounds?.hop.to.id ?? "";
    for (const hop of hops) {
      const document = before.grounds === undefined ? undefined : factsAfterHop(before.grounds);
      if (document === undefined) break;
      way += `..${hop.to.id}`;
      const request = { ...assessing.request, to: hop.to.id };
      const assessed = known.get(way) ?? assessGathered({ kind: "facts", document }, { ...assessing, request });
      known.set(way, assessed);
      before = await assessed;
      const packages = solvedPackages(host, before, fromCache);
      further.push({ to: hop.to.title, packages });
      if (packages.kind !== "solved") break;
    }
    return further;
  };
}

/** A move that Ferry does not make: the checks of the hardware alone hold for it. */
function unchecked(
  { facts, release, minor }: HostGrounds,
  hops: readonly RouteHop[],
  { catalog, today }: CompareContext,
): Pick<TargetGrounds, "packages" | "findings" | "isUnchecked"> {
  const [last] = hops.slice(-1);
  const known =
    last === undefined ? catalog : { ...catalog, removedDrivers: removedFor(last.to, catalog.removedDrivers) };
  const assessed = { facts, release, hops, today, ...(minor === undefined ? {} : { minor }) };
  const { findings } = runChecks(assessed, known, [removedDrivers, fileSystems]);
  return {
    packages: {
      kind: "not-solved",
      because: hops.some(({ kind }) => kind === "rebuild") ? "a new host is built" : "Ferry solves moves to AlmaLinux",
    },
    findings: inhibitorsOf(findings),
    isUnchecked: true,
  };
}

function inhibitorsOf(
  findings: readonly Pick<NumberedFinding, "inhibitor" | "check" | "title" | "unknown">[],
): TargetGrounds["findings"] {
  return findings
    .filter(({ inhibitor }) => inhibitor)
    .map(({ check, title, unknown }) => ({ check, title, isUnknown: unknown }));
}
