import { readFile } from "node:fs/promises";
import type { Conversion } from "../../steps/conversion.ts";
import { agentJob } from "../dnf/agent-job.ts";
import type { Job } from "../jobs/job.ts";

export interface RehearsalLimits {
  /** Longest time of the rehearsal, in seconds. */
  readonly seconds: number;
}

/**
 * The job that does a conversion on a throw-away copy of its host. It takes no notice of the live system but for reading it.
 * @param nonce hex digits: the word by which the probes inside mark their answer
 */
export async function rehearsalJob(conversion: Conversion, nonce: string, { seconds }: RehearsalLimits): Promise<Job> {
  const agent = await agentJob("run", conversion, seconds);
  return {
    id: "rehearsal",
    script: { language: "python", text: await rehearsalText() },
    input: { agent: agent.script.text, agentInput: agent.input, probes: await probesText(), nonce, seconds },
    // It ends itself before: then it cleans up.
    seconds: seconds + 300,
  };
}

/** The parts of the program in the order in which they are joined: later ones use what earlier ones define. */
const parts = ["sandbox", "measure", "rehearsal"];

let program: Promise<string> | undefined;
let probes: Promise<string> | undefined;

function rehearsalText(): Promise<string> {
  program ??= Promise.all(parts.map((part) => readFile(new URL(`./agent/${part}.py`, import.meta.url), "utf8"))).then(
    (texts) => texts.join("\n\n"),
  );
  return program;
}

function probesText(): Promise<string> {
  probes ??= readFile(new URL("../probes/probes.sh", import.meta.url), "utf8");
  return probes;
}
