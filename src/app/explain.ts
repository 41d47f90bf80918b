import type { ExplanationReport } from "../report/explanation.ts";
import { distroSync } from "../resolve/distro-sync.ts";
import { explainPackage } from "../resolve/explain/explain-package.ts";
import { explainProblems } from "../resolve/explain/explain-problems.ts";
import type { Fate } from "../resolve/explain/explanation.ts";
import { findSubjects, losers } from "../resolve/explain/find-subjects.ts";
import { type Attempt, type Situation, situationOf } from "../resolve/explain/situation.ts";
import { type AssessRequest, assessWithGrounds, type Grounds } from "./assess.ts";
import { BLOCKED, DONE, FAILED, UNREACHABLE } from "./exit-code.ts";
import { type Opened, repositoryOpener } from "./open-repositories.ts";
import { type HostInput, prepareHost } from "./prepare-host.ts";
import { readCatalog } from "./read-catalog.ts";
import type { NamedRepository } from "./repository-option.ts";
import { RequestError } from "./request-error.ts";
import { streamsWith } from "./solve-modules.ts";
import { universeOf } from "./universe.ts";

export interface ExplainRequest extends Omit<AssessRequest, "inputs" | "sources" | "root"> {
  /** One host, recorded folder, archive or facts file. */
  readonly host: string;
  /** Names, NEVRAs or globs as for dnf; empty: what is lost, and the problems. */
  readonly packages: readonly string[];
  /** Repositories that the host does not have, to try what they would change. */
  readonly also: readonly NamedRepository[];
}

/** An answer, or why there is none, with the exit code that says so. */
export type Explained =
  | { readonly kind: "explained"; readonly report: ExplanationReport }
  | { readonly kind: "no-answer"; readonly exit: number; readonly reason: string };

/** Each package costs up to a dozen solves. */
const MOST_PACKAGES = 25;

/** Explains packages of one host's move. Throws RequestError for a package that neither host nor target knows. */
export async function explain(request: ExplainRequest): Promise<Explained> {
  const assessed = await assessWithGrounds({ ...request, inputs: [request.host] });
  const [first] = assessed;
  if (first === undefined || assessed.length > 1) {
    throw new RequestError(`Cannot explain ${request.host}: it holds ${assessed.length} hosts, name one of them`);
  }
  const { assessment, grounds } = first;
  if (grounds?.architecture === undefined || grounds.solution === undefined) {
    const exit = { failed: FAILED, unreachable: UNREACHABLE }[assessment.outcome as string] ?? BLOCKED;
    return { kind: "no-answer", exit, reason: `Cannot explain ${assessment.host}: ${assessment.summary}` };
  }
  const input = inputOf(grounds, grounds.architecture);
  const { pool, options } = prepareHost(input);
  const others = await openOthers(request, grounds);
  const situation = situationOf(pool, options, (nevra, name, fate) => offers(input, others, nevra, name, fate));
  const subjects =
    request.packages.length === 0 ? losers(situation) : namedSubjects(request, situation, assessment.host);
  const shown = subjects.slice(0, MOST_PACKAGES);
  return {
    kind: "explained",
    report: {
      schema: "ferry/explanation/1",
      exit: DONE,
      host: assessment.host,
      release: assessment.release,
      target: assessment.target,
      title: assessment.to?.title ?? "",
      basis: grounds.solution.basis,
      problems: request.packages.length === 0 ? explainProblems(situation, MOST_PACKAGES) : [],
      packages: shown.map((id) => explainPackage(situation, id)),
      more: subjects.length - shown.length,
      undecided: [...others.failures.map(({ sentence }) => sentence), ...grounds.solution.undecided],
    },
  };
}

function inputOf({ document, hop, opened }: Grounds, architecture: string): HostInput {
  const { repositories } = opened;
  const available = universeOf(repositories)?.names ?? new Set();
  return { facts: document.facts, hop, architecture, repositories, available, catalog: readCatalog() };
}

function namedSubjects(request: ExplainRequest, situation: Situation, host: string): readonly number[] {
  const found = request.packages.flatMap((pattern) => {
    const ids = findSubjects(situation, pattern);
    if (ids.length === 0)
      throw new RequestError(
        `Cannot explain "${pattern}": neither ${host} nor the target's repositories have such a package`,
      );
    return ids;
  });
  return [...new Set(found)];
}

/** The target's repository of what building needs, off unless asked for: the one that most often has what is missing. */
const BUILDERS = /^(?:crb|powertools)$/;

/** Repositories to try: those named, and the target's own CRB. What cannot be opened is said in the answer. */
async function openOthers(
  request: ExplainRequest,
  { document, hop, opened, architecture = "" }: Grounds,
): Promise<Opened> {
  const fill = (url: string) =>
    url.replaceAll("$releasever", String(hop.to.major)).replaceAll("$basearch", architecture);
  const own = readCatalog().repositories.flatMap(({ release, repository, baseUrl }) =>
    release === hop.to.id && BUILDERS.test(repository) && !opened.repositories.some(({ id }) => id === repository)
      ? [{ id: repository, location: fill(baseUrl) }]
      : [],
  );
  // Who names the target's repositories says where the answer may come from.
  const repositories = [...request.also, ...(request.repositories.length === 0 ? own : [])];
  if (repositories.length === 0) return { repositories: [], failures: [], leftOut: [] };
  await using opener = repositoryOpener({ ...request, repositories }, readCatalog());
  return opener.open(hop.to, "convert", document, undefined);
}

/** What could be done about a package outside the pool it was solved in. */
function offers(input: HostInput, others: Opened, nevra: string, name: string, fate: Fate): readonly Attempt[] {
  const attempt = (what: string, changes: Partial<HostInput>): Attempt => ({
    what,
    solve: () => {
      const { pool, options } = prepareHost({ ...input, ...changes });
      return distroSync(pool, { ...options, allowErasing: true });
    },
  });
  const isLost = fate === "removed" || fate === "undecided";
  return [
    ...others.repositories.map((repository) =>
      attempt(`enable the repository ${repository.id}`, { repositories: [...input.repositories, repository] }),
    ),
    ...streamsWith(input.repositories, name).map((enable) =>
      attempt(`enable the module ${enable.name}:${enable.stream}`, { enable }),
    ),
    ...(isLost
      ? [
          attempt(`keep its files outside rpm (rpm -e --justdb --nodeps ${nevra}): nobody updates them then`, {
            without: new Set([nevra]),
          }),
        ]
      : []),
  ];
}
