import { HostError } from "../host-error.ts";
import type { HostLine, RunOptions } from "../host-line.ts";
import { type Asked, ended, id, runner } from "./ask-runner.ts";
import { JobAnswers, type JobPosition, type JobReading } from "./job-answers.ts";

export interface FollowOptions {
  readonly since: JobPosition;
  /** Longest time to follow a running job, in seconds. */
  readonly waitSeconds: number;
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly onReading: (reading: JobReading) => void;
}

const NOWHERE: JobPosition = { attempt: 0, offset: 0 };

/**
 * What became of a job. `absent` too where the run's folder is gone (the host was put back to a time before it).
 * @throws HostError when the answer breaks the runner's rules, or the result is not JSON
 */
export function jobState(line: HostLine, run: string, job: string): Promise<Asked<JobReading>> {
  return askState(line, run, job, { since: NOWHERE, waitSeconds: 0, onReading: () => {} }, "");
}

/**
 * Follows a job over one session: tells each reading as it comes, until the job has ended and all is told, or the time is over.
 * Gives the last one. @throws HostError as jobState does, and what `onReading` throws
 */
export function followJob(
  line: HostLine,
  run: string,
  job: string,
  options: FollowOptions,
): Promise<Asked<JobReading>> {
  return askState(line, run, job, options, "follow");
}

async function askState(
  line: HostLine,
  run: string,
  job: string,
  { since, waitSeconds, fresh = false, signal, onReading }: FollowOptions,
  follow: "follow" | "",
): Promise<Asked<JobReading>> {
  let last: JobReading | undefined;
  const reader = readAnswers(since, `the job ${job} of ${line.name}`, (reading) => {
    last = reading;
    onReading(reading);
  });
  const ran = await line.run(`[ -f "/var/lib/ferry/runs/$1/runner" ] || exit 9\n${runner("state")}`, {
    args: [id(run), id(job), String(since.attempt), String(since.offset), tenths(waitSeconds), follow],
    seconds: 30 + waitSeconds,
    onOutput: reader.take,
    fresh,
    ...(signal === undefined ? {} : { signal }),
  });
  if (ran.kind === "ended" && ran.status === 9) {
    const absent: JobReading = { kind: "read", state: { kind: "absent" }, progress: [], position: since, more: false };
    onReading(absent);
    return absent;
  }
  const said = ended(ran, `ask ${line.name} for the job ${job}`);
  reader.check(said.kind === "ended");
  if (said.kind === "unreachable") return said;
  if (last === undefined) throw new HostError(`Cannot read the job ${job} of ${line.name}: the runner gave no answer`);
  return last;
}

/** A time for the runner, which counts in tenths of a second. */
export function tenths(seconds: number): string {
  return String(Math.round(seconds * 10));
}

export interface AnswerReader {
  readonly take: NonNullable<RunOptions["onOutput"]>;
  /** What stood before the first answer. */
  readonly preface: () => string;
  /** @throws what went wrong while it was read; and HostError when `whole` and the last answer is not whole */
  readonly check: (whole: boolean) => void;
}

/** Reads answers as their bytes come. What goes wrong there is thrown by `check`: nobody could catch it where it happens. */
export function readAnswers(since: JobPosition, what: string, onReading: (reading: JobReading) => void): AnswerReader {
  const answers = new JobAnswers(since, what);
  let trouble: { readonly error: unknown } | undefined;
  return {
    take: (piece) => {
      if (trouble !== undefined) return;
      try {
        for (const reading of answers.push(piece)) onReading(reading);
      } catch (error) {
        trouble = { error };
      }
    },
    preface: () => answers.preface,
    check: (whole) => {
      if (trouble !== undefined) throw trouble.error;
      if (whole) answers.end();
    },
  };
}
