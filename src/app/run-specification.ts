import type { StepKind } from "../steps/step.ts";
import type { MigrationOptions } from "./migration-options.ts";
import { conversionSteps, rehearsalSteps } from "./plan-steps.ts";
import type { ConnectionOptions } from "./targets.ts";

/** What a run is to do, as it is kept with the run: any later process goes on from this alone. */
export interface RunSpecification {
  readonly schema: "ferry/run/1";
  /** `rehearse`: a conversion up to its rehearsal, then taken back. */
  readonly kind: "convert" | "rehearse";
  /** Words that `liveTarget` reads. */
  readonly hosts: readonly string[];
  readonly connection: ConnectionOptions;
  readonly options: MigrationOptions;
}

export function stepsOf({ kind, options }: RunSpecification): readonly StepKind[] {
  return kind === "convert" ? conversionSteps(options) : rehearsalSteps;
}
