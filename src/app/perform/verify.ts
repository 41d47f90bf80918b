import { join } from "node:path";
import type { Verification } from "../../report/verification.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { type VerifyRequest, verifyHost } from "../verify-host.ts";
import { writeDocument } from "../write-document.ts";
import { readConversion } from "./conversion-file.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { keepProbes, readProbes } from "./probe-file.ts";
import { tidyWords } from "./tidy.ts";

/** What has just booted may still be starting its services. */
const PATIENCE_SECONDS = 180;

/** The probes of `observe` again, and what must be true of the target. */
export const verify: Performer = { perform, undo };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const conversion = await readConversion(context);
  return check(context, { kind: "conversion", conversion }, context.options.reboot === "yes");
}

/** The other direction: the host went back, and must be as `observe` saw it. Then nothing needs the downloads any more. */
async function undo(context: PerformContext): Promise<StepOutcome> {
  const outcome = await check(context, { kind: "rollback" }, context.options.reboot === "yes");
  if (outcome.kind !== "done") return outcome;
  const [summary = "", ...notices] = outcome.summary.split("\n");
  return { ...outcome, summary: [`${summary}; ${await tidyWords(context)}`, ...notices].join("\n") };
}

async function check(
  context: PerformContext,
  change: VerifyRequest["change"],
  rebooted: boolean,
): Promise<StepOutcome> {
  const { line, options, report } = context;
  const before = await readProbes(context, "before");
  if (before === undefined) throw new Error(`Cannot verify ${line.name}: nobody looked at it before the change`);
  const answer = await verifyHost(line, {
    before,
    change,
    rebooted,
    probes: options.probes,
    patienceSeconds: PATIENCE_SECONDS,
    report,
  });
  if (answer.kind === "unreachable") return answer;
  const { verification, after } = answer;
  await keepProbes(context, "after", after);
  await writeDocument(join(context.folder, "verification.json"), verification);
  return outcomeOf(verification);
}

function outcomeOf(verification: Verification): StepOutcome {
  const { outcome, summary, equal, differences, checks, unproven, change } = verification;
  const count = (kind: string): number => differences.filter((difference) => difference.kind === kind).length;
  if (outcome === "proven") {
    const counts = { equal, expected: count("expected"), waived: count("waived"), unproven: unproven.length };
    const notices = differences.filter(({ notice }) => notice).map(({ what, why }) => `${what}: ${why}`);
    return { kind: "done", summary: [summary, ...notices].join("\n"), result: { ...counts, notices } };
  }
  const causes = [
    ...checks.filter(({ state }) => state === "failed").map(({ title, detail }) => `not true: ${title} (${detail})`),
    ...differences
      .filter(({ kind }) => kind === "failure")
      .map(({ what, before, after }) => `${what}: ${before} before, ${after} now`),
  ];
  const shown = causes.slice(0, 5).join("; ");
  const more = causes.length > 5 ? `; and ${causes.length - 5} more` : "";
  const fix =
    change === "rollback"
      ? "look at the host; the whole list is in verification.json of the run"
      : "repair it on the host and verify again, say that it may differ, or go back to the restore point";
  return { kind: "failed", reason: `${summary}. ${shown}${more}`, fix };
}
