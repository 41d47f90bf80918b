import type { StepKind } from "../steps/step.ts";
import type { HostEnd } from "./host-end.ts";
import type { Answer, Direction, StepResult } from "./host-record.ts";
import type { Question } from "./question.ts";

/** What happened on a host, as it is told while it happens. `back`: how the step is taken back, written before it begins. */
export type RunEvent =
  | { readonly kind: "wait"; readonly step: StepKind; readonly direction: Direction; readonly seconds: number }
  | {
      readonly kind: "begin";
      readonly step: StepKind;
      readonly direction: Direction;
      readonly attempt: number;
      readonly back: string;
    }
  | { readonly kind: "line"; readonly step: StepKind; readonly direction: Direction; readonly text: string }
  | {
      readonly kind: "end";
      readonly step: StepKind;
      readonly direction: Direction;
      readonly attempt: number;
      readonly outcome: StepResult["kind"];
      /** Its summary, or the reason why not. */
      readonly text: string;
      readonly milliseconds: number;
    }
  | { readonly kind: "ask"; readonly question: Question }
  | { readonly kind: "answer"; readonly answer: Answer; readonly by: string }
  | { readonly kind: "halt"; readonly by: string }
  /** Another process than before goes on. */
  | { readonly kind: "take-over" }
  | { readonly kind: "finish"; readonly end: HostEnd };
