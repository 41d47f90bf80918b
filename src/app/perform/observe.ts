import { countProbes } from "../../probes/compare-probes.ts";
import { ProbeError } from "../../probes/probe-error.ts";
import { formatQuestions } from "../../probes/probe-questions.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { keepProbes, readProbes } from "./probe-file.ts";

/** What works before anything is changed. The first look counts: a later one could see a host that is half changed. */
export const observe: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const { look, options, report } = context;
  const known = await readProbes(context, "before");
  if (known !== undefined) return done(known.readings, known.takenAt);
  try {
    formatQuestions(options.probes);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return { kind: "stopped", reason: error.message, fix: "correct the probe and start again" };
  }
  report("looking at services, ports, web servers, data, accounts, mounts, firewall, configuration; then rpm -Va");
  const run = await look.probes();
  if (run.kind === "unreachable") return run;
  const { snapshot } = run;
  const units = snapshot.readings.get("units");
  for (const missing of countProbes(snapshot.readings).unreadable)
    report(`could not be read, so it will prove nothing: ${missing}`);
  if (units?.kind === "unreadable") {
    return {
      kind: "stopped",
      reason: `what runs on the host could not be read: ${units.reason}`,
      fix: "without it nobody can prove afterwards that it still runs; repair systemctl on the host",
    };
  }
  await keepProbes(context, "before", snapshot);
  return done(snapshot.readings, snapshot.takenAt);
}

function done(readings: Parameters<typeof countProbes>[0], takenAt: string): StepOutcome {
  const { seen, unreadable } = countProbes(readings);
  const rest = unreadable.length === 0 ? "" : `; ${unreadable.length} kinds of probe could not be read`;
  return {
    kind: "done",
    summary: `${seen} probes recorded${rest}`,
    result: { takenAt, seen, unreadable },
  };
}
