import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LiveTarget, openLine } from "../hosts/host-line.ts";
import type { HostAssessment } from "../report/assessment.ts";
import { type MigrationPlanView, plannedSteps } from "../report/migration-plan.ts";
import type { MigrationOptions } from "./migration-options.ts";
import { FirstLook } from "./perform/first-look.ts";
import { preflight } from "./perform/preflight.ts";
import { conversionSteps, goesWithout } from "./plan-steps.ts";
import { checkOptions } from "./start-run.ts";

/** What a conversion of this host would do. Only reads; needs no store. */
export async function dryRun(
  target: LiveTarget,
  options: MigrationOptions,
  report: (line: string) => void,
): Promise<MigrationPlanView> {
  checkOptions(options);
  const folder = await mkdtemp(join(tmpdir(), "ferry-dry-run-"));
  try {
    const line = openLine(target);
    const look = new FirstLook(line, { probes: options.probes, observes: false });
    const context = { line, look, run: "dry-run", options, results: new Map(), folder, report };
    const outcome = await preflight.perform(context);
    const assessment: HostAssessment = JSON.parse(await readFile(join(folder, "assessment.json"), "utf8"));
    if (outcome.kind === "arrived") {
      const nothing = { stopped: null, steps: [], pointOfNoReturn: null, without: [] };
      return { schema: "ferry/migration-plan/1", assessment, ...nothing };
    }
    const stopped =
      outcome.kind === "done"
        ? null
        : { reason: outcome.reason, fix: "fix" in outcome ? outcome.fix : "make the host reachable" };
    return {
      schema: "ferry/migration-plan/1",
      assessment,
      stopped,
      ...plannedSteps(conversionSteps(options)),
      without: goesWithout(options),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
