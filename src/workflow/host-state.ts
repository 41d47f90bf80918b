import { type StepKind, steps } from "../steps/step.ts";
import type { Json } from "../steps/step-outcome.ts";
import type { HostPlan } from "./host-plan.ts";
import type { AnswerRecord, Direction, HaltRecord, HostRecord, StepRecord, StepResult } from "./host-record.ts";

/** What the records say of one step in one direction. */
interface Way {
  /** Attempts ever made. */
  readonly attempts: number;
  /** How the last attempt ended; undefined before the first, and again when somebody said `try-again`. */
  readonly last: StepResult | undefined;
  /** Attempts in a row, the last among them, after which nobody knew what had become of the step. */
  readonly inTheDark: number;
}

export interface StepState {
  readonly do: Way;
  readonly undo: Way;
  /** It is done, or somebody accepted what it found, and it has not been undone since. */
  readonly done: boolean;
  /** It has changed the host, and has not been undone since. */
  readonly changed: boolean;
  /** It may have: the last attempt ended in the dark. */
  readonly unsure: boolean;
  readonly undone: boolean;
}

/** What the records of a host come to. */
export interface HostState {
  readonly step: (kind: StepKind) => StepState;
  /** The decision that holds: the last answer that ended or turned the run. */
  readonly decided: AnswerRecord | undefined;
  readonly halted: HaltRecord | undefined;
  readonly answers: number;
  /** A step has been undone, or that was tried. */
  readonly turned: boolean;
  /** The forward step that went wrong before the host turned back. */
  readonly trouble: StepRecord | undefined;
  /** Differences that somebody accepted. */
  readonly accepted: AnswerRecord | undefined;
}

const untried: Way = { attempts: 0, last: undefined, inTheDark: 0 };
const fresh: StepState = { do: untried, undo: untried, done: false, changed: false, unsure: false, undone: false };

export function hostState(records: readonly HostRecord[]): HostState {
  const states = new Map<StepKind, StepState>();
  const step = (kind: StepKind): StepState => states.get(kind) ?? fresh;
  let decided: AnswerRecord | undefined;
  let halted: HaltRecord | undefined;
  let trouble: StepRecord | undefined;
  let accepted: AnswerRecord | undefined;
  let answers = 0;
  let turned = false;
  for (const record of records) {
    if (record.kind === "halt") halted = record;
    else if (record.kind === "step") {
      states.set(record.step, afterStep(step(record.step), record));
      if (record.direction === "undo") turned = true;
      else trouble = record.outcome.kind === "done" ? undefined : record;
    } else {
      answers++;
      if (record.answer === "roll-back" || record.answer === "leave") decided = record;
      else if (record.about !== undefined) {
        const { step: kind, direction } = record.about;
        decided = decided?.answer === "leave" ? undefined : decided;
        if (record.answer === "accept") accepted = record;
        states.set(kind, afterAnswer(step(kind), direction, record.answer));
      }
    }
  }
  return { step, decided, halted, answers, turned, trouble, accepted };
}

function afterStep(state: StepState, { direction, outcome }: StepRecord): StepState {
  const dark = outcome.kind === "unreachable" || outcome.kind === "broken";
  const way = state[direction];
  const after: Way = { attempts: way.attempts + 1, last: outcome, inTheDark: dark ? way.inTheDark + 1 : 0 };
  if (direction === "undo") {
    if (outcome.kind !== "done") return { ...state, undo: after };
    return { ...state, undo: after, undone: true, done: false, changed: false, unsure: false };
  }
  // "stopped" means "as it was before this attempt": what an earlier attempt is known to have changed is still there.
  const changed = state.changed || outcome.kind === "done" || outcome.kind === "failed";
  return { do: after, undo: state.undo, done: outcome.kind === "done", changed, unsure: dark, undone: false };
}

function afterAnswer(state: StepState, direction: Direction, answer: "try-again" | "accept"): StepState {
  if (answer === "try-again") {
    return { ...state, [direction]: { ...state[direction], last: undefined, inTheDark: 0 } };
  }
  return direction === "do" ? { ...state, done: true } : { ...state, undone: true };
}

/** The first step that is not done, or undefined when all are. */
export function frontier(plan: HostPlan, state: HostState): StepKind | undefined {
  return plan.steps.find((kind) => !state.step(kind).done);
}

/** It may have changed the host, and has not been undone since. */
export function isTouched(state: StepState): boolean {
  return state.changed || state.unsure;
}

/** The transaction may have begun, or had begun before it was taken back. */
export function pastConvert(state: HostState): boolean {
  const convert = state.step("convert");
  return isTouched(convert) || convert.undo.attempts > 0;
}

/** A restore point was made before the transaction. */
export function hasRestorePoint(state: HostState): boolean {
  return state.step("back-up").done;
}

/** Steps that may have left something on the host which an inverse of their own takes back, the latest first. */
export function touchedSteps(plan: HostPlan, state: HostState): StepKind[] {
  return plan.steps.filter((kind) => steps[kind].inverse === "undo" && isTouched(state.step(kind))).toReversed();
}

/** Results of the steps that are done. */
export function stepResults(records: readonly HostRecord[]): ReadonlyMap<StepKind, Json> {
  const results = new Map<StepKind, Json>();
  for (const record of records) {
    if (record.kind !== "step" || record.direction !== "do") continue;
    if (record.outcome.kind === "done") results.set(record.step, record.outcome.result);
  }
  return results;
}
