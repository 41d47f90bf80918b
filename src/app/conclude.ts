import type { CheckResults } from "../checks/run-checks.ts";
import { emptyTransaction, type FindingView, type HostAssessment, type ProblemView } from "../report/assessment.ts";
import { plural } from "../report/layout.ts";
import type { Opened } from "./open-repositories.ts";
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
    ...verdict(findings, problems, count("passed"), unsolved),
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
function failureView(reason: string): ProblemView {
  const choices = ["name a repository or a copy that can be reached, with --repo ID=URL|DIR"];
  return { because: [reason], choices };
}

function verdict(
  findings: readonly FindingView[],
  problems: readonly ProblemView[],
  passed: number,
  unsolved: boolean,
): Pick<HostAssessment, "outcome" | "summary"> {
  const number = (keep: (finding: FindingView) => boolean) => findings.filter(keep).length;
  const stops = problems.length + number(({ inhibitor, unknown }) => inhibitor && !unknown);
  const blind = number(({ inhibitor, unknown }) => inhibitor && unknown);
  const others = number(({ inhibitor, severity, unknown }) => !inhibitor && (unknown || severity !== "info"));
  const blocked = stops > 0 || blind > 0 || unsolved;
  const parts = [
    ...(blocked ? [] : ["Nothing stops this host"]),
    ...(stops === 0 ? [] : [`${plural(stops, "thing stops", "things stop")} this host`]),
    ...(blind === 0 ? [] : [`${blind} that could stop it not checked`]),
    ...(stops === 0 && blind === 0 && unsolved ? ["The packages could not be solved"] : []),
    ...(others === 0 ? [] : [`${others} to look at`]),
    `${passed} fine`,
  ];
  return { outcome: blocked ? "blocked" : "ready", summary: parts.join(" · ") };
}
