import type { StepKind } from "../steps/step.ts";
import type { HostEnd, Proof } from "./host-end.ts";
import { placeSentence } from "./host-place.ts";
import type { HostPlan } from "./host-plan.ts";
import type { Answer, Direction, HostRecord, StepResult } from "./host-record.ts";
import {
  frontier,
  type HostState,
  hasRestorePoint,
  hostState,
  isTouched,
  pastConvert,
  touchedSteps,
} from "./host-state.ts";
import type { Question } from "./question.ts";

/** What comes next for one host. `waitSeconds`: how long to wait before it; 0 for at once. */
export type NextAction =
  | {
      readonly kind: "perform";
      readonly step: StepKind;
      readonly direction: Direction;
      readonly attempt: number;
      readonly waitSeconds: number;
    }
  | { readonly kind: "ask"; readonly question: Question }
  | { readonly kind: "finish"; readonly end: HostEnd };

/** Waits, in seconds, before a host that could not be asked is asked again: half an hour in all, as firmware may take long. */
const WAITS = [5, 10, 20, 40, 60, 120, 300, 300, 300, 600] as const;
/** The same while nothing has been changed: a name that was mistyped is told soon. */
const FIRST_WAITS = [2, 5] as const;
/** Before a step that Ferry itself broke is tried once more. */
const BROKEN_WAITS = [5] as const;
/** Answers to one host before Ferry gives up asking: whoever answers is a script that goes round in circles. */
const MOST_ANSWERS = 100;

/**
 * What to do next to a host, from its plan and all that was done to it so far. Pure: the same records give the same action,
 * whoever asks, so a run goes on where it was after any crash.
 *
 * Forward, until a step goes wrong. Before the transaction that undoes what was prepared, the latest first, and ends. Once the
 * transaction may have begun, only the restore point leads back: restore, boot, put back to work, prove; Ferry's files stay on
 * the host as evidence. What it cannot know or may not decide it asks.
 */
export function nextAction(plan: HostPlan, records: readonly HostRecord[]): NextAction {
  const state = hostState(records);
  if (state.decided?.answer === "leave") return leave(plan, state, `${state.decided.by} said so.`);
  const ordered = state.decided !== undefined && mayGoBack(state);
  if (state.answers >= (ordered ? 2 : 1) * MOST_ANSWERS) return leave(plan, state, "It was answered too often.");
  if (state.turned || ordered) return back(plan, state);
  if (state.halted !== undefined && !pastConvert(state)) return back(plan, state);
  return forward(plan, state);
}

/** Whether an order to roll back would find something to do, and a way to do it. */
export function canRollBack(plan: HostPlan, records: readonly HostRecord[]): boolean {
  const state = hostState(records);
  if (state.step("convert").undone) return false;
  return pastConvert(state) ? hasRestorePoint(state) : touchedSteps(plan, state).length > 0;
}

function mayGoBack(state: HostState): boolean {
  return !pastConvert(state) || hasRestorePoint(state);
}

function forward(plan: HostPlan, state: HostState): NextAction {
  const step = frontier(plan, state);
  if (step === undefined) {
    if (!plan.steps.includes("convert")) return back(plan, state);
    return { kind: "finish", end: { kind: "converted", proof: proofOf(plan, state, "do") } };
  }
  const { last, inTheDark } = state.step(step).do;
  if (last === undefined) return perform(state, step, "do");
  if (last.kind === "unreachable") {
    const untouched = !pastConvert(state) && touchedSteps(plan, state).length === 0;
    const wait = (untouched ? FIRST_WAITS : WAITS)[inTheDark - 1];
    if (wait !== undefined) return perform(state, step, "do", wait);
    return untouched ? back(plan, state) : ask(plan, state, step, "do", last);
  }
  if (last.kind === "arrived") return { kind: "finish", end: { kind: "arrived", because: last.reason } };
  if (!pastConvert(state)) return back(plan, state);
  if (last.kind === "broken") {
    const wait = BROKEN_WAITS[inTheDark - 1];
    return wait === undefined ? ask(plan, state, step, "do", last) : perform(state, step, "do", wait);
  }
  // A proven host is not taken back because a hook of the user fails.
  if (step === "release" || plan.rollback === "ask" || !mayGoBack(state)) return ask(plan, state, step, "do", last);
  return back(plan, state);
}

function back(plan: HostPlan, state: HostState): NextAction {
  const past = pastConvert(state);
  const left: StepKind[] = [];
  for (const step of past ? wayBack(plan, state) : touchedSteps(plan, state)) {
    const { undone, undo } = state.step(step);
    if (undone) continue;
    const { last, inTheDark } = undo;
    if (last === undefined) return perform(state, step, "undo");
    const waits = last.kind === "unreachable" ? WAITS : last.kind === "broken" ? BROKEN_WAITS : [];
    const wait = waits[inTheDark - 1];
    if (wait !== undefined) return perform(state, step, "undo", wait);
    // What is left of these is a folder of Ferry's own: no reason to keep a host waiting for somebody.
    const harmless = !past && step !== "hold" && last.kind !== "unreachable";
    if (!harmless) return ask(plan, state, step, "undo", last);
    left.push(step);
  }
  return { kind: "finish", end: past ? rolledBack(plan, state) : notBegun(plan, state, left) };
}

/** From the far side of the transaction. The boot belongs to the restore, whether or not the new system ever booted. */
function wayBack(plan: HostPlan, state: HostState): StepKind[] {
  const way: StepKind[] = ["convert"];
  if (plan.steps.includes("reboot")) way.push("reboot");
  if (isTouched(state.step("hold")) || state.step("hold").undone) way.push("hold");
  if (plan.steps.includes("verify") && state.step("observe").done) way.push("verify");
  return way;
}

function rolledBack(plan: HostPlan, state: HostState): HostEnd {
  const end = { kind: "rolled-back", because: reasonOf(state).because, proof: proofOf(plan, state, "undo") } as const;
  return state.trouble === undefined ? { ...end, ordered: true } : end;
}

function notBegun(plan: HostPlan, state: HostState, left: readonly StepKind[]): HostEnd {
  const wentWell = state.trouble === undefined && state.decided === undefined && state.halted === undefined;
  if (wentWell) return { kind: "tried", left };
  const end = { kind: "stopped", ...reasonOf(state), left } as const;
  return state.trouble?.outcome.kind === "unreachable" ? { ...end, unreachable: true } : end;
}

/** Why the host turned back. */
function reasonOf({ decided, halted, trouble }: HostState): { because: string; fix: string } {
  const said = decided === undefined ? undefined : `${decided.by} said so`;
  if (trouble !== undefined) {
    const reason = reasonIn(trouble.outcome);
    return { because: said === undefined ? reason : `${reason}; ${said}`, fix: fixIn(trouble.outcome) };
  }
  return { because: said ?? (halted === undefined ? "" : `${halted.by} stopped the run`), fix: "" };
}

function proofOf(plan: HostPlan, state: HostState, direction: Direction): Proof {
  if (!plan.steps.includes("verify")) return { kind: "none" };
  if (direction === "undo" && !state.step("verify").undone) return { kind: "none" };
  const { accepted } = state;
  if (accepted?.about?.direction !== direction) return { kind: "equal" };
  const { last } = state.step("verify")[direction];
  return { kind: "accepted", by: accepted.by, reason: last === undefined ? "" : reasonIn(last) };
}

function perform(state: HostState, step: StepKind, direction: Direction, waitSeconds = 0): NextAction {
  return { kind: "perform", step, direction, attempt: state.step(step)[direction].attempts + 1, waitSeconds };
}

function ask(plan: HostPlan, state: HostState, step: StepKind, direction: Direction, last: StepResult): NextAction {
  if (last.kind === "done" || last.kind === "arrived")
    throw new Error(`Cannot ask about "${step}": it is ${last.kind}`);
  const answers: Answer[] = ["try-again"];
  if (step === "verify" && (last.kind === "failed" || last.kind === "stopped")) answers.push("accept");
  if (direction === "do" && mayGoBack(state)) answers.push("roll-back");
  answers.push("leave");
  const question: Question = {
    id: `${step}-${direction}-${state.step(step)[direction].attempts}`,
    about: { step, direction },
    because: last.kind,
    reason: reasonIn(last),
    fix: fixIn(last),
    where: placeSentence(plan, state),
    answers,
  };
  return { kind: "ask", question };
}

function leave(plan: HostPlan, state: HostState, because: string): NextAction {
  const goOn: Answer[] =
    hasRestorePoint(state) && !state.step("convert").undone ? ["try-again", "roll-back"] : ["try-again"];
  const end: HostEnd = { kind: "needs-you", where: placeSentence(plan, state), because, fix: "", goOn };
  return { kind: "finish", end };
}

function reasonIn(outcome: StepResult): string {
  return outcome.kind === "done" ? outcome.summary : outcome.reason;
}

function fixIn(outcome: StepResult): string {
  switch (outcome.kind) {
    case "stopped":
    case "failed":
      return outcome.fix;
    case "unreachable":
      return "Make the host answer";
    case "broken":
    case "done":
    case "arrived":
      return "";
  }
}
