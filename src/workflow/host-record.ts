import type { StepKind } from "../steps/step.ts";
import type { StepOutcome } from "../steps/step-outcome.ts";

/** `do`: forward. `undo`: the step is taken back. */
export type Direction = "do" | "undo";

/** `broken`: Ferry itself went wrong while it did the step, so what became of it is not known. */
export type StepResult = StepOutcome | { readonly kind: "broken"; readonly reason: string };

/** One attempt at one step. Times are milliseconds since 1970. */
export interface StepRecord {
  readonly kind: "step";
  readonly step: StepKind;
  readonly direction: Direction;
  /** 1 for the first attempt in this direction. */
  readonly attempt: number;
  readonly outcome: StepResult;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * What somebody decided.
 * `try-again`: the step in question is done once more. `roll-back`: the host goes back. `accept`: what `verify` found different
 * is as it should be. `leave`: Ferry is to leave the host as it is.
 */
export const answers = ["try-again", "roll-back", "accept", "leave"] as const;

export type Answer = (typeof answers)[number];

export interface AnswerRecord {
  readonly kind: "answer";
  readonly answer: Answer;
  /** The step the answer is about; undefined where nothing had been asked (a roll back that somebody ordered). */
  readonly about: { readonly step: StepKind; readonly direction: Direction } | undefined;
  readonly by: string;
  readonly at: number;
}

/** Somebody stopped the run before this host had been changed. */
export interface HaltRecord {
  readonly kind: "halt";
  readonly by: string;
  readonly at: number;
}

/** The history of one host in one run is a list of these, oldest first. */
export type HostRecord = StepRecord | AnswerRecord | HaltRecord;
