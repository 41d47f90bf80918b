import type { StepKind } from "../steps/step.ts";
import type { Answer, Direction } from "./host-record.ts";

/** Something Ferry may not decide by itself. */
export interface Question {
  /** The same question has the same id: an answer sent twice counts once. */
  readonly id: string;
  readonly about: { readonly step: StepKind; readonly direction: Direction };
  /** What came of the step: it cannot be known (`unreachable`, `broken`), or it went wrong. */
  readonly because: "unreachable" | "stopped" | "failed" | "broken";
  readonly reason: string;
  /** What to do about it; empty where Ferry knows nothing. */
  readonly fix: string;
  /** Where the host is now, as a sentence. */
  readonly where: string;
  /** What may be answered, the first is what Ferry would do. */
  readonly answers: readonly Answer[];
}

/** The command that gives an answer. */
export function answerCommand(host: string, answer: Answer): string {
  switch (answer) {
    case "try-again":
      return `ferry migrate ${host}`;
    case "roll-back":
      return `ferry rollback ${host}`;
    case "accept":
    case "leave":
      return `ferry run answer ${host} ${answer}`;
  }
}

/** What an answer does, for the line beside its command. */
export function answerMeaning(answer: Answer): string {
  switch (answer) {
    case "try-again":
      return "tries this step again and goes on";
    case "roll-back":
      return "takes the host back to where it was";
    case "accept":
      return "accepts the differences and goes on";
    case "leave":
      return "leaves the host as it is now";
  }
}
