import { join } from "node:path";
import { z } from "zod";
import { agentJob } from "../../hosts/dnf/agent-job.ts";
import { runJob } from "../../hosts/jobs/run-job.ts";
import type { Rehearsal } from "../../report/rehearsal.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { dateOf } from "../date-of.ts";
import { rehearseHost } from "../rehearse-host.ts";
import { writeDocument } from "../write-document.ts";
import { readConversion } from "./conversion-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Longest time of a rehearsal; a slow disk takes half an hour for a large host. */
const SECONDS = 2 * 3600;

/** The transaction on a throw-away copy of the host, or dnf's test of it, or neither when the user waives it. */
export const rehearse: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  switch (context.options.rehearsal) {
    case "off":
      return { kind: "done", summary: "not rehearsed: waived by the user", result: { rehearsal: "off" } };
    case "test":
      return testTransaction(context);
    case "overlay":
      return rehearseOnOverlay(context);
  }
}

async function rehearseOnOverlay(context: PerformContext): Promise<StepOutcome> {
  const { line, run, options, folder, report, signal } = context;
  const today = dateOf(process.env);
  const answer = await rehearseHost(line, {
    run,
    conversion: await readConversion(context),
    waived: (finding) => options.waivers.some((waiver) => waiver.finding === finding && waiver.until >= today),
    seconds: SECONDS,
    report,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.kind === "unreachable") return answer;
  if (answer.kind === "broken") {
    return {
      kind: "stopped",
      reason: `the rehearsal was broken off on ${line.name}: ${answer.reason}`,
      fix: "rehearse again; the host was not changed",
    };
  }
  const { rehearsal } = answer;
  await writeDocument(join(folder, "rehearsal.json"), rehearsal);
  return outcomeOf(rehearsal);
}

function outcomeOf(rehearsal: Rehearsal): StepOutcome {
  const { outcome, summary, fix, findings, transactionSeconds, peakBytes } = rehearsal;
  if (outcome === "passed") {
    const growthBytes = rehearsal.growth.reduce((sum, { bytes }) => sum + bytes, 0);
    return { kind: "done", summary, result: { rehearsal: "overlay", transactionSeconds, peakBytes, growthBytes } };
  }
  const details = findings
    .filter(({ waived }) => !waived)
    .flatMap(({ id, details }) => details.slice(0, 3).map((detail) => `${id}: ${detail}`));
  const waivable =
    outcome === "failed" && findings.length > 0 ? `; or waive ${findings.map(({ id }) => id).join(", ")}` : "";
  return {
    kind: "stopped",
    reason: [summary, ...details].join("; "),
    fix: outcome === "impossible" ? `${fix} (--rehearsal test)` : `${fix}${waivable}`,
  };
}

async function testTransaction(context: PerformContext): Promise<StepOutcome> {
  const { line, run, report, signal } = context;
  report("dnf's test transaction");
  const job = await agentJob("test", await readConversion(context), 1800);
  const end = await runJob(line, run, job, signal === undefined ? {} : { signal });
  const fix = "nothing was changed on the host; resolve what is named and start again";
  switch (end.kind) {
    case "unreachable":
      return end;
    case "interrupted":
      return {
        kind: "stopped",
        reason: "the test transaction was interrupted",
        fix: "start it again; nothing was changed",
      };
    case "failed":
      return { kind: "stopped", reason: `the test transaction ended with status ${end.status}`, fix };
    case "done":
      break;
  }
  const { kind, reason, details } = TestAnswer.parse(end.result);
  if (kind === "tested") {
    return { kind: "done", summary: "dnf's test transaction finds nothing wrong", result: { rehearsal: "test" } };
  }
  const what = kind === "different" ? "dnf would do something else than was foretold" : (reason ?? "dnf refuses");
  return { kind: "stopped", reason: [what, ...(details ?? []).slice(0, 5)].join("; "), fix };
}

/** What the dnf agent answers to `test`, as far as it counts here. */
const TestAnswer = z.object({
  kind: z.enum(["tested", "different", "refused"]),
  reason: z.string().optional(),
  details: z.array(z.string()).optional(),
});
