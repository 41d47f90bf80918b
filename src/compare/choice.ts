import type { HardRule, Profile } from "./advice-rules.ts";

/** What each candidate is looked at for, in the order in which it is shown. */
export const evidenceTopics = [
  "support",
  "model",
  "processor",
  "devices",
  "packages",
  "repositories",
  "own-software",
  "applications",
  "way",
  "readiness",
  "errata",
  "cost",
] as const;
export type EvidenceTopic = (typeof evidenceTopics)[number];

/** One number or word that the evidence rests on. `value` null: not known. `source`: URLs, or what of this run told it. */
export interface Measured {
  readonly name: string;
  readonly value: number | string | null;
  readonly unit: string;
  readonly source: string;
}

/**
 * `for`, `against`: it speaks so; `neutral`: neither; `unknown`: it could not be told, which
 * counts against; `not-asked`: what it needs was not given, and it is left out of the weighing; `stops`: a hard rule.
 */
export const verdicts = ["for", "neutral", "against", "unknown", "not-asked", "stops"] as const;
export type Verdict = (typeof verdicts)[number];

export interface Evidence {
  readonly topic: EvidenceTopic;
  readonly verdict: Verdict;
  /** The hard rule, where the verdict is `stops`. */
  readonly rule?: HardRule | undefined;
  /** From 0 (as bad as can be) to 1; the weights of the profile are laid on it. */
  readonly worth: number;
  /** At most 13 characters, for a table. */
  readonly short: string;
  /** A whole sentence without its full stop. */
  readonly says: string;
  readonly details: readonly string[];
  readonly numbers: readonly Measured[];
  /** What has to hold and is not known, a whole sentence; it is part of the advice. */
  readonly condition?: string | undefined;
  /** What would mend it, after "With": "an x86-64-v3 processor". Left out where nothing would. */
  readonly remedy?: string | undefined;
}

/** A release that the host could run: the one that it runs now (`stay`), or another. One piece of evidence for each topic. */
export interface Candidate {
  readonly target: string;
  readonly title: string;
  readonly stays: boolean;
  readonly evidence: readonly Evidence[];
}

/** A sentence of the advice and the topic that it is from. */
export interface Reason {
  readonly topic: EvidenceTopic;
  readonly says: string;
}

/** How a candidate was weighed: what each topic gave. Weights and worths are those of the rules, not measurements. */
export interface Weighed {
  readonly target: string;
  readonly total: number;
  readonly parts: readonly { readonly topic: EvidenceTopic; readonly weight: number; readonly worth: number }[];
}

interface AdviceBase {
  /** Candidates that a hard rule takes out, each with the rule and what was seen. */
  readonly excluded: readonly {
    readonly target: string;
    readonly title: string;
    readonly rule: HardRule;
    readonly because: string;
  }[];
  /** The others, the best first. */
  readonly ranking: readonly Weighed[];
  /** What would lead to another answer, in whole sentences. */
  readonly wouldChange: readonly string[];
  /** YYYY-MM-DD, the last day of fixes for what the host runs: by then it should have moved, if it moves; null: not known. */
  readonly by: string | null;
  /** What waiting costs, in whole sentences. */
  readonly waiting: readonly string[];
}

export type Advice = AdviceBase &
  (
    | {
        readonly kind: "advised";
        readonly target: string;
        readonly title: string;
        readonly stays: boolean;
        /** The three that decided. */
        readonly reasons: readonly Reason[];
        readonly against: readonly Reason[];
        /** What the advice takes for granted and nobody told, in whole sentences. */
        readonly conditions: readonly string[];
      }
    | { readonly kind: "none"; readonly reasons: readonly Reason[] }
  );

export interface HostChoice {
  readonly host: string;
  readonly release: string;
  readonly title: string;
  /** What this answer rests on and does not cover, in whole sentences. */
  readonly notes: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly advice: Advice;
}

/** Hosts whose answers are the same: same release, same advice, same verdict on every topic of every candidate. */
export interface ChoiceCohort {
  readonly hosts: readonly string[];
  /** Id and title of the release that they run. */
  readonly release: string;
  readonly title: string;
  /** The release that is advised; null: none. */
  readonly target: string | null;
  readonly advice: Advice;
}

export interface Choice {
  readonly date: string;
  readonly profile: Profile;
  readonly hosts: readonly HostChoice[];
  readonly cohorts: readonly ChoiceCohort[];
  /** Hosts of which no comparison could be made, each with why. */
  readonly left: readonly {
    readonly host: string;
    readonly kind: "unreachable" | "failed" | "unsupported";
    readonly reason: string;
  }[];
}
