import { createHash } from "node:crypto";
import type { HostLine } from "../hosts/host-line.ts";
import { runJob } from "../hosts/jobs/run-job.ts";
import { printable } from "../hosts/printable.ts";
import { rehearsalJob } from "../hosts/rehearsal/rehearsal-job.ts";
import { parseRehearsalResult } from "../hosts/rehearsal/rehearsal-result.ts";
import type { Rehearsal } from "../report/rehearsal.ts";
import type { Conversion } from "../steps/conversion.ts";
import type { Json } from "../steps/step-outcome.ts";
import { type ProgressWords, progressWords } from "./perform/progress-words.ts";
import { silenceOf } from "./perform/silence.ts";
import { rehearsalView } from "./rehearsal-view.ts";

export interface RehearseRequest {
  /** Id of the run, staged on the host, its packages downloaded there. */
  readonly run: string;
  readonly conversion: Conversion;
  /** Whether the user takes a finding such as `rehearsal/scriptlets` upon themselves. */
  readonly waived: (finding: string) => boolean;
  /** Longest time, in seconds. */
  readonly seconds: number;
  readonly report: (line: string) => void;
}

export type RehearseAnswer =
  | { readonly kind: "rehearsed"; readonly rehearsal: Rehearsal }
  /** The rehearsal was broken off on the host: by its end, or because somebody killed it. */
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/**
 * Does a conversion on a throw-away copy of its host, and measures it. The host itself stays as it is.
 * @throws HostError when the host cannot start the job or answers nonsense
 */
export async function rehearseHost(line: HostLine, request: RehearseRequest): Promise<RehearseAnswer> {
  const { run, conversion, waived, seconds, report } = request;
  const nonce = nonceOf(run, line.name);
  const job = await rehearsalJob(conversion, nonce, { seconds });
  const view = (value: Json): Rehearsal =>
    rehearsalView(parseRehearsalResult(value), conversion, { host: line.name, nonce, waived });
  const tell = teller(report);
  const { heard, silent } = silenceOf(line, run, job.id, (words) => report(`on the copy: ${words}`));
  const end = await runJob(line, run, job, {
    onProgress: (value) => {
      heard(value);
      tell(value);
    },
    onSilence: silent,
    // One that failed is done again: something may have been repaired since.
    accept: (value) => view(value).outcome === "passed",
  });
  switch (end.kind) {
    case "unreachable":
      return end;
    case "done":
      return { kind: "rehearsed", rehearsal: view(end.result) };
    case "failed":
      return { kind: "broken", reason: `its program ended with status ${end.status}: ${lastLines(end.log)}` };
    case "interrupted":
      return { kind: "broken", reason: end.sameBoot ? "somebody ended it" : "the host booted in the meantime" };
  }
}

/** The same for the same run and host: a controller that was interrupted finds the job that it has started. */
function nonceOf(run: string, host: string): string {
  return createHash("sha256").update(`${run} ${host}`).digest("hex").slice(0, 32);
}

/** Tells a line every two seconds; the first and the last of a kind are always told. */
function teller(report: (line: string) => void): (value: Json) => void {
  let told = 0;
  let kind = "";
  return (value) => {
    const words = wordsOf(value);
    if (words === undefined || (words.kind === kind && !words.last && Date.now() - told < 2000)) return;
    kind = words.kind;
    told = Date.now();
    report(`on the copy: ${words.text}`);
  };
}

/** The dnf agent's progress, and the rehearsal's own. */
function wordsOf(value: Json): ProgressWords | undefined {
  if (typeof value === "object" && value !== null && "kind" in value) {
    if (value["kind"] === "measure")
      return { kind: "measure", text: "testing configurations and measuring", last: true };
    if (value["kind"] === "begin") return { kind: "begin", text: "the transaction begins", last: true };
  }
  return progressWords(value);
}

function lastLines(log: string): string {
  return printable(log.trim().split("\n").slice(-3).join("; "));
}
