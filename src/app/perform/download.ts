import { ended } from "../../hosts/jobs/ask-runner.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { readConversion } from "./conversion-file.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { planDifference } from "./plan-difference.ts";
import { refusalWords } from "./refusal-words.ts";
import { type AgentEnd, runAgent } from "./run-agent.ts";

/**
 * The packages on the host, each with the checksum of the controller's verified metadata and a signature of a pinned key;
 * dnf's plan equal to the foretold one; rpm's test of the transaction and room for it. Changes nothing but the download folder.
 */
export const download: Performer = { perform, undo };

const MOST_SECONDS = 5 * 3600;
/** A host that goes down in the middle is asked again so often. */
const MOST_TRIES = 3;

async function perform(context: PerformContext): Promise<StepOutcome> {
  const conversion = await readConversion(context);
  let end: AgentEnd = { kind: "interrupted", sameBoot: true };
  for (let tries = 0; end.kind === "interrupted" && tries < MOST_TRIES; tries += 1) {
    end = await runAgent(context, "download", conversion, MOST_SECONDS);
  }
  const wrong = whyNot(end, conversion, context);
  if (wrong !== undefined) return wrong;
  const { length } = conversion.arriving;
  return {
    kind: "done",
    summary: `${length} packages (${(conversion.downloadBytes / 1e6).toFixed(0)} MB) are on the host, verified; dnf's plan is the foretold one and passes its test`,
    result: { packages: length, bytes: conversion.downloadBytes },
  };
}

function whyNot(end: AgentEnd, conversion: Conversion, { line }: PerformContext): StepOutcome | undefined {
  if (end.kind === "unreachable") return end;
  if (end.kind === "broke") {
    return { kind: "stopped", reason: end.reason, fix: `see the log, then: ferry migrate ${line.name}` };
  }
  if (end.kind === "interrupted") {
    return {
      kind: "stopped",
      reason: `the work on ${line.name} was ended ${MOST_TRIES} times before it was done`,
      fix: `see what ends it (journalctl on the host), then: ferry migrate ${line.name}`,
    };
  }
  const { result } = end;
  if (result.kind === "refused") return { kind: "stopped", ...refusalWords(result, line.name) };
  if (result.kind === "different") {
    return {
      kind: "stopped",
      reason: ["dnf on the host would do something else than was foretold", ...planDifference(conversion, result)].join(
        "\n",
      ),
      fix: `nothing was changed; if the repositories or the host have changed since: ferry migrate ${line.name}`,
    };
  }
  return undefined;
}

/** Removes the downloaded packages from the host; what a rehearsal or a transaction still uses is left. */
export async function removeDownloads({ line, run }: Pick<PerformContext, "line" | "run">): Promise<StepOutcome> {
  const script = `folder=/var/lib/ferry/runs/$1/dnf
[ -d "$folder" ] || exit 0
! grep -q -F " $folder" /proc/self/mountinfo || { echo "something is mounted below $folder" >&2; exit 1; }
exec rm -rf "$folder"`;
  const said = ended(await line.run(script, { args: [run], seconds: 600 }), `remove the downloads from ${line.name}`);
  if (said.kind === "unreachable") return said;
  return { kind: "done", summary: "the downloaded packages are removed", result: null };
}

function undo(context: PerformContext): Promise<StepOutcome> {
  return removeDownloads(context);
}
