import type { StepKind } from "../steps/step.ts";
import type { HostEnd } from "../workflow/host-end.ts";
import type { Direction, StepResult } from "../workflow/host-record.ts";
import type { Question } from "../workflow/question.ts";
import type { RunEvent } from "../workflow/run-event.ts";

/** Times in these documents are ISO 8601, in UTC. */
export interface RunListView {
  readonly schema: "ferry/run-list/1";
  readonly runs: readonly RunSummary[];
}

export interface RunSummary {
  readonly run: string;
  readonly by: string;
  readonly startedAt: string;
  /** Who stopped it before all its hosts had begun. */
  readonly haltedBy: string | null;
  readonly hosts: number;
  /** Hosts by where they are; the sum is `hosts`. */
  readonly states: Readonly<Record<HostStanding, number>>;
}

/** `idle`: it has not ended, and no process works on it now. */
export type HostStanding = HostEnd["kind"] | "asking" | "waiting" | "running" | "idle";

export interface RunView extends RunSummary {
  readonly schema: "ferry/run/1";
  readonly rows: readonly RunHostView[];
}

export interface RunHostView {
  readonly host: string;
  readonly standing: HostStanding;
  /** Where the host is now, as a sentence. */
  readonly where: string;
  readonly now: { readonly step: StepKind; readonly direction: Direction; readonly since: string } | null;
  readonly question: Question | null;
  readonly end: HostEnd | null;
  readonly steps: readonly RunStepView[];
}

/** What was done: an attempt at a step, an answer, or a stop of the run. */
export interface RunStepView {
  readonly what: string;
  readonly outcome: StepResult["kind"] | "said";
  readonly at: string;
  readonly seconds: number;
  readonly text: string;
}

/** One line of `ferry log --json`. */
export interface LogEntry {
  readonly schema: "ferry/event/1";
  readonly at: string;
  readonly run: string;
  readonly host: string;
  readonly event: RunEvent;
}
