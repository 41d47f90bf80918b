import type { Catalog } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import { checks } from "../checks/index.ts";
import { type CheckResults, runChecks } from "../checks/run-checks.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import {
  type Assessment,
  emptyTransaction,
  type FindingView,
  type HostAssessment,
  type ReleaseView,
} from "../report/assessment.ts";
import { chooseBuild, planRoute, type Route, type RouteWish } from "../routes/plan-route.ts";
import { type Recognition, recognise } from "../routes/recognise.ts";
import { type Gathered, gatherFacts } from "./gather-facts.ts";
import { type Opened, type RepositoryOpener, repositoryOpener } from "./open-repositories.ts";
import { readCatalog } from "./read-catalog.ts";
import type { NamedRepository } from "./repository-option.ts";
import { type HostSolution, solveHost, valueOf } from "./solve-host.ts";
import { type ConnectionOptions, type Source, sourcesOf } from "./targets.ts";
import { universeOf } from "./universe.ts";

export interface AssessRequest {
  readonly inputs: readonly string[];
  readonly root?: string;
  readonly to?: string;
  /** Instead of the target's own repositories; empty: those. */
  readonly repositories: readonly NamedRepository[];
  readonly gpgKeyFiles: readonly string[];
  readonly maxAgeHours: number;
  readonly connection: ConnectionOptions;
  readonly progress: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Assesses every host that the request names. Hosts that cannot be had are part of the answer, not an error. */
export async function assess(request: AssessRequest): Promise<Assessment> {
  const catalog = readCatalog();
  const sources: readonly Source[] =
    request.root === undefined
      ? sourcesOf(request.inputs, request.connection)
      : [{ kind: "target", target: { kind: "root", directory: request.root } }];
  const gathered = await gatherFacts(sources, {
    connection: request.connection,
    onDone: (done, of, host) => request.progress(`${done} of ${of} inspected, last ${host}`),
  });
  await using opener = repositoryOpener(request, catalog);
  const today = new Date().toISOString().slice(0, 10);
  const hosts: HostAssessment[] = [];
  for (const one of gathered) {
    request.progress(`assessing ${one.kind === "facts" ? one.document.host : one.host}`);
    hosts.push(await assessGathered(one, { request, catalog, opener, today }));
  }
  request.progress("");
  return { schema: "ferry/assessment/1", exit: exitOf(hosts), hosts };
}

interface Context {
  readonly request: AssessRequest;
  readonly catalog: Catalog;
  readonly opener: RepositoryOpener;
  readonly today: string;
}

function exitOf(hosts: readonly HostAssessment[]): number {
  const some = (...outcomes: readonly HostAssessment["outcome"][]) =>
    hosts.some(({ outcome }) => outcomes.includes(outcome));
  if (some("failed")) return 1;
  if (some("blocked", "unsupported")) return 2;
  return some("unreachable") ? 4 : 0;
}

async function assessGathered(gathered: Gathered, context: Context): Promise<HostAssessment> {
  if (gathered.kind !== "facts") {
    return { ...nothingKnown(gathered.host), outcome: gathered.kind, summary: gathered.reason };
  }
  const { document } = gathered;
  const { facts } = document;
  const recognition = recognise(valueOf(facts, "osRelease"), valueOf(facts, "redhatRelease"), context.catalog);
  const base = { ...nothingKnown(document.host), ...factsView(document) };
  if (recognition.kind === "unknown") {
    return { ...base, outcome: "unsupported", summary: notCentos(recognition) };
  }
  const from = releaseView(recognition.release, recognition.minor, context.today);
  const known = { ...base, release: recognition.release.id, from };
  const route = routeOf(recognition, document, context);
  if (route.kind === "arrived") {
    const wish = "name a later release with --to to see the way there";
    return { ...known, outcome: "unsupported", summary: `This host already runs ${route.release.title}: ${wish}` };
  }
  if (route.kind === "none") return { ...known, outcome: "unsupported", summary: `${route.because}. ${route.fix}` };
  return assessOnRoute({ ...known, ...routeView(route, context.today) }, document, recognition, route, context);
}

type KnownRelease = Recognition & { readonly kind: "known" };
type PlannedRoute = Route & { readonly kind: "route" };

function routeOf(recognition: KnownRelease, document: FactsDocument, context: Context): Route {
  const machine = machineOf(document);
  return planRoute(
    {
      from: recognition.release,
      ...(context.request.to === undefined ? {} : { to: context.request.to }),
      ...(machine === undefined ? {} : { machine }),
    },
    context.catalog,
  );
}

function machineOf(document: FactsDocument): RouteWish["machine"] {
  const machine = valueOf(document.facts, "machine");
  if (machine === undefined) return undefined;
  const { architecture, cpuLevel } = machine;
  return cpuLevel === undefined ? { architecture } : { architecture, cpuLevel };
}

async function assessOnRoute(
  base: HostAssessment,
  document: FactsDocument,
  recognition: KnownRelease,
  route: PlannedRoute,
  context: Context,
): Promise<HostAssessment> {
  const { facts } = document;
  const [hop] = route.hops;
  const architecture = valueOf(facts, "machine")?.architecture;
  const opened: Opened =
    hop === undefined || hop.kind === "rebuild"
      ? { repositories: [], failures: [], leftOut: [] }
      : await context.opener.open(hop.to, hop.kind, document, chooseBuild(hop.to, machineOf(document)));
  const solvable =
    hop !== undefined &&
    architecture !== undefined &&
    facts.packages.kind === "known" &&
    opened.repositories.length > 0;
  const universe = universeOf(opened.repositories);
  const solution = solvable
    ? solveHost(facts, hop, architecture, opened.repositories, universe?.names ?? new Set(), context.catalog)
    : undefined;
  const results = runChecks(
    {
      facts,
      release: recognition.release,
      ...(recognition.minor === undefined ? {} : { minor: recognition.minor }),
      hops: route.hops,
      ...(solution === undefined || solution.basis === "none"
        ? {}
        : {
            transaction: {
              downloadBytes: solution.totals.downloadBytes,
              growthBytes: solution.totals.sizeChangeBytes,
            },
          }),
      ...(universe === undefined ? {} : { universe }),
      today: context.today,
    },
    context.catalog,
    checks,
  );
  return conclude(base, results, solution, opened, hop === undefined ? undefined : hop.kind);
}

function conclude(
  base: HostAssessment,
  results: CheckResults,
  solution: HostSolution | undefined,
  opened: Opened,
  hop: string | undefined,
): HostAssessment {
  const findings = results.findings.map(
    ({ id, check, severity, inhibitor, title, seen, risk, fix }): FindingView => ({
      id,
      check,
      severity,
      inhibitor,
      title,
      seen,
      risk,
      fix,
    }),
  );
  const count = (kind: string) => results.outcomes.filter((outcome) => outcome.kind === kind).length;
  const problems = solution?.problems ?? [];
  const unsolved = solution === undefined && hop !== "rebuild";
  const stops =
    findings.filter(({ inhibitor }) => inhibitor).length +
    problems.length +
    opened.failures.length +
    (unsolved ? 1 : 0);
  const others = findings.filter(({ inhibitor, severity }) => !inhibitor && severity !== "info").length;
  return {
    ...base,
    outcome: stops > 0 ? "blocked" : "ready",
    summary: [
      stops > 0 ? `${stops} ${stops === 1 ? "thing stops" : "things stop"} this host` : "Nothing stops this host",
      ...(others === 0 ? [] : [`${others} to look at`]),
      `${count("passed")} fine`,
      ...(count("unknown") === 0 ? [] : [`${count("unknown")} unknown`]),
    ].join(" · "),
    checks: {
      passed: count("passed"),
      found: count("found"),
      notApplicable: count("not-applicable"),
      unknown: count("unknown"),
    },
    repositories: opened.repositories.map(({ id, location, table, revision, signature }) => ({
      id,
      url: location,
      packages: table.count,
      revision,
      signature,
    })),
    findings,
    basis: solution?.basis ?? "none",
    transaction: solution?.transaction ?? emptyTransaction,
    totals: solution?.totals ?? base.totals,
    problems,
    undecided: [
      ...opened.failures,
      ...opened.leftOut,
      ...opened.repositories.flatMap(({ id, warnings }) => warnings.map((warning) => `${id}: ${warning}`)),
      ...(unsolved ? ["What would happen to the packages is not known: they were not solved"] : []),
      ...(solution?.undecided ?? []),
    ],
  };
}

function nothingKnown(host: string): HostAssessment {
  return {
    host,
    outcome: "failed",
    summary: "",
    release: null,
    target: null,
    route: [],
    from: null,
    to: null,
    collectedAt: null,
    facts: { known: 0, absent: 0, unreadable: 0 },
    unreadable: [],
    checks: { passed: 0, found: 0, notApplicable: 0, unknown: 0 },
    repositories: [],
    findings: [],
    basis: "none",
    transaction: emptyTransaction,
    totals: { installed: 0, kept: 0, downloadBytes: 0, sizeChangeBytes: 0 },
    problems: [],
    undecided: [],
  };
}

function notCentos({ because }: { readonly because: string }): string {
  return `This is not a CentOS host: ${because}`;
}

function factsView(document: FactsDocument): Pick<HostAssessment, "collectedAt" | "facts" | "unreadable" | "totals"> {
  const facts = Object.entries(document.facts);
  const count = (kind: string) => facts.filter(([, fact]) => fact.kind === kind).length;
  const installed = document.facts.packages.kind === "known" ? document.facts.packages.value.length : 0;
  return {
    collectedAt: document.collectedAt,
    facts: { known: count("known"), absent: count("absent"), unreadable: count("unreadable") },
    unreadable: facts.flatMap(([name, fact]) =>
      fact.kind === "unreadable" ? [{ fact: name, reason: fact.reason }] : [],
    ),
    totals: { installed, kept: installed, downloadBytes: 0, sizeChangeBytes: 0 },
  };
}

function routeView(route: PlannedRoute, today: string): Pick<HostAssessment, "target" | "route" | "to"> {
  return {
    target: route.target.id,
    route: route.hops.map(({ kind, from, to }) => ({ kind, from: from.id, to: to.id })),
    to: releaseView(route.target, undefined, today),
  };
}

function releaseView(release: Release, minor: number | undefined, today: string): ReleaseView {
  const { security } = release.support;
  const day = 24 * 60 * 60 * 1000;
  return {
    title: minor === undefined ? release.title : `${release.title}.${minor}`,
    supportEnds: security,
    supportDays: security === null ? null : Math.round((Date.parse(security) - Date.parse(today)) / day),
  };
}
