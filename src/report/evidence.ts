import type { Json } from "../steps/step-outcome.ts";

/** What was done to one host in one run, for those who have to answer for it. Times are ISO 8601, UTC. */
export interface EvidenceView {
  readonly schema: "ferry/evidence/1";
  readonly host: string;
  readonly run: string;
  /** user@machine that started it. */
  readonly startedBy: string;
  readonly ferry: string;
  readonly from: string;
  readonly to: string;
  /** Where the host is, in a true sentence. */
  readonly statement: string;
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** From the begin of the transaction to the host's return; null where there was no outage or it has not ended. */
  readonly outageSeconds: number | null;
  readonly steps: readonly EvidenceStep[];
  readonly packages: {
    readonly arrived: readonly string[];
    readonly left: readonly string[];
    readonly kept: number;
  };
  readonly differences: readonly EvidenceDifference[];
  readonly waivers: readonly { readonly finding: string; readonly who: string; readonly why: string }[];
  /** The documents this rests on, with their SHA-256, in hex. */
  readonly documents: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export interface EvidenceStep {
  readonly step: string;
  readonly title: string;
  readonly direction: "do" | "undo";
  readonly startedAt: string;
  readonly seconds: number;
  readonly outcome: string;
  /** What it said of itself. */
  readonly summary: string;
  readonly result: Json;
}

export interface EvidenceDifference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly judgement: "expected" | "waived" | "failure";
  readonly why: string;
}
