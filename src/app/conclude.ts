import type { CheckResults } from "../checks/run-checks.ts";
import { emptyTransaction, type FindingView, type HostAssessment, type ProblemView } from "../report/assessment.ts";
import { plural } from "../report/layout.ts";
import type { Opened } from "./open-repositories.ts";
import type { RepositoryFailure } from "./repository-failure.ts";
import type { HostSolution } from "./solve-host.ts";

/** Puts what was found together, and says whether the host may go. `isRebuild`: no packages are solved on this route. */
export function conclude(
  base: HostAssessment,
  results: CheckResults,
  solution: HostSolution | undefined,
  opened: Opened,
  isRebuild: boolean,
): HostAssessment {
  const findings = results.findings.map(
    ({ id, check, severity, inhibitor, unknown, title, seen, risk, fix }): FindingView => ({
      id,
      check,
      severity,
      inhibitor,
      unknown,
      title,
      seen,
      risk,
      fix,
    }),
  );
  const problems = [...opened.failures.map(failureView), ...(solution?.problems ?? [])];
  const unsolved = solution === undefined && !isRebuild;
  const count = (kind: string) => results.outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    ...base,
    ...verdict({
      findings,
      problems: solution?.problems.length ?? 0,
      unusable: opened.failures.reduce((sum, { ids }) => sum + Math.max(ids.length, 1), 0),
      passed: count("passed"),
      unsolved,
    }),
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
      ...(unsolved ? ["What would happen to the packages is not known: they could not be solved"] : []),
      ...opened.leftOut,
      ...opened.repositories.flatMap(({ id, warnings }) => warnings.map((warning) => `${id}: ${warning}`)),
      ...(solution?.undecided ?? []),
    ],
  };
}

/** A repository that the target needs and that could not be read. */
function failureView({ sentence, fix }: RepositoryFailure): ProblemView {
  return { kind: "repository", because: [sentence], choices: [fix] };
}

interface Grounds {
  readonly findings: readonly FindingView[];
  /** Problems with packages. */
  readonly problems: number;
  /** Repositories that cannot be used. */
  readonly unusable: number;
  /** Checks that found nothing. */
  readonly passed: number;
  /** Packages should have been solved and could not be. */
  readonly unsolved: boolean;
}

function verdict({
  findings,
  problems,
  unusable,
  passed,
  unsolved,
}: Grounds): Pick<HostAssessment, "outcome" | "summary"> {
  const number = (keep: (finding: FindingView) => boolean) => findings.filter(keep).length;
  const found = number(({ inhibitor, unknown }) => inhibitor && !unknown);
  const stopping = [
    ...(found === 0 ? [] : [plural(found, "finding")]),
    ...(unusable === 0 ? [] : [plural(unusable, "unusable repository", "unusable repositories")]),
    ...(problems === 0 ? [] : [plural(problems, "package problem")]),
  ];
  const blind = number(({ inhibitor, unknown }) => inhibitor && unknown);
  const others = number(({ inhibitor, severity, unknown }) => !inhibitor && (unknown || severity !== "info"));
  const stops = found + unusable + problems;
  const blocked = stops > 0 || blind > 0 || unsolved;
  const parts = [
    ...(blocked ? [] : ["Nothing stops this host"]),
    ...(stops === 0 ? [] : [`${stopping.join(" and ")} ${stops === 1 ? "stops" : "stop"} this host`]),
    ...(blind === 0 ? [] : [`${plural(blind, "thing")} that could stop it ${blind === 1 ? "is" : "are"} not known`]),
    ...(stops === 0 && blind === 0 && unsolved ? ["The packages could not be solved"] : []),
    ...(others === 0 ? [] : [`${others} to look at`]),
    `${passed} fine`,
  ];
  return { outcome: blocked ? "blocked" : "ready", summary: parts.join(" · ") };
}
