import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../../hosts/host-error.ts";
import { lastLine } from "../../hosts/host-line.ts";
import type { Job } from "../../hosts/jobs/job.ts";
import { type JobEnd, runJob } from "../../hosts/jobs/run-job.ts";
import { stageRun } from "../../hosts/jobs/stage-run.ts";
import { holdJob, parseHoldAnswer, parseUnholdAnswer, unholdJob } from "../../hosts/jobs/units-job.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { runHook } from "./run-hook.ts";

/** The user's drain hook, then the units that asked to be stopped, and what updates the host by itself. */
export const hold: Performer = { perform, undo: (context) => letGo(context) };

const Held = z.object({ units: z.array(z.string()), drained: z.boolean() });

async function perform(context: PerformContext): Promise<StepOutcome> {
  const { line, options } = context;
  const { units, drainHook } = options.hold;
  const before = await readHeld(context);
  if (drainHook !== undefined && !before.drained) {
    context.report(`${drainHook} ${line.name}`);
    const wrong = await runHook(drainHook, line.name);
    if (wrong !== undefined) {
      return {
        kind: "stopped",
        reason: `the drain hook failed: ${wrong}`,
        fix: `mend it, then: ferry migrate ${line.name}`,
      };
    }
    await keepHeld(context, { ...before, drained: true });
  }
  const end = await runJob(line, context.run, await holdJob(units), { accept: () => false });
  if (end.kind === "unreachable") return end;
  if (end.kind !== "done") return takenBack(context, `units could not be stopped: ${logOf(end)}`);
  const answer = parseHoldAnswer(end.result);
  if ("absent" in answer) return takenBack(context, `not on this host: ${answer.absent.join(", ")}`);
  await keepHeld(context, { units: [...answer.stopped], drained: drainHook !== undefined });
  const stopped = answer.stopped.length === 0 ? "no unit had to be stopped" : `stopped: ${answer.stopped.join(", ")}`;
  return {
    kind: "done",
    summary: drainHook === undefined ? stopped : `drained; ${stopped}`,
    result: { stopped: answer.stopped, drained: drainHook !== undefined },
  };
}

/** What was held before it went wrong is let go again, so that the host is as it was. */
async function takenBack(context: PerformContext, reason: string): Promise<StepOutcome> {
  const back = await letGo(context);
  if (back.kind === "unreachable") return back;
  const fix = `see --stop-unit, then: ferry migrate ${context.line.name}`;
  return back.kind === "done"
    ? { kind: "stopped", reason, fix }
    : { kind: "failed", reason: `${reason}; ${back.kind === "failed" ? back.reason : "not let go again"}`, fix };
}

/**
 * Starts what was stopped and calls the undrain hook: the inverse of hold, and what release does. May be done twice.
 * `stopped`: whether anything can have been stopped; the host is not asked when it cannot.
 */
export async function letGo(context: PerformContext, stopped = true): Promise<StepOutcome> {
  const { line, options } = context;
  const held = await readHeld(context);
  const end = stopped || held.units.length > 0 ? await start(context, await unholdJob(held.units)) : undefined;
  if (end?.kind === "unreachable") return end;
  const failed = end === undefined ? [] : end.kind === "done" ? parseUnholdAnswer(end.result).failed : [logOf(end)];
  if (failed.length > 0) {
    return {
      kind: "failed",
      reason: `could not be started again: ${failed.join(", ")}`,
      fix: `start them by hand (systemctl start, journalctl -u), then: ferry migrate ${line.name}`,
    };
  }
  const { undrainHook, drainHook } = options.hold;
  if (undrainHook !== undefined && (held.drained || drainHook === undefined)) {
    context.report(`${undrainHook} ${line.name}`);
    const wrong = await runHook(undrainHook, line.name);
    if (wrong !== undefined) {
      return { kind: "failed", reason: `the undrain hook failed: ${wrong}`, fix: "mend it, then try again" };
    }
  }
  await keepHeld(context, { units: [], drained: false });
  const started = held.units.length === 0 ? "no unit had to be started" : `started: ${held.units.join(", ")}`;
  return { kind: "done", summary: started, result: { started: held.units } };
}

async function start(context: PerformContext, job: Job): Promise<JobEnd> {
  const { line, run: id } = context;
  // A host that was restored may have lost the runner.
  const staged = await stageRun(line, id);
  if (staged.kind === "unreachable") return staged;
  return runJob(line, id, job, { accept: () => false });
}

function logOf(end: Exclude<JobEnd, { readonly kind: "done" | "unreachable" }>): string {
  return end.kind === "failed" ? lastLine(end.log) : "the work was interrupted";
}

function path({ folder }: PerformContext): string {
  return join(folder, "held.json");
}

async function keepHeld(context: PerformContext, held: z.infer<typeof Held>): Promise<void> {
  await writeDocument(path(context), held);
}

async function readHeld(context: PerformContext): Promise<z.infer<typeof Held>> {
  try {
    return Held.parse(JSON.parse(await readFile(path(context), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { units: [], drained: false };
    throw new HostError(`Cannot read ${path(context)}`, { cause: error });
  }
}
