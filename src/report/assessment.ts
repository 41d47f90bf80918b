/** The view model of `ferry assess`, and its JSON form `ferry/assessment/1`. Fields are only ever added. */
export interface Assessment {
  readonly schema: "ferry/assessment/1";
  readonly exit: number;
  readonly hosts: readonly HostAssessment[];
}

export interface HostAssessment {
  readonly host: string;
  readonly outcome: Outcome;
  /** One sentence that says what is true of this host. */
  readonly summary: string;
  /** Release ids as in data/releases; null where they are not known. */
  readonly release: string | null;
  readonly target: string | null;
  readonly route: readonly RouteHop[];
  /** Title, minor version and support of both ends, for screens. */
  readonly from: ReleaseView | null;
  readonly to: ReleaseView | null;
  readonly collectedAt: string | null;
  /** Days from there to the assessment. */
  readonly factsDays: number | null;
  readonly facts: FactCounts;
  readonly unreadable: readonly { readonly fact: string; readonly reason: string }[];
  readonly checks: {
    readonly passed: number;
    readonly found: number;
    readonly notApplicable: number;
    readonly unknown: number;
  };
  readonly repositories: readonly RepositoryView[];
  readonly findings: readonly FindingView[];
  /**
   * What `transaction` is: `exact` what a dnf distro-sync would do; `with-erasing` what it would do when it may remove the
   * packages that stand in the way, because without there are only `problems`; `none`: nothing could be solved.
   */
  readonly basis: "exact" | "with-erasing" | "none";
  readonly transaction: TransactionView;
  readonly totals: TransactionTotals;
  readonly problems: readonly ProblemView[];
  /** What this answer does not cover, in whole sentences. */
  readonly undecided: readonly string[];
}

/**
 * `ready`: nothing stops it. `arrived`: it runs an AlmaLinux already. `blocked`: an inhibitor, an unknown, or no transaction.
 * `unsupported`: no route from this system. `unreachable`: no facts could be had. `failed`: an error of ours or of the input.
 */
export type Outcome = "ready" | "arrived" | "blocked" | "unsupported" | "unreachable" | "failed";

export interface RouteHop {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

export interface ReleaseView {
  readonly title: string;
  /** Date (YYYY-MM-DD) of the last security fix, null where unknown. */
  readonly supportEnds: string | null;
  /** Days from the assessment to that date; negative when it has passed. */
  readonly supportDays: number | null;
}

export interface FactCounts {
  readonly known: number;
  readonly absent: number;
  readonly unreadable: number;
}

export interface RepositoryView {
  readonly id: string;
  readonly url: string;
  readonly packages: number;
  readonly revision: string | null;
  /** good, unsigned, bad, unknown-key … as the mirror said. */
  readonly signature: string;
}

export interface FindingView {
  readonly id: string;
  readonly check: string;
  readonly severity: "high" | "medium" | "low" | "info";
  readonly inhibitor: boolean;
  /** Nothing was found, because the check could not be made; `seen` says why. */
  readonly unknown: boolean;
  readonly title: string;
  readonly seen: string;
  readonly risk: string;
  readonly fix: string;
}

export interface TransactionView {
  readonly install: readonly string[];
  readonly upgrade: readonly Change[];
  readonly downgrade: readonly Change[];
  readonly reinstall: readonly string[];
  readonly obsolete: readonly { readonly old: string; readonly by: string }[];
  readonly remove: readonly { readonly nevra: string; readonly why: string }[];
}

export interface Change {
  readonly from: string;
  readonly to: string;
}

export interface TransactionTotals {
  readonly installed: number;
  /** Installed packages that the transaction does not touch. */
  readonly kept: number;
  readonly downloadBytes: number;
  /** Growth of the installed size; negative when it shrinks. */
  readonly sizeChangeBytes: number;
}

export interface ProblemView {
  /** `packages`: the solver finds no transaction. `repository`: one that the target needs cannot be read. */
  readonly kind: "packages" | "repository";
  /** Each sentence rests on those before it. */
  readonly because: readonly string[];
  /** What follows; left out where `because` says it all. */
  readonly so?: string | undefined;
  /** Ways out, with what each costs where it was solved through. */
  readonly choices: readonly string[];
}

export const emptyTransaction: TransactionView = {
  install: [],
  upgrade: [],
  downgrade: [],
  reinstall: [],
  obsolete: [],
  remove: [],
};
