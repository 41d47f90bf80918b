import type { StepKind } from "../steps/step.ts";
import type { Answer } from "./host-record.ts";

/**
 * How it ended for one host. Each says only what the records prove.
 * `converted`: it is the new system; `proof` says whether `verify` found everything as before.
 * `rolled-back`: it had begun to change, and is back at its restore point; `ordered` where nothing had gone wrong.
 * `arrived`: it was the new system already, and nothing was done.
 * `stopped`: it never began to change; `left` are steps whose traces could not be removed; `unreachable` where it did not answer.
 * `tried`: the plan had no conversion; all steps were done and undone, but for `left`.
 * `needs-you`: it was left somewhere in between, because somebody said so or nothing else was possible.
 */
export type HostEnd =
  | { readonly kind: "converted"; readonly proof: Proof }
  | { readonly kind: "rolled-back"; readonly proof: Proof; readonly because: string; readonly ordered?: true }
  | { readonly kind: "arrived"; readonly because: string }
  | {
      readonly kind: "stopped";
      readonly because: string;
      readonly fix: string;
      readonly left: readonly StepKind[];
      readonly unreachable?: true;
    }
  | { readonly kind: "tried"; readonly left: readonly StepKind[] }
  | {
      readonly kind: "needs-you";
      readonly where: string;
      readonly because: string;
      readonly fix: string;
      /** What can still be done; the commands come from `answerCommand`. */
      readonly goOn: readonly Answer[];
    };

/** `equal`: the probes found everything as before. `accepted`: they did not, and somebody took that. `none`: not asked for. */
export type Proof =
  | { readonly kind: "equal" }
  | { readonly kind: "accepted"; readonly by: string; readonly reason: string }
  | { readonly kind: "none" };

/** The end as a sentence without its host: "moved and verified"; with the reason where it is not a good one. */
export function endSentence(end: HostEnd): string {
  const words = endWords(end);
  return end.kind === "rolled-back" || end.kind === "stopped" ? `${words}: ${end.because}` : words;
}

/** As `endSentence`, for those who have just read the reason. */
export function endWords(end: HostEnd): string {
  switch (end.kind) {
    case "converted":
      return `moved ${proofWords(end.proof)}`;
    case "rolled-back":
      return `rolled back ${proofWords(end.proof)}`;
    case "stopped":
      return `stopped before the first package changed${leftWords(end.left)}`;
    case "arrived":
      return `nothing to do: ${end.because}`;
    case "tried":
      return `tried, and put back as it was${leftWords(end.left)}`;
    case "needs-you":
      return `needs you: ${end.where} ${end.because}`;
  }
}

/** Whether it is what somebody wanted. */
export function isGoodEnd(end: HostEnd): boolean {
  return end.kind === "rolled-back" ? end.ordered === true : end.kind !== "stopped" && end.kind !== "needs-you";
}

function proofWords(proof: Proof): string {
  if (proof.kind === "equal") return "and verified";
  if (proof.kind === "none") return "but not verified, as its plan has no such step";
  return `with differences that ${proof.by} accepted`;
}

function leftWords(left: readonly StepKind[]): string {
  return left.length === 0 ? "" : ` (left on the host: what "${left.join('" and "')}" put there)`;
}
