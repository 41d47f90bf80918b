import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AgentCommand, agentJob, dropKeysJob } from "../../hosts/dnf/agent-job.ts";
import { type AgentResult, parseAgentResult, wrongAfter } from "../../hosts/dnf/agent-result.ts";
import { HostError } from "../../hosts/host-error.ts";
import { lastLine } from "../../hosts/host-line.ts";
import type { Job } from "../../hosts/jobs/job.ts";
import { runJob } from "../../hosts/jobs/run-job.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { Json } from "../../steps/step-outcome.ts";
import type { PerformContext } from "./performer.ts";
import { progressWords } from "./progress-words.ts";
import { silenceOf } from "./silence.ts";

/**
 * What the agent on the host answered. `broke`: its program ended badly, the log is kept in the run's folder.
 * `interrupted`: it was ended with the host, or by somebody.
 */
export type AgentEnd =
  | { readonly kind: "answered"; readonly result: AgentResult }
  | { readonly kind: "broke"; readonly reason: string }
  | { readonly kind: "interrupted"; readonly sameBoot: boolean }
  | { readonly kind: "unreachable"; readonly reason: string };

/** The status of a shell's child that SIGKILL has ended. */
const KILLED = 128 + 9;

/** Runs a command of the agent as a job on the host, or finds it there. `seconds`: the longest time it may take. */
export async function runAgent(
  context: PerformContext,
  command: AgentCommand,
  conversion: Conversion,
  seconds: number,
): Promise<AgentEnd> {
  return runAgentJob(context, await agentJob(command, conversion, seconds));
}

/** Takes keys out of the host's keyring again that Ferry has put there. */
export async function dropKeys(context: PerformContext, keys: readonly string[]): Promise<AgentEnd> {
  return runAgentJob(context, await dropKeysJob(keys));
}

async function runAgentJob(context: PerformContext, job: Job): Promise<AgentEnd> {
  const tell = teller(context);
  const { heard, silent } = silenceOf(context.line, context.run, job.id, context.report);
  const end = await runJob(context.line, context.run, job, {
    onProgress: (value) => {
      heard(value);
      tell(value);
    },
    onSilence: silent,
    // Only a transaction that went well is not looked at again: it is long, and nothing after it changes its result.
    accept: (value) => isCleanTransaction(value, context),
  });
  switch (end.kind) {
    case "unreachable":
      return end;
    case "interrupted":
      return { kind: "interrupted", sameBoot: end.sameBoot };
    case "failed": {
      // Somebody, or the kernel for want of memory, has killed the program and not the runner above it.
      if (end.status === KILLED) return { kind: "interrupted", sameBoot: true };
      const path = join(context.folder, `${job.id}.log`);
      await writeFile(path, `${end.log}\n`, { mode: 0o600 });
      return { kind: "broke", reason: `${lastLine(end.log)} (${job.id} ended with ${end.status}; its log: ${path})` };
    }
    case "done":
      return { kind: "answered", result: answerOf(end.result, context) };
  }
}

function isCleanTransaction(value: Json, context: PerformContext): boolean {
  const result = answerOf(value, context);
  return result.kind === "converted" && wrongAfter(result).length === 0;
}

function answerOf(value: Json, { line }: PerformContext): AgentResult {
  try {
    return parseAgentResult(value);
  } catch (error) {
    throw new HostError(`Cannot use what ${line.name} answered: it is not a result of Ferry's agent`, { cause: error });
  }
}

/** Tells progress at most four times a second; the first and the last of a kind are always told. */
function teller({ report }: PerformContext): (value: Json) => void {
  let told = 0;
  let kind = "";
  return (value) => {
    const words = progressWords(value);
    if (words === undefined) return;
    const now = Date.now();
    if (words.kind === kind && !words.last && now - told < 250) return;
    kind = words.kind;
    told = now;
    report(words.text);
  };
}
