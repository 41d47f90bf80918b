import { openLine } from "../hosts/host-line.ts";
import { removeRun } from "../hosts/jobs/stage-run.ts";
import { readKeptTarget } from "./live-target.ts";
import { withHistory } from "./open-history.ts";
import { runFolder } from "./perform/run-folder.ts";
import { keepJournal } from "./perform/stage.ts";
import { RequestError } from "./request-error.ts";
import { findRun } from "./runs.ts";
import { stateFolder } from "./state-folder.ts";

/** What became of Ferry's folder on one host. `kept`: the host may still need it; `reason` says for what. */
export type CleanOutcome = { readonly host: string; readonly run: string } & (
  | { readonly kind: "removed" }
  | { readonly kind: "kept"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string }
);

/**
 * Removes what a run has left on its hosts, /var/lib/ferry/runs/RUN; their journals stay with the controller. Restore points
 * are another matter: `ferry backup prune`. Throws RequestError where there is no such run.
 */
export async function cleanRun(word: string): Promise<readonly CleanOutcome[]> {
  const found = await withHistory((store) => findRun(store, word));
  if (found === undefined) throw new RequestError(`Cannot clean up "${word}": there has been no run yet`);
  const outcomes: CleanOutcome[] = [];
  for (const { run, host, state, end, target } of found.hosts) {
    const about = { host, run };
    if (state !== "ended" || end?.kind === "needs-you") {
      const reason =
        state === "ended" ? "it needs you, and the folder tells what was done" : "its run is not at its end";
      outcomes.push({ ...about, kind: "kept", reason });
      continue;
    }
    const line = openLine(readKeptTarget(target));
    const kept = await keepJournal({ line, run, folder: runFolder(stateFolder(), run, host) });
    const removed = kept.kind === "unreachable" ? kept : await removeRun(line, run);
    if (removed.kind === "running") outcomes.push({ ...about, kind: "kept", reason: removed.reason });
    else outcomes.push({ ...about, ...removed });
  }
  return outcomes;
}
