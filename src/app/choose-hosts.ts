import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import type { Profile } from "../compare/advice-rules.ts";
import type { Choice, HostChoice } from "../compare/choice.ts";
import { choiceCohorts } from "../compare/choice-cohorts.ts";
import type { CompareContext } from "../compare/host-grounds.ts";
import { findSubject, subjectsOf } from "../compare/subject.ts";
import { recognise } from "../routes/recognise.ts";
import type { AssessContext } from "./assess.ts";
import { chooseHost, targetsOf, type Workshop } from "./choose-host.ts";
import { dateOf } from "./date-of.ts";
import { BLOCKED, DONE, FAILED, UNREACHABLE } from "./exit-code.ts";
import { isFleetFile } from "./fleet/fleet-lines.ts";
import { gatherFacts } from "./gather-facts.ts";
import { type PoolMaker, poolOfItsOwn, sharedPools } from "./host-pools.ts";
import { type OpenerOptions, type RepositoryOpener, repositoryOpener } from "./open-repositories.ts";
import { readCatalogWithFacts } from "./read-catalog-with-facts.ts";
import { readCosts } from "./read-costs.ts";
import type { NamedRepository } from "./repository-option.ts";
import { RequestError } from "./request-error.ts";
import { type ConnectionOptions, sourcesOf } from "./targets.ts";
import { universeOf } from "./universe.ts";

export interface ChoiceRequest {
  readonly inputs: readonly string[];
  /** Releases to compare beside staying; empty: all that the ways lead to. */
  readonly to: readonly string[];
  readonly profile: Profile;
  /** Of every target: each counts for the targets of the EL major that its packages are built for. */
  readonly repositories: readonly NamedRepository[];
  readonly gpgKeyFiles: readonly string[];
  /** Advisories in OSV's form: a file, a folder, an archive. */
  readonly errata?: string;
  readonly costs?: string;
  readonly connection: ConnectionOptions;
  readonly signal?: AbortSignal;
  readonly progress: (line: string) => void;
}

const YEARS_IN_CACHE = 24 * 3650;

/**
 * Holds the releases that each host could run against its own facts, and advises. Reads only; repositories come from those
 * named or from the cache, never from the network unless named. Hosts that cannot be had are part of the answer.
 *
 * @throws RequestError for a target, a costs file or advisories that cannot be used
 */
export async function chooseHosts(request: ChoiceRequest): Promise<{ readonly choice: Choice; readonly exit: number }> {
  const catalog = readCatalogWithFacts();
  const asked = request.to.map((word) => askedRelease(word, catalog));
  const context: CompareContext = {
    catalog,
    today: dateOf(process.env),
    errata:
      request.errata === undefined ? undefined : await (await import("./read-errata.ts")).readErrata(request.errata),
    costs: request.costs === undefined ? undefined : readCosts(request.costs, catalog),
  };
  if (request.inputs.some(isFleetFile)) return chooseFleetFiles(request, asked, context);
  const gathered = await gatherFacts(sourcesOf(request.inputs, request.connection), {
    connection: request.connection,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onDone: (done, of, host) => request.progress(`${done} of ${of} inspected, last ${host}`),
  });
  await using every = repositoryOpener(openerOptions(request), catalog);
  const pools = gathered.length > 1 ? sharedPools() : poolOfItsOwn;
  const workshop = workshopOf(every, pools, request, asked, context);
  const hosts: HostChoice[] = [];
  const left: Choice["left"][number][] = [];
  for (const one of gathered) {
    if (one.kind !== "facts") {
      left.push({ host: one.host, kind: one.kind, reason: one.reason });
      continue;
    }
    request.progress(`comparing for ${one.document.host}`);
    const { osRelease, redhatRelease } = one.document.facts;
    const known = recognise(
      osRelease.kind === "known" ? osRelease.value : undefined,
      redhatRelease.kind === "known" ? redhatRelease.value : undefined,
      catalog,
    );
    if (known.kind === "unknown") left.push({ host: one.document.host, kind: "unsupported", reason: known.because });
    else {
      const host = { host: one.document.host, facts: one.document.facts, release: known.release, minor: known.minor };
      hosts.push(await chooseHost(host, one, workshop));
    }
  }
  request.progress("");
  const choice = { date: context.today, profile: request.profile, hosts, cohorts: choiceCohorts(hosts), left };
  return { choice, exit: exitOf(choice) };
}

/** Fleet files tell packages alone, and of many hosts: the first of each kind is compared for all. */
async function chooseFleetFiles(
  request: ChoiceRequest,
  asked: readonly Release[],
  context: CompareContext,
): Promise<{ readonly choice: Choice; readonly exit: number }> {
  const other = request.inputs.find((input) => !isFleetFile(input));
  if (other !== undefined) {
    throw new RequestError(`Cannot compare fleet files and "${other}" in one run: the answers are of different kinds`);
  }
  const options = openerOptions(request);
  await using every = repositoryOpener(options, context.catalog);
  const workshop = workshopOf(every, sharedPools(), request, asked, context);
  const { chooseFleet } = await import("./fleet/choose-fleet.ts");
  const answer = await chooseFleet(
    { ...options, files: request.inputs },
    {
      catalog: context.catalog,
      targetsOf: (from, machine) => targetsOf(from, machine, workshop),
      compare: (host) => {
        const { facts } = host;
        const collectedAt = `${context.today}T00:00:00.000Z`;
        const document = { schema: "ferry/facts/1", host: host.host, collectedAt, source: "recorded", facts } as const;
        return chooseHost(host, { kind: "facts", document }, workshop);
      },
    },
  );
  request.progress("");
  const choice = { date: context.today, profile: request.profile, ...answer };
  return { choice, exit: exitOf(choice) };
}

function openerOptions({ repositories, gpgKeyFiles, progress }: ChoiceRequest): OpenerOptions {
  const offline = repositories.length === 0;
  return { repositories, gpgKeyFiles, progress, maxAgeHours: YEARS_IN_CACHE, offline };
}

function workshopOf(
  every: RepositoryOpener,
  pools: PoolMaker,
  request: ChoiceRequest,
  asked: readonly Release[],
  context: CompareContext,
): Workshop {
  const fromCache = request.repositories.length === 0;
  const opener = fromCache ? every : ofTheMajor(every);
  const { catalog, today } = context;
  const assessing = { request: assessRequest(request), catalog, opener, pools, today };
  return { asked, profile: request.profile, fromCache, context, assessing };
}

function assessRequest(request: ChoiceRequest): AssessContext["request"] {
  const { inputs, repositories, gpgKeyFiles, connection, progress } = request;
  const maxAgeHours = YEARS_IN_CACHE;
  return { inputs, repositories, gpgKeyFiles, maxAgeHours, connection, progress, warn: () => undefined };
}

function askedRelease(word: string, catalog: CatalogWithFacts): Release {
  const subject = findSubject(word, catalog);
  if (subject === undefined) {
    const known = subjectsOf(catalog).flatMap(({ id, isBuild }) => (isBuild ? [] : [id]));
    throw new RequestError(`Cannot compare with "${word}": Ferry knows the releases ${known.join(", ")}`);
  }
  if (subject.isBuild) {
    throw new RequestError(
      `Cannot compare with "${word}": the processor decides which build a host gets; name ${subject.release.id}`,
    );
  }
  return subject.release;
}

function exitOf({ hosts, left }: Choice): number {
  const some = (kind: Choice["left"][number]["kind"]): boolean => left.some((one) => one.kind === kind);
  if (some("failed")) return FAILED;
  if (some("unsupported") || hosts.some(({ advice }) => advice.kind === "none")) return BLOCKED;
  return some("unreachable") ? UNREACHABLE : DONE;
}

/** Of the repositories that were named, those whose packages are built for the target's major. */
function ofTheMajor(opener: RepositoryOpener): RepositoryOpener {
  return {
    async open(target, ...rest) {
      const opened = await opener.open(target, ...rest);
      const majors = new Map(
        universeOf(opened.repositories)?.repositories.map(({ id, majors: counts }) => [id, mostOf(counts)]) ?? [],
      );
      const repositories = opened.repositories.filter(({ id }) => [target.major, undefined].includes(majors.get(id)));
      const some = repositories.some(({ id }) => majors.get(id) === target.major);
      return { ...opened, repositories: some ? repositories : [] };
    },
    [Symbol.asyncDispose]: () => opener[Symbol.asyncDispose](),
  };
}

function mostOf(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
}
