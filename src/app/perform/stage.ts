import { join } from "node:path";
import { HostError } from "../../hosts/host-error.ts";
import { readJournal } from "../../hosts/jobs/read-journal.ts";
import { removeRun, stageRun } from "../../hosts/jobs/stage-run.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Ferry's runner on the host, in a folder of its own. */
export const stage: Performer = { perform, undo };

async function perform({ line, run }: PerformContext): Promise<StepOutcome> {
  try {
    const staged = await stageRun(line, run);
    if (staged.kind === "unreachable") return staged;
    return { kind: "done", summary: `the runner is in /var/lib/ferry/runs/${run}`, result: null };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return {
      kind: "stopped",
      reason: error.message,
      fix: `Ferry needs to be root on ${line.name} and 20 MB of room below /var/lib; then: ferry migrate ${line.name}`,
    };
  }
}

/** The journal of the host is kept with the controller before its folder goes. */
async function undo(context: PerformContext): Promise<StepOutcome> {
  const kept = await keepJournal(context);
  if (kept.kind === "unreachable") return kept;
  const removed = await removeRun(context.line, context.run);
  if (removed.kind === "unreachable") return removed;
  if (removed.kind === "running") {
    return { kind: "failed", reason: removed.reason, fix: "wait until it has ended, then try again" };
  }
  return { kind: "done", summary: "Ferry's folder is gone from the host", result: null };
}

/** Copies the host's journal of this run to `host-journal.json` in the run's folder, if there is one. */
export async function keepJournal({
  line,
  run,
  folder,
}: Pick<PerformContext, "line" | "run" | "folder">): Promise<
  { readonly kind: "kept" } | { readonly kind: "unreachable"; readonly reason: string }
> {
  const journal = await readJournal(line, run);
  if (journal.kind === "unreachable") return journal;
  if (journal.entries.length > 0) await writeDocument(join(folder, "host-journal.json"), journal);
  return { kind: "kept" };
}
