import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deployJob, parseDeployed } from "../../hosts/dnf/deploy-job.ts";
import { lastLine } from "../../hosts/host-line.ts";
import { runJob } from "../../hosts/jobs/run-job.ts";
import { printable } from "../../hosts/printable.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import type { PerformContext } from "./performer.ts";
import { shortened } from "./plan-difference.ts";
import { readProbes } from "./probe-file.ts";
import { runAgent } from "./run-agent.ts";

const SCRIPT_SECONDS = 4 * 3600;
const CHECK_SECONDS = 900;
const MOST_TRIES = 2;

/**
 * The conversion by the user's own copy of almalinux-deploy.sh, as a job like Ferry's own transaction. What it leaves is
 * compared with what was foretold: what differs is told, and what is broken is a failure.
 */
export async function convertByScript(
  context: PerformContext,
  conversion: Conversion,
  path: string,
): Promise<StepOutcome> {
  const { line, run, folder, report } = context;
  // Its check of the release wants to be told that packages of CentOS Stream may go back to older ones (-d).
  const options = conversion.from.startsWith("centos-stream-") ? ["-d"] : [];
  const job = await deployJob(await readFile(path, "utf8"), options, SCRIPT_SECONDS);
  report(`${path} ${options.join(" ")}`.trimEnd());
  for (let tries = 1; ; tries += 1) {
    const end = await runJob(line, run, job);
    if (end.kind === "unreachable") return end;
    if (end.kind === "done") return look(context, conversion, parseDeployed(end.result).id);
    if (end.kind === "interrupted" && tries < MOST_TRIES) {
      report("the script was interrupted: it is run once more and goes on in its own way");
      continue;
    }
    const log = join(folder, "deploy.log");
    await writeFile(log, `${end.log}\n`, { mode: 0o600 });
    const how =
      end.kind === "failed" ? `it ended with ${end.status}: ${lastLine(end.log)}` : "it was interrupted twice";
    return {
      kind: "failed",
      reason: `${path} did not convert ${line.name}: ${how} (the end of its log: ${log})`,
      fix: "what it has done so far only the restore point takes back; with Ferry's own transaction leave --engine away",
    };
  }
}

async function look(context: PerformContext, conversion: Conversion, id: string | null): Promise<StepOutcome> {
  const target = conversion.to.replace(/-\d+$/, "");
  if (id !== target) {
    return {
      kind: "failed",
      reason: `the script ended well, and the host says it is "${printable(id ?? "")}" instead of "${target}"`,
      fix: "take the host back, and see the script's own requirements",
    };
  }
  const end = await runAgent(context, "check", conversion, CHECK_SECONDS);
  if (end.kind === "unreachable") return end;
  if (end.kind !== "answered" || end.result.kind !== "checked") {
    return {
      kind: "failed",
      reason: "what the script has left could not be looked at",
      fix: "see rpm -qa and dnf check on the host",
    };
  }
  const { missing, surplus, twice, broken, database } = end.result;
  const wrong = [
    ...twice.map((nevra) => `${nevra} is there twice`),
    ...(await newIn(context, broken)).map((words) => `dnf check: ${words}`),
    ...(database ? [] : ["rpm's database does not pass rpmdb --verifydb"]),
  ];
  if (wrong.length > 0) {
    return {
      kind: "failed",
      reason: ["the script has left broken packages", ...shortened(wrong.map(printable))].join("\n"),
      fix: "take the host back, or mend what is named",
    };
  }
  const different = [
    ...missing.map((nevra) => `${nevra} did not come`),
    ...surplus.map((nevra) => `${nevra} is there`),
  ];
  return {
    kind: "done",
    summary: [
      "the script has converted the host",
      ...(different.length === 0
        ? ["exactly the foretold packages are installed"]
        : [`other than foretold: ${shortened(different.map(printable)).join(", ")}`]),
    ].join("; "),
    result: { script: true, missing, surplus },
  };
}

/** What `dnf check` did not say before the change. */
async function newIn(context: PerformContext, broken: readonly string[]): Promise<readonly string[]> {
  const before = (await readProbes(context, "before"))?.readings.get("dnf-check");
  const known = before?.kind === "known" ? before.value : new Map<string, string>();
  // As the probes write its lines.
  return broken.filter((words) => !known.has(words.replaceAll("\t", " ")));
}
