import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../steps/step-outcome.ts";
import type { HostLine } from "../host-line.ts";
import type { Asked } from "./ask-runner.ts";
import type { Job, JobState } from "./job.ts";
import type { JobPosition, JobReading } from "./job-answers.ts";
import { followJob, jobState } from "./job-state.ts";
import { type JobStart, type StartOptions, startJob } from "./start-job.ts";

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

type Started = Exclude<JobStart, { readonly kind: "busy" }> & { readonly cut: boolean };

/** How long one session follows a job. */
const FOLLOW_SECONDS = 10;
const PAUSE_MILLISECONDS = 2000;
/** The first word about a silence, and the next ones. */
const SILENCE_SECONDS = 60;
const SILENCE_AGAIN_SECONDS = 300;

/**
 * Starts a job or adopts the one that is there, follows it over cut lines, and tells how it ended. While another job runs on
 * the host it waits for that one's end.
 * @throws HostError as startJob and followJob do; the signal's reason when it aborts
 */
export async function runJob(line: HostLine, run: string, job: Job, options: RunJobOptions = {}): Promise<JobEnd> {
  const { signal } = options;
  let position: JobPosition = { attempt: 0, offset: 0 };
  let state: JobState = { kind: "running", progress: [] };
  let heardAt = Date.now();
  let tellAfter = SILENCE_SECONDS;
  function take(reading: JobReading): void {
    ({ position } = reading);
    // One answer holds 256 KiB of progress: what is left is read before the end is told.
    state = reading.more ? { kind: "running", progress: [] } : reading.state;
    for (const value of reading.progress) options.onProgress?.(value);
    if (reading.progress.length === 0) return;
    heardAt = Date.now();
    tellAfter = SILENCE_SECONDS;
  }
  const start = await persist(options, () => startUnlessGood(line, run, job, options, take));
  if (start.kind === "unreachable") return start;
  if (position.attempt !== start.attempt) position = { attempt: start.attempt, offset: 0 };
  // After a lost connection a shared one is not trusted: it may hang on a host that has been reset.
  let fresh = start.cut;
  for (;;) {
    const stands = endOf(state);
    if (stands !== undefined) return stands;
    const seconds = (Date.now() - heardAt) / 1000;
    if (seconds >= tellAfter) {
      tellAfter = seconds + SILENCE_AGAIN_SECONDS;
      await options.onSilence?.(seconds);
    }
    const followed = await persist(options, async () => {
      const asked = await followJob(line, run, job.id, {
        since: position,
        waitSeconds: FOLLOW_SECONDS,
        fresh,
        onReading: take,
        ...(signal === undefined ? {} : { signal }),
      });
      fresh = asked.kind === "unreachable";
      return asked;
    });
    if (followed.kind === "unreachable") return followed;
  }
}

/** Undefined while it runs. */
function endOf(state: JobState): JobEnd | undefined {
  if (state.kind === "running") return undefined;
  // Gone with the journal: the host was put back to a time before the job.
  return state.kind === "absent" ? { kind: "interrupted", sameBoot: false, log: "" } : state;
}

/** Starts it and listens to it, unless it is done with a result that is still good. */
async function startUnlessGood(
  line: HostLine,
  run: string,
  job: Job,
  options: RunJobOptions,
  take: (reading: JobReading) => void,
): Promise<Asked<Started>> {
  const { accept } = options;
  if (accept === undefined) return startWhenFree(line, run, job, options, take);
  // Of a job that is done nothing is told before its result is found good.
  const kept: JobReading[] = [];
  const start = await startWhenFree(line, run, job, options, (reading, kind) =>
    kind === "done" ? kept.push(reading) : take(reading),
  );
  if (start.kind !== "done") return start;
  const last = kept.at(-1);
  const reading = last === undefined || last.more || start.cut ? await jobState(line, run, job.id) : last;
  if (reading.kind === "unreachable") return reading;
  if (reading.state.kind !== "done" || !accept(reading.state.result)) {
    return startWhenFree(line, run, job, options, take, start.attempt);
  }
  for (const one of kept) take(one);
  return start;
}

async function startWhenFree(
  line: HostLine,
  run: string,
  job: Job,
  { signal }: RunJobOptions,
  onReading: NonNullable<StartOptions["follow"]>["onReading"],
  again = 0,
): Promise<Asked<Started>> {
  for (;;) {
    const start = await startJob(line, run, job, {
      again,
      follow: { seconds: FOLLOW_SECONDS, onReading },
      ...(signal === undefined ? {} : { signal }),
    });
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
