import { crc32 } from "node:zlib";
import type { Catalog } from "../../catalog/catalog.ts";
import { factsOf } from "../../facts/read-facts.ts";
import type { PackageTable } from "../../pool/package-table.ts";
import { encodePackageTable } from "../../pool/package-table-file.ts";
import { textOf } from "../../pool/table-text.ts";
import type { CohortAnswer } from "../../report/fleet-assessment.ts";
import { chooseBuild, planRoute } from "../../routes/plan-route.ts";
import { completePaths } from "../complete-paths.ts";
import type { OpenedRepository, RepositoryOpener } from "../open-repositories.ts";
import { universeOf } from "../universe.ts";
import type { FleetWay } from "./fleet-messages.ts";

interface Sources {
  readonly catalog: Catalog;
  readonly to: string | undefined;
  readonly opener: RepositoryOpener;
  /** The repositories that the hosts' packages came from; none where that is not known. */
  readonly origins: readonly PackageTable[];
}

/** What answers leave out, as sentences; filled as ways are found. */
export type LeftOut = Set<string>;

/** Finds where hosts of a release and an architecture go, and opens the repositories of it. */
export async function findWay(
  { catalog, to, opener, origins }: Sources,
  releaseId: string,
  architecture: string | null,
  leftOut: LeftOut,
): Promise<FleetWay> {
  const release = catalog.releases.find(({ id }) => id === releaseId);
  if (release === undefined) throw new Error(`Cannot find a way from ${releaseId}: there is no such release`);
  const nowhere = (outcome: "arrived" | "unsupported" | "blocked", reason: string, target: string | null): FleetWay => {
    const problems = outcome === "blocked" ? [{ kind: "repository" as const, because: [reason], choices: [] }] : [];
    const answer: CohortAnswer = {
      release: releaseId,
      target,
      architecture,
      outcome,
      basis: "none",
      problems,
      lost: [],
      reason: outcome === "blocked" ? "" : reason,
    };
    return { kind: "nowhere", answer };
  };
  if (architecture === null) return nowhere("unsupported", "none of the packages tells the architecture", null);
  const machine = { architecture };
  const route = planRoute({ from: release, ...(to === undefined ? {} : { to }), machine }, catalog);
  if (route.kind === "none") return nowhere("unsupported", `${route.because}. ${route.fix}`, null);
  if (route.kind === "arrived") return nowhere("arrived", `runs ${route.release.title} already`, route.release.id);
  const [hop] = route.hops;
  const target = route.target.id;
  if (hop === undefined || hop.kind === "rebuild")
    return nowhere("unsupported", `there is no way in place to ${route.target.title}`, target);
  const document = { facts: factsOf(new Map()) };
  const opened = await completePaths(
    "all",
    new Set(),
    await opener.open(hop.to, hop.kind, document, chooseBuild(hop.to, machine)),
  );
  for (const sentence of opened.leftOut) leftOut.add(sentence);
  const [failure] = opened.failures;
  if (failure !== undefined) return nowhere("blocked", failure.sentence, target);
  const fault = misfit(opened.repositories, hop.to.major, architecture);
  if (fault !== undefined) return nowhere("unsupported", fault, target);
  if (hop.kind === "upgrade")
    leftOut.add(
      `The upgrade to ${hop.to.title} is made by leapp with package events of its own; the answers are those of a dnf distro-sync to the same repositories`,
    );
  return {
    kind: "solve",
    hop,
    architecture,
    repositories: opened.repositories.map(({ id, table, modules, isHotfix, priority, cost, excludes, includes }) => ({
      id,
      modules,
      isHotfix,
      excludes,
      includes,
      table: shared(table),
      ...(priority === undefined ? {} : { priority }),
      ...(cost === undefined ? {} : { cost }),
    })),
    origins: origins.map(shared),
    renames: catalog.renames,
  };
}

/** Repositories that a user named are those of one major version and some architectures, and not for all hosts. */
function misfit(repositories: readonly OpenedRepository[], major: number, architecture: string): string | undefined {
  const named = repositories.filter(({ isNamed }) => isNamed);
  if (named.length === 0) return undefined;
  const architectures = new Set(
    named.flatMap(({ table }) => Array.from(new Set(table.archs), (id) => textOf(table, id))),
  );
  if (!architectures.has(architecture)) return `the repositories have no packages for ${architecture}`;
  const majors = new Map<number, number>();
  for (const one of universeOf(named)?.repositories ?? [])
    for (const [version, packages] of one.majors) majors.set(version, (majors.get(version) ?? 0) + packages);
  const [most] = [...majors].toSorted(([, left], [, right]) => right - left);
  if (most === undefined || most[0] === major) return undefined;
  return `the repositories are for Enterprise Linux ${most[0]}, not ${major}`;
}

/** The table as a file in memory that all threads see. */
function shared(table: PackageTable): Uint8Array {
  const bytes = encodePackageTable(table, crc32);
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
