import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../steps/step-outcome.ts";
import type { HostLine } from "../host-line.ts";
import type { Asked } from "./ask-runner.ts";
import type { Job, JobState } from "./job.ts";
import { type JobPosition, type JobReading, jobState } from "./job-state.ts";
import { type JobStart, startJob } from "./start-job.ts";

/** How a job ended. `unreachable`: not known yet; the job goes on, and the same call finds it again. */
export type JobEnd = Asked<Exclude<JobState, { readonly kind: "absent" | "running" }>>;

export interface RunJobOptions {
  readonly onProgress?: (value: Json) => void;
  /** Called when nothing has come of the job for a minute, and every five minutes after that. `seconds`: how long. */
  readonly onSilence?: (seconds: number) => Promise<void>;
  /** Stops the following, not the job. */
  readonly signal?: AbortSignal;
  /** Whether a result of a former call is still good; without it it is. A job whose result is not is done again. */
  readonly accept?: (result: Json) => boolean;
  /** How long a host may be out of reach before that is the answer, in seconds; 120 without it. */
  readonly patienceSeconds?: number;
}

type Started = Exclude<JobStart, { readonly kind: "busy" }>;

const POLL_SECONDS = 5;
const PAUSE_MILLISECONDS = 2000;
/** The first word about a silence, and the next ones. */
const SILENCE_SECONDS = 60;
const SILENCE_AGAIN_SECONDS = 300;

/**
 * Starts a job or adopts the one that is there, follows it over cut lines, and tells how it ended. While another job runs on
 * the host it waits for that one's end.
 * @throws HostError as startJob and jobState do; the signal's reason when it aborts
 */
export async function runJob(line: HostLine, run: string, job: Job, options: RunJobOptions = {}): Promise<JobEnd> {
  const start = await persist(options, () => startUnlessGood(line, run, job, options));
  if (start.kind === "unreachable") return start;
  let position: JobPosition = { attempt: start.attempt, offset: 0 };
  // After a lost connection a shared one is not trusted: it may hang on a host that has been reset.
  let fresh = false;
  let heardAt = Date.now();
  let tellAfter = SILENCE_SECONDS;
  for (;;) {
    const reading: Asked<JobReading> = await persist(options, async () => {
      const asked = await jobState(line, run, job.id, {
        since: position,
        waitSeconds: POLL_SECONDS,
        fresh,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      fresh = asked.kind === "unreachable";
      return asked;
    });
    if (reading.kind === "unreachable") return reading;
    position = reading.position;
    for (const value of reading.progress) options.onProgress?.(value);
    if (reading.progress.length > 0) {
      heardAt = Date.now();
      tellAfter = SILENCE_SECONDS;
    }
    const { state } = reading;
    // Gone with the journal: the host was put back to a time before the job.
    if (state.kind === "absent") return { kind: "interrupted", sameBoot: false, log: "" };
    // One answer holds 256 KiB of progress: what is left is read before the end is told.
    if (state.kind === "running" || reading.progress.length > 0) {
      const seconds = (Date.now() - heardAt) / 1000;
      if (seconds >= tellAfter) {
        tellAfter = seconds + SILENCE_AGAIN_SECONDS;
        await options.onSilence?.(seconds);
      }
      continue;
    }
    return state;
  }
}

async function startUnlessGood(line: HostLine, run: string, job: Job, options: RunJobOptions): Promise<Asked<Started>> {
  const start = await startWhenFree(line, run, job, options);
  if (start.kind !== "done" || options.accept === undefined) return start;
  const reading = await jobState(line, run, job.id);
  if (reading.kind === "unreachable") return reading;
  if (reading.state.kind === "done" && options.accept(reading.state.result)) return start;
  return startWhenFree(line, run, job, options, start.attempt);
}

async function startWhenFree(
  line: HostLine,
  run: string,
  job: Job,
  { signal }: RunJobOptions,
  again = 0,
): Promise<Asked<Started>> {
  for (;;) {
    const start = await startJob(line, run, job, again);
    if (start.kind !== "busy") return start;
    await sleep(PAUSE_MILLISECONDS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Asks again while a host is out of reach, until the patience is over. */
async function persist<Answer extends { readonly kind: string }>(
  { patienceSeconds = 120, signal }: RunJobOptions,
  ask: () => Promise<Asked<Answer>>,
): Promise<Asked<Answer>> {
  const until = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer.kind !== "unreachable" || Date.now() >= until) return answer;
    await sleep(PAUSE_MILLISECONDS, undefined, signal === undefined ? {} : { signal });
  }
}
