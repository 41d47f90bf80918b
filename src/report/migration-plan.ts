import { type Inverse, pointOfNoReturn, type StepKind, steps } from "../steps/step.ts";
import type { HostAssessment } from "./assessment.ts";

/** What a conversion of one host would do, before anything is done. */
export interface MigrationPlanView {
  readonly schema: "ferry/migration-plan/1";
  readonly assessment: HostAssessment;
  /** Why the conversion would stop at its preflight; null where nothing stops it. */
  readonly stopped: { readonly reason: string; readonly fix: string } | null;
  /** None where the host is the target already. */
  readonly steps: readonly PlannedStep[];
  /** The step from which on only the restore point leads back. */
  readonly pointOfNoReturn: StepKind | null;
  /** What the user has decided to go without, in sentences. */
  readonly without: readonly string[];
}

export interface PlannedStep {
  readonly kind: StepKind;
  readonly title: string;
  readonly changes: string;
  readonly inverse: Inverse;
  readonly back: string;
}

/** The steps as a screen shows them. */
export function plannedSteps(kinds: readonly StepKind[]): Pick<MigrationPlanView, "steps" | "pointOfNoReturn"> {
  return {
    steps: kinds.map((kind) => ({ kind, ...steps[kind] })),
    pointOfNoReturn: pointOfNoReturn(kinds) ?? null,
  };
}
