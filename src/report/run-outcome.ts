import type { HostEnd } from "../workflow/host-end.ts";
import type { Question } from "../workflow/question.ts";

/** How each host of a run ended, or what it waits for. Exactly one of `end` and `question` is there once a run is at rest. */
export interface RunOutcomeView {
  readonly schema: "ferry/run-outcome/1";
  readonly exit: number;
  readonly hosts: readonly {
    readonly host: string;
    readonly run: string;
    /** A restore point was part of the plan: `ferry rollback` leads back. */
    readonly wayBack: boolean;
    readonly end: HostEnd | null;
    readonly question: Question | null;
  }[];
}
