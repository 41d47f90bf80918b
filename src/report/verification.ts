import type { Difference } from "../probes/compare-probes.ts";

/** The view model of `ferry verify`, and its JSON form `ferry/verification/1`. Fields are only ever added. */
export interface Verification {
  readonly schema: "ferry/verification/1";
  readonly host: string;
  /** What the host went through between the two looks: see `Expectations`. */
  readonly change: "conversion" | "rollback" | "none";
  readonly outcome: "proven" | "failed";
  /** One sentence that says what is true of this host. */
  readonly summary: string;
  /** When the two looks were taken, ISO 8601, UTC. */
  readonly before: string;
  readonly after: string;
  /** Probes that see the same as before. */
  readonly equal: number;
  readonly checks: readonly VerificationCheck[];
  readonly differences: readonly Difference[];
  readonly unproven: readonly { readonly family: string; readonly words: string; readonly reason: string }[];
}

/** What must be true of the host now, whatever was before. `unknown`: it could not be asked; that is not fine. */
export interface VerificationCheck {
  readonly id: VerificationCheckId;
  readonly title: string;
  readonly state: "passed" | "failed" | "unknown";
  readonly detail: string;
}

export type VerificationCheckId =
  | "release"
  | "packages"
  | "left-from-source"
  | "signatures"
  | "kernel"
  | "rpm-database"
  | "dnf-check"
  | "dnf-update";
