import { HostError } from "../host-error.ts";
import type { HostLine } from "../host-line.ts";
import { type Asked, ended, id, measure, runner } from "./ask-runner.ts";
import type { Job } from "./job.ts";
import type { JobReading } from "./job-answers.ts";
import { readAnswers, tenths } from "./job-state.ts";

/**
 * `started`, `running` and `done`: the job is there, in its attempt of that number; it was started only by the first.
 * `busy`: another job runs on the host, or this one with another script or input: one at a time.
 */
export type JobStart =
  | { readonly kind: "started" | "running" | "done"; readonly attempt: number }
  | { readonly kind: "busy"; readonly by: string };

export interface StartOptions {
  /** A job that was done in this attempt or an earlier one is started again. */
  readonly again?: number;
  /** Follows the job in the same session, for so many seconds at most. */
  readonly follow?: {
    readonly seconds: number;
    readonly onReading: (reading: JobReading, start: JobStart["kind"]) => void;
  };
  readonly signal?: AbortSignal;
}

/** Most bytes of a job's script and of its input. */
const MOST_BYTES = 64 << 20;

/**
 * Starts a job, unless it is running or done already: the same script with the same input is one job, however often it is
 * started. After a failure or an interruption it is started again, as its next attempt; after it was done only as `again` says.
 * `cut`: the line was lost after that.
 * @throws HostError when the host cannot start it; the run has to be staged there
 */
export async function startJob(
  line: HostLine,
  run: string,
  job: Job,
  { again = 0, follow, signal }: StartOptions = {},
): Promise<Asked<JobStart & { readonly cut: boolean }>> {
  const script = Buffer.from(job.script.text);
  const input = Buffer.from(JSON.stringify(job.input));
  if (script.length > MOST_BYTES || input.length > MOST_BYTES) {
    throw new HostError(`Cannot start the job ${job.id} on ${line.name}: it is larger than ${MOST_BYTES} bytes`);
  }
  const reader = readAnswers({ attempt: 0, offset: 0 }, `the job ${job.id} of ${line.name}`, (reading) =>
    follow?.onReading(reading, startIn(reader.preface())?.kind ?? "running"),
  );
  const ran = await line.run(runner("start"), {
    args: [
      id(run),
      id(job.id),
      job.script.language,
      String(Math.max(1, Math.ceil(job.seconds))),
      String(again),
      ...measure(script),
      ...measure(input),
      ...(follow === undefined ? [] : [tenths(follow.seconds)]),
    ],
    input: Buffer.concat([script, input]),
    seconds: 180 + (follow?.seconds ?? 0),
    onOutput: reader.take,
    ...(signal === undefined ? {} : { signal }),
  });
  const whole = ran.kind === "ended" && ran.status === 0;
  reader.check(whole);
  const start = startIn(reader.preface());
  if (start !== undefined && !whole) return { ...start, cut: true };
  const said = ended(ran, `start the job ${job.id} on ${line.name}`);
  if (said.kind === "unreachable") return said;
  if (start !== undefined) return { ...start, cut: false };
  throw new HostError(`Cannot start the job ${job.id} on ${line.name}: the runner gave no answer`);
}

/** The runner's word about the start among the lines that stand before the first answer. */
function startIn(lines: string): JobStart | undefined {
  const [, kind, rest = ""] = /^ferry-start (started|running|done|busy) (.*)\n/m.exec(lines) ?? [];
  if (kind === "busy") return { kind, by: rest };
  if (kind === "started" || kind === "running" || kind === "done") return { kind, attempt: Number(rest) };
  return undefined;
}
