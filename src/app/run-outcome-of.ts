import type { RunOutcomeView } from "../report/run-outcome.ts";
import type { WatchedHost } from "../store/watch-hosts.ts";
import { BLOCKED, DONE, FAILED, HOST_FAILED, UNDECIDED, UNREACHABLE } from "./exit-code.ts";

/**
 * How the hosts stand at the end of a command, with its exit code. `wanted`: what the command was for; going back is a failure
 * of a move, and the success of a rollback.
 */
export function runOutcomeOf(rows: readonly WatchedHost[], wanted: "move" | "rollback" = "move"): RunOutcomeView {
  const hosts = rows.map(({ run, host, steps, end, question }) => ({
    run,
    host,
    wayBack: steps.includes("back-up"),
    end: end ?? null,
    question: question ?? null,
  }));
  return { schema: "ferry/run-outcome/1", exit: exitOf(hosts, wanted), hosts };
}

function exitOf(hosts: RunOutcomeView["hosts"], wanted: "move" | "rollback"): number {
  const codes = hosts.map(({ end, question }): number => {
    if (question !== null) return question.because === "unreachable" ? UNREACHABLE : UNDECIDED;
    switch (end?.kind) {
      case "converted":
      case "arrived":
      case "tried":
        return DONE;
      case "stopped":
        if (end.unreachable) return UNREACHABLE;
        return wanted === "rollback" ? DONE : BLOCKED;
      case "rolled-back":
        return wanted === "rollback" && end.proof.kind !== "none" ? DONE : HOST_FAILED;
      case "needs-you":
        return HOST_FAILED;
      case undefined:
        return FAILED;
    }
  });
  return [FAILED, HOST_FAILED, BLOCKED, UNREACHABLE, UNDECIDED].find((code) => codes.includes(code)) ?? DONE;
}
