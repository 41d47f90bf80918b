import type { RunOutcomeView } from "../report/run-outcome.ts";
import type { WatchedHost } from "../store/watch-hosts.ts";
import { BLOCKED, DONE, FAILED, HOST_FAILED, UNDECIDED, UNREACHABLE } from "./exit-code.ts";

/** How the hosts stand at the end of a command, with its exit code. */
export function runOutcomeOf(rows: readonly WatchedHost[]): RunOutcomeView {
  const hosts = rows.map(({ run, host, end, question }) => ({
    run,
    host,
    end: end ?? null,
    question: question ?? null,
  }));
  return { schema: "ferry/run-outcome/1", exit: exitOf(hosts), hosts };
}

function exitOf(hosts: RunOutcomeView["hosts"]): number {
  const codes = hosts.map(({ end, question }): number => {
    if (question !== null) return question.because === "unreachable" ? UNREACHABLE : UNDECIDED;
    switch (end?.kind) {
      case "converted":
      case "tried":
        return DONE;
      case "stopped":
        return BLOCKED;
      case "rolled-back":
      case "needs-you":
        return HOST_FAILED;
      case undefined:
        return FAILED;
    }
  });
  return [FAILED, HOST_FAILED, BLOCKED, UNREACHABLE, UNDECIDED].find((code) => codes.includes(code)) ?? DONE;
}
