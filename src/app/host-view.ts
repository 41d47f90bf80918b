import type { Release } from "../catalog/release.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import { emptyTransaction, type HostAssessment, type ReleaseView } from "../report/assessment.ts";
import type { Route } from "../routes/plan-route.ts";

export type PlannedRoute = Route & { readonly kind: "route" };

/** The assessment of a host of which nothing is known yet. */
export function nothingKnown(host: string): HostAssessment {
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
    factsDays: null,
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

/** What the document says, in counts. */
export function factsView(
  document: FactsDocument,
  today: string,
): Pick<HostAssessment, "collectedAt" | "factsDays" | "facts" | "unreadable" | "totals"> {
  const facts = Object.entries(document.facts);
  const count = (kind: string) => facts.filter(([, fact]) => fact.kind === kind).length;
  const installed = document.facts.packages.kind === "known" ? document.facts.packages.value.length : 0;
  return {
    collectedAt: document.collectedAt,
    factsDays: daysFrom(document.collectedAt.slice(0, 10), today),
    facts: { known: count("known"), absent: count("absent"), unreadable: count("unreadable") },
    unreadable: facts.flatMap(([name, fact]) =>
      fact.kind === "unreadable" ? [{ fact: name, reason: fact.reason }] : [],
    ),
    totals: { installed, kept: installed, downloadBytes: 0, sizeChangeBytes: 0 },
  };
}

/** The way, and where it ends. */
export function routeView(route: PlannedRoute, today: string): Pick<HostAssessment, "target" | "route" | "to"> {
  return {
    target: route.target.id,
    route: route.hops.map(({ kind, from, to }) => ({ kind, from: from.id, to: to.id })),
    to: releaseView(route.target, undefined, today),
  };
}

/** A release as a screen shows it; `today` is YYYY-MM-DD. */
export function releaseView(release: Release, minor: number | undefined, today: string): ReleaseView {
  const { security } = release.support;
  return {
    title: minor === undefined ? release.title : `${release.title}.${minor}`,
    supportEnds: security,
    supportDays: security === null ? null : daysFrom(today, security),
  };
}

/** Days from one date (YYYY-MM-DD) to another. */
function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1000));
}
