import type { StepKind } from "../steps/step.ts";
import type { Json, StepOutcome } from "../steps/step-outcome.ts";
import type { HostKey } from "../store/host-key.ts";
import type { Direction } from "../workflow/host-record.ts";

/** One attempt at one step of one host; target and options as the run's specification gives them. */
export interface StepRequest extends HostKey {
  readonly target: Json;
  readonly options: Json;
  /** The steps of its plan. */
  readonly steps: readonly StepKind[];
  readonly step: StepKind;
  readonly direction: Direction;
  /** 1 for the first. */
  readonly attempt: number;
  /** Results of the steps that are done. */
  readonly results: ReadonlyMap<StepKind, Json>;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
}

/** How steps are done on hosts: the app's performers. Each looks before it acts, as it may be called again after a crash. */
export interface HostOperations {
  readonly perform: (request: StepRequest) => Promise<StepOutcome>;
  /** Called when no more steps come: what was begun is left. */
  readonly end?: () => void;
}
