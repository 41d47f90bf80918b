import { join } from "node:path";
import type { Rehearsal } from "../../report/rehearsal.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { dateOf } from "../date-of.ts";
import { rehearseHost } from "../rehearse-host.ts";
import { writeDocument } from "../write-document.ts";
import { readConversion } from "./conversion-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Longest time of a rehearsal; a slow disk takes half an hour for a large host. */
const SECONDS = 2 * 3600;

/** The transaction on a throw-away copy of the host, unless the user wants dnf's test of it (part of the download), or neither. */
export const rehearse: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  switch (context.options.rehearsal) {
    case "off":
      return { kind: "done", summary: "not rehearsed: waived by the user", result: { rehearsal: "off" } };
    case "test":
      // The download has done it already.
      return {
        kind: "done",
        summary: "not rehearsed on a copy, as the user wants it: dnf's test transaction found nothing wrong",
        result: { rehearsal: "test" },
      };
    case "overlay":
      return rehearseOnOverlay(context);
  }
}

async function rehearseOnOverlay(context: PerformContext): Promise<StepOutcome> {
  const { line, run, options, folder, report } = context;
  const today = dateOf(process.env);
  const answer = await rehearseHost(line, {
    run,
    conversion: await readConversion(context),
    waived: (finding) => options.waivers.some((waiver) => waiver.finding === finding && waiver.until >= today),
    seconds: SECONDS,
    report,
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
