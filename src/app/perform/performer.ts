import type { HostLine } from "../../hosts/host-line.ts";
import type { StepKind } from "../../steps/step.ts";
import type { Json, StepOutcome } from "../../steps/step-outcome.ts";
import type { MigrationOptions } from "../migration-options.ts";
import type { FirstLook } from "./first-look.ts";

/** What a performer is given. */
export interface PerformContext {
  readonly line: HostLine;
  /** What the first steps read of the host, perhaps under way already. */
  readonly look: FirstLook;
  /** Id of the run: letters, digits and hyphens. The same for every host of a run. */
  readonly run: string;
  readonly options: MigrationOptions;
  /** Results of the steps that are done. */
  readonly results: ReadonlyMap<StepKind, Json>;
  /** Folder of this run and host on the controller, for documents too large for a result. */
  readonly folder: string;
  /** Takes a line about the progress, for the screen and the log. */
  readonly report: (line: string) => void;
}

/** How one kind of step is done and taken back. Both probe before they act: each may be called again after a crash. */
export interface Performer {
  readonly perform: (context: PerformContext) => Promise<StepOutcome>;
  readonly undo?: (context: PerformContext) => Promise<StepOutcome>;
}
