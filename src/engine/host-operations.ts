import type { StepKind } from "../steps/step.ts";
import type { Json, StepOutcome } from "../steps/step-outcome.ts";
import type { HostKey } from "../store/host-key.ts";
import type { Direction } from "../workflow/host-record.ts";

/** One attempt at one step of one host. */
export interface StepRequest extends HostKey {
  readonly step: StepKind;
  readonly direction: Direction;
  /** 1 for the first. */
  readonly attempt: number;
  /** The target and options of the run's specification, as they were given. */
  readonly target: Json;
  readonly options: Json;
  /** Results of the steps that are done. */
  readonly results: ReadonlyMap<StepKind, Json>;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
}

/** How steps are done on hosts: the app's performers. Each looks before it acts, as it may be called again after a crash. */
export interface HostOperations {
  readonly perform: (request: StepRequest) => Promise<StepOutcome>;
}
