import type { Catalog } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import type { Fact } from "../facts/fact.ts";
import type { FactName, Facts, FactValue } from "../facts/facts.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import {
  type Check,
  type Finding,
  type NeededFacts,
  type SolvedTransaction,
  severities,
  type Universe,
} from "./check.ts";

/** One host on its route. `transaction` is left out when it was not solved. */
export interface Assessed {
  readonly facts: Facts;
  readonly release: Release;
  readonly minor?: number;
  readonly hops: readonly RouteHop[];
  readonly transaction?: SolvedTransaction;
  /** Left out when no repository could be read. */
  readonly universe?: Universe;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** What became of one check. `unknown`: a fact could not be read, or what was read does not decide it. */
export type CheckOutcome = { readonly check: Check } & (
  | { readonly kind: "passed" }
  | { readonly kind: "found"; readonly findings: readonly Finding[] }
  | { readonly kind: "not-applicable"; readonly because: string }
  | { readonly kind: "unknown"; readonly because: string }
);

/** A finding with its number and check. `unknown`: nothing was found, because the check could not be made. */
export interface NumberedFinding extends Finding {
  readonly id: string;
  readonly check: string;
  readonly unknown: boolean;
}

export interface CheckResults {
  /** One for each check, in the order of the list. */
  readonly outcomes: readonly CheckOutcome[];
  /** What stops the host first, then by severity and number. Outcomes that are not known are among them. */
  readonly findings: readonly NumberedFinding[];
}

/** Runs every check on the facts of one host. Pure: same input, same results. */
export function runChecks(assessed: Assessed, catalog: Catalog, checks: readonly Check[]): CheckResults {
  const outcomes = checks.map((check) => runCheck(check, assessed, catalog));
  const findings = outcomes.flatMap(findingsOf).toSorted(compareFindings);
  return { outcomes, findings };
}

function runCheck(check: Check, assessed: Assessed, catalog: Catalog): CheckOutcome {
  const { facts, release, minor, hops, transaction, universe, today } = assessed;
  const own = hops.filter((hop) =>
    check.hops.some((selector) => selector === hop.kind || selector === `${hop.kind}-to-${hop.to.major}`),
  );
  const target = hops.at(-1)?.to;
  if (own.length === 0 || target === undefined) {
    return { check, kind: "not-applicable", because: "not on this route" };
  }
  const unreadable = [...check.needs, ...(check.mayLack ?? [])].flatMap((name) => {
    const fact: Fact<unknown> = facts[name];
    return fact.kind === "unreadable" ? [`${name}: ${fact.reason}`] : [];
  });
  if (unreadable.length > 0) return { check, kind: "unknown", because: unreadable.join("; ") };
  const absent = check.needs.filter((name) => facts[name].kind === "absent");
  if (absent.length > 0) return { check, kind: "not-applicable", because: `the host has no ${absent.join(", ")}` };
  const result = check.run(select(facts, [...check.needs, ...(check.mayLack ?? [])]), {
    today,
    release,
    minor,
    target,
    hops: own,
    transaction,
    universe,
    catalog,
  });
  if ("kind" in result) return { check, kind: "unknown", because: result.because };
  return result.length === 0 ? { check, kind: "passed" } : { check, kind: "found", findings: result };
}

function select(facts: Facts, names: readonly FactName[]): Partial<NeededFacts<FactName>> {
  const values: Partial<Record<FactName, FactValue<FactName>>> = {};
  for (const name of names) {
    const fact = facts[name];
    if (fact.kind === "known") values[name] = fact.value;
  }
  return values as Partial<NeededFacts<FactName>>;
}

function findingsOf(outcome: CheckOutcome): readonly NumberedFinding[] {
  const { check } = outcome;
  switch (outcome.kind) {
    case "passed":
    case "not-applicable":
      return [];
    case "found":
      return outcome.findings.map((finding) => ({ id: check.code, check: check.id, unknown: false, ...finding }));
    case "unknown":
      return [
        {
          id: check.code,
          check: check.id,
          unknown: true,
          severity: check.worst === "inhibitor" ? "high" : check.worst,
          inhibitor: check.worst === "inhibitor",
          title: `Not checked: ${check.title}`,
          seen: outcome.because,
          risk: `Unknown is not fine. ${check.why}`,
          fix: remedyFor(outcome.because),
        },
      ];
  }
}

/** How what is not known can be found out, by why it is not. */
function remedyFor(because: string): string {
  if (/not a running system|no kernel runs/.test(because)) return "Assess the host while it runs, or look yourself";
  if (/archive/.test(because)) return "Assess the host itself rather than an archive of it, or look yourself";
  if (/repositor/.test(because)) return "Name all repositories of the target, such as can be read, with --repo";
  return "Inspect the host as root (--become) where that was not so, or look yourself";
}

function compareFindings(left: NumberedFinding, right: NumberedFinding): number {
  if (left.inhibitor !== right.inhibitor) return left.inhibitor ? -1 : 1;
  const severity = severities.indexOf(left.severity) - severities.indexOf(right.severity);
  if (severity !== 0) return severity;
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  return 0;
}
