import type { ProgramAnswer } from "../hosts/backup/host-program.ts";

type Outcome =
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Ends a use case early with an outcome that its caller returns: never seen outside of it. */
export class BackupStop extends Error {
  override readonly name = "BackupStop";
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

/** What a program on the host answered. @throws BackupStop when it is trouble or the host is out of reach */
export function must<Value>(answer: ProgramAnswer<Value>, fix: string): Value;
export function must(
  answer: { readonly kind: "done" } | { readonly kind: "unreachable"; readonly reason: string },
  fix: string,
): undefined;
export function must<Value>(
  answer: ProgramAnswer<Value> | { readonly kind: "done"; readonly value?: Value },
  fix: string,
): Value | undefined {
  if (answer.kind === "done") return answer.value;
  if (answer.kind === "unreachable") throw new BackupStop(answer);
  throw new BackupStop({ kind: "stopped", reason: answer.reason, fix });
}
