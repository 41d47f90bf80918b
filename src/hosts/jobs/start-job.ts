import { HostError } from "../host-error.ts";
import type { HostLine } from "../host-line.ts";
import { type Asked, ended, id, measure, runner } from "./ask-runner.ts";
import type { Job } from "./job.ts";

/**
 * `started`, `running` and `done`: the job is there, in its attempt of that number; it was started only by the first.
 * `busy`: another job runs on the host, or this one with another script or input: one at a time.
 */
export type JobStart =
  | { readonly kind: "started" | "running" | "done"; readonly attempt: number }
  | { readonly kind: "busy"; readonly by: string };

/** Most bytes of a job's script and of its input. */
const MOST_BYTES = 64 << 20;

/**
 * Starts a job, unless it is running or done already: the same script with the same input is one job, however often it is
 * started. After a failure or an interruption it is started again, as its next attempt; after it was done only when that was
 * in the attempt `again` or before.
 * @throws HostError when the host cannot start it; the run has to be staged there
 */
export async function startJob(line: HostLine, run: string, job: Job, again = 0): Promise<Asked<JobStart>> {
  const script = Buffer.from(job.script.text);
  const input = Buffer.from(JSON.stringify(job.input));
  if (script.length > MOST_BYTES || input.length > MOST_BYTES) {
    throw new HostError(`Cannot start the job ${job.id} on ${line.name}: it is larger than ${MOST_BYTES} bytes`);
  }
  const ran = await line.run(runner("start"), {
    args: [
      id(run),
      id(job.id),
      job.script.language,
      String(Math.max(1, Math.ceil(job.seconds))),
      String(again),
      ...measure(script),
      ...measure(input),
    ],
    input: Buffer.concat([script, input]),
    seconds: 180,
  });
  const said = ended(ran, `start the job ${job.id} on ${line.name}`);
  if (said.kind === "unreachable") return said;
  const [, kind, rest = ""] = /^ferry-start (started|running|done|busy) (.*)$/m.exec(said.stdout) ?? [];
  if (kind === "busy") return { kind, by: rest };
  if (kind === "started" || kind === "running" || kind === "done") return { kind, attempt: Number(rest) };
  throw new HostError(`Cannot start the job ${job.id} on ${line.name}: the runner gave no answer`);
}
