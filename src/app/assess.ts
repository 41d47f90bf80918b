import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import type { SolvedTransaction } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import { runChecks } from "../checks/run-checks.ts";
import type { Facts } from "../facts/facts.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import type { Assessment, HostAssessment } from "../report/assessment.ts";
import {
  chooseBuild,
  planRoute,
  type Route,
  type RouteHop,
  type RouteWish,
  targetFault,
} from "../routes/plan-route.ts";
import { type Recognition, recognise } from "../routes/recognise.ts";
import { completePaths } from "./complete-paths.ts";
import { conclude } from "./conclude.ts";
import { dateOf } from "./date-of.ts";
import { BLOCKED, DONE, FAILED, UNREACHABLE } from "./exit-code.ts";
import { fileConflictsOf } from "./file-conflicts.ts";
import { type Gathered, gatherFacts } from "./gather-facts.ts";
import { type PoolMaker, poolOfItsOwn, sharedPools } from "./host-pools.ts";
import { factsView, nothingKnown, type PlannedRoute, releaseView, routeView } from "./host-view.ts";
import { type Opened, type RepositoryOpener, repositoryOpener } from "./open-repositories.ts";
import { readCatalog } from "./read-catalog.ts";
import type { NamedRepository } from "./repository-option.ts";
import { RequestError } from "./request-error.ts";
import { sharedFilesOf } from "./shared-files.ts";
import { type HostSolution, solveHost } from "./solve-host.ts";
import { solvedTransaction } from "./solved-transaction.ts";
import { type ConnectionOptions, type Source, sourcesOf } from "./targets.ts";
import { universeOf } from "./universe.ts";
import { valueOf } from "./value-of.ts";

export interface AssessRequest {
  readonly inputs: readonly string[];
  /** Facts that are there already, instead of what `inputs` name: nobody is asked then. */
  readonly gathered?: readonly Gathered[];
  readonly root?: string;
  readonly to?: string;
  /** Instead of the target's own repositories; empty: those. */
  readonly repositories: readonly NamedRepository[];
  readonly gpgKeyFiles: readonly string[];
  readonly maxAgeHours: number;
  /** leapp's device_driver_deprecation_data.json, instead of data/drivers. */
  readonly driverData?: string;
  /** Compare all files of the result, by the repositories' file lists. */
  readonly fileLists?: boolean;
  /** Folder for testcases of the solver. */
  readonly debugSolver?: string;
  readonly connection: ConnectionOptions;
  /** Leaves the hosts that are being read. */
  readonly signal?: AbortSignal;
  /** The repositories of a host's next hop are there; packages are solved when it has come back. */
  readonly onOpened?: (hop: RouteHop, opened: Opened) => Promise<void>;
  readonly progress: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** A host's assessment, and what it rests on where there is a way to go. */
export interface AssessedHost {
  readonly assessment: HostAssessment;
  readonly grounds?: Grounds;
}

export interface Grounds {
  readonly document: FactsDocument;
  readonly hop: RouteHop;
  readonly opened: Opened;
  /** Undefined where nothing tells it. */
  readonly architecture: string | undefined;
  /** Undefined where the packages could not be solved. */
  readonly solution: HostSolution | undefined;
}

/** Assesses every host that the request names. Hosts that cannot be had are part of the answer, not an error. */
export async function assess(request: AssessRequest): Promise<Assessment> {
  const hosts = (await assessWithGrounds(request)).map(({ assessment }) => assessment);
  return { schema: "ferry/assessment/1", exit: exitOf(hosts), hosts };
}

/** The same, with what each answer rests on. */
export async function assessWithGrounds(request: AssessRequest): Promise<readonly AssessedHost[]> {
  const catalog = await withDriverData(readCatalog(), request.driverData);
  const fault = request.to === undefined ? undefined : targetFault(request.to, catalog);
  if (fault !== undefined) throw new RequestError(`Cannot assess the move: ${fault}`);
  const gathered = request.gathered ?? (await gatherFor(request));
  await using opener = repositoryOpener(request, catalog);
  const today = dateOf(process.env);
  const pools = gathered.length > 1 ? sharedPools() : poolOfItsOwn;
  const assessed: AssessedHost[] = [];
  for (const one of gathered) {
    request.progress(`assessing ${one.kind === "facts" ? one.document.host : one.host}`);
    const host = await assessGathered(one, { request, catalog, opener, pools, today });
    if (request.debugSolver !== undefined) await writeTestcases(request.debugSolver, host, request.warn);
    assessed.push(host);
  }
  request.progress("");
  return assessed;
}

function gatherFor(request: AssessRequest): Promise<readonly Gathered[]> {
  const sources: readonly Source[] =
    request.root === undefined
      ? sourcesOf(request.inputs, request.connection)
      : [{ kind: "target", target: { kind: "root", directory: request.root } }];
  return gatherFacts(sources, {
    connection: request.connection,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onDone: (done, of, host) => request.progress(`${done} of ${of} inspected, last ${host}`),
  });
}

/** Below `folder`, in a folder called as the host is. */
async function writeTestcases(
  folder: string,
  { assessment, grounds }: AssessedHost,
  warn: (line: string) => void,
): Promise<void> {
  const name = assessment.host.replace(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "_");
  const { writeDebugTestcase } = await import("./write-debug-testcase.ts");
  const written = grounds === undefined ? [] : await writeDebugTestcase(join(folder, name), grounds);
  warn(
    written.length === 0
      ? `No testcase for ${assessment.host}: its packages were not solved`
      : `Wrote ${written.join(" and ")}`,
  );
}

async function withDriverData(catalog: Catalog, path: string | undefined): Promise<Catalog> {
  if (path === undefined) return catalog;
  const { importLeappDrivers } = await import("../catalog/import-leapp-drivers.ts");
  const { records } = importLeappDrivers(path, readFileSync(path, "utf8"), path);
  return { ...catalog, removedDrivers: records };
}

/** What all hosts of a run are assessed with. */
export interface AssessContext {
  readonly request: AssessRequest;
  readonly catalog: Catalog;
  readonly opener: RepositoryOpener;
  readonly pools: PoolMaker;
  readonly today: string;
}

function exitOf(hosts: readonly HostAssessment[]): number {
  const some = (...outcomes: readonly HostAssessment["outcome"][]) =>
    hosts.some(({ outcome }) => outcomes.includes(outcome));
  if (some("failed")) return FAILED;
  if (some("blocked", "unsupported")) return BLOCKED;
  return some("unreachable") ? UNREACHABLE : DONE;
}

/** One host whose facts were gathered. */
export async function assessGathered(gathered: Gathered, context: AssessContext): Promise<AssessedHost> {
  if (gathered.kind !== "facts") {
    return { assessment: { ...nothingKnown(gathered.host), outcome: gathered.kind, summary: gathered.reason } };
  }
  const { document } = gathered;
  const { facts } = document;
  const recognition = recognise(valueOf(facts, "osRelease"), valueOf(facts, "redhatRelease"), context.catalog);
  const base = { ...nothingKnown(document.host), ...factsView(document, context.today) };
  if (recognition.kind === "unknown") {
    const from = { title: recognition.title, supportEnds: null, supportDays: null };
    const summary = `This is not a CentOS host: ${recognition.because}`;
    return { assessment: { ...base, from, outcome: "unsupported", summary } };
  }
  const from = releaseView(recognition.release, recognition.minor, context.today);
  const known = { ...base, release: recognition.release.id, from };
  const route = routeOf(recognition, document, context);
  if (route.kind === "arrived") {
    const summary = `This host already runs ${route.release.title}; the way to a later release: --to RELEASE`;
    return { assessment: { ...known, target: route.release.id, outcome: "arrived", summary } };
  }
  if (route.kind === "none") {
    return { assessment: { ...known, outcome: "unsupported", summary: `${route.because}. ${route.fix}` } };
  }
  return assessOnRoute({ ...known, ...routeView(route, context.today) }, document, recognition, route, context);
}

type KnownRelease = Recognition & { readonly kind: "known" };

function routeOf(recognition: KnownRelease, document: FactsDocument, context: AssessContext): Route {
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
  context: AssessContext,
): Promise<AssessedHost> {
  const { facts } = document;
  const [hop] = route.hops;
  const architecture = valueOf(facts, "machine")?.architecture ?? architectureOfPackages(facts);
  const opened: Opened =
    hop === undefined || hop.kind === "rebuild"
      ? { repositories: [], failures: [], leftOut: [] }
      : await completePaths(
          ...namesAndPaths(facts),
          allOrNone(await context.opener.open(hop.to, hop.kind, document, chooseBuild(hop.to, machineOf(document)))),
        );
  const solvable =
    hop !== undefined &&
    architecture !== undefined &&
    facts.packages.kind === "known" &&
    opened.repositories.length > 0;
  if (solvable) await context.request.onOpened?.(hop, opened);
  const universe = universeOf(opened.repositories);
  const solution = solvable
    ? solveHost(
        facts,
        hop,
        architecture,
        opened.repositories,
        universe?.names ?? new Set(),
        context.catalog,
        context.pools,
      )
    : undefined;
  const transaction =
    solution === undefined
      ? undefined
      : await transactionOf(facts, solution, opened, context.request.fileLists === true);
  const results = runChecks(
    {
      facts,
      release: recognition.release,
      ...(recognition.minor === undefined ? {} : { minor: recognition.minor }),
      hops: route.hops,
      ...(transaction === undefined ? {} : { transaction }),
      ...(universe === undefined ? {} : { universe }),
      today: context.today,
    },
    context.catalog,
    checks,
  );
  const assessment = conclude(base, results, solution, opened, hop?.kind === "rebuild");
  return { assessment, ...(hop === undefined ? {} : { grounds: { document, hop, opened, architecture, solution } }) };
}

/** Half of the target's packages would give wrong answers. */
function allOrNone(opened: Opened): Opened {
  return opened.failures.length === 0 ? opened : { ...opened, repositories: [] };
}

async function transactionOf(
  facts: Facts,
  solution: HostSolution,
  opened: Opened,
  fileLists: boolean,
): Promise<SolvedTransaction | undefined> {
  const installed = valueOf(facts, "packages") ?? [];
  const { changes } = solution;
  if (changes === undefined) return undefined;
  const conflicts = fileLists ? sharedFilesOf : fileConflictsOf;
  return solvedTransaction(installed, solution, await conflicts(installed, changes, opened.repositories));
}

function namesAndPaths(facts: Facts): [names: ReadonlySet<string>, owned: ReadonlySet<string>] {
  const packages = valueOf(facts, "packages") ?? [];
  return [new Set(packages.map(({ name }) => name)), new Set(packages.flatMap(({ files }) => files ?? []))];
}

/** Where nothing tells the machine (a root without programs): the architecture that most packages are built for. */
function architectureOfPackages(facts: Facts): string | undefined {
  const counts = new Map<string, number>();
  for (const { arch } of valueOf(facts, "packages") ?? []) {
    if (arch !== "noarch" && arch !== "(none)") counts.set(arch, (counts.get(arch) ?? 0) + 1);
  }
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
