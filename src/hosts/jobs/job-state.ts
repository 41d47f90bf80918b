import type { Json } from "../../steps/step-outcome.ts";
import { HostError } from "../host-error.ts";
import type { HostLine } from "../host-line.ts";
import { printable } from "../printable.ts";
import { type Asked, ended, id, runner } from "./ask-runner.ts";
import type { JobState } from "./job.ts";

/** Where a reader of a job's progress stands: nothing before it is read again. */
export interface JobPosition {
  readonly attempt: number;
  /** In bytes. */
  readonly offset: number;
}

/** A job at one moment. `progress` is what came since the position that was asked from. */
export interface JobReading {
  readonly kind: "read";
  readonly state: JobState;
  readonly progress: readonly Json[];
  readonly position: JobPosition;
}

export interface JobStateOptions {
  readonly since?: JobPosition;
  /** Longest time to wait on the host for something new of a running job, in seconds. */
  readonly waitSeconds?: number;
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/** Most bytes of a job's result, and of one answer. */
const MOST_BYTES = 64 << 20;

/**
 * What became of a job. `absent` too where the run's folder is gone (the host was put back to a time before it).
 * @throws HostError when the answer breaks the runner's rules, or the result is not JSON
 */
export async function jobState(
  line: HostLine,
  run: string,
  job: string,
  { since = { attempt: 0, offset: 0 }, waitSeconds = 0, fresh = false, signal }: JobStateOptions = {},
): Promise<Asked<JobReading>> {
  const pieces: Buffer[] = [];
  let length = 0;
  const ran = await line.run(`[ -f "/var/lib/ferry/runs/$1/runner" ] || exit 9\n${runner("state")}`, {
    args: [id(run), id(job), String(since.attempt), String(since.offset), String(Math.round(waitSeconds * 10))],
    seconds: 30 + waitSeconds,
    onOutput: (piece) => {
      length += piece.length;
      if (length <= MOST_BYTES) pieces.push(piece);
    },
    fresh,
    ...(signal === undefined ? {} : { signal }),
  });
  if (ran.kind === "ended" && ran.status === 9) {
    return { kind: "read", state: { kind: "absent" }, progress: [], position: since };
  }
  const said = ended(ran, `ask ${line.name} for the job ${job}`);
  if (said.kind === "unreachable") return said;
  if (length > MOST_BYTES) throw new HostError(`Cannot read the job ${job} of ${line.name}: the answer is too long`);
  return parseJobAnswer(Buffer.concat(pieces), since, `the job ${job} of ${line.name}`);
}

/**
 * Reads the answer of the runner's `state`: a header line, the bytes of the progress, the bytes of the result or the log.
 * What a shell wrote before the header is passed over.
 * @internal
 */
export function parseJobAnswer(bytes: Buffer, since: JobPosition, what: string): JobReading {
  const start = headerAt(bytes);
  const end = start < 0 ? -1 : bytes.indexOf("\n", start);
  const header = end < 0 ? undefined : bytes.subarray(start, end).toString("latin1");
  const words =
    /^ferry-state (absent|running|done|failed|interrupted) (\d{1,9}) (\d{1,3}) (yes|no) (\d{1,9}) (\d{1,9})$/;
  const match = header === undefined ? null : words.exec(header);
  if (match === null) throw new HostError(`Cannot read ${what}: the runner's answer has no header`);
  const [, kind, attemptText, status, sameBoot, progressLength, restLength] = match;
  const attempt = Number(attemptText);
  const progressEnd = end + 1 + Number(progressLength);
  const restEnd = progressEnd + Number(restLength);
  if (bytes.length !== restEnd)
    throw new HostError(`Cannot read ${what}: the runner's answer has another length than it says`);
  const { values, used } = wholeLines(bytes.subarray(end + 1, progressEnd));
  const rest = bytes.subarray(progressEnd, restEnd).toString("utf8");
  const from = attempt === since.attempt ? since.offset : 0;
  return {
    kind: "read",
    state: stateOf(kind ?? "absent", values, rest, Number(status), sameBoot === "yes", what),
    progress: values,
    position: { attempt, offset: from + used },
  };
}

function headerAt(bytes: Buffer): number {
  if (bytes.subarray(0, 12).toString("latin1") === "ferry-state ") return 0;
  const at = bytes.indexOf("\nferry-state ");
  return at < 0 ? -1 : at + 1;
}

function stateOf(
  kind: string,
  progress: readonly Json[],
  rest: string,
  status: number,
  sameBoot: boolean,
  what: string,
): JobState {
  switch (kind) {
    case "running":
      return { kind, progress };
    case "done":
      return { kind, result: rest.trim() === "" ? null : parsed(rest, `the result of ${what}`) };
    case "failed":
      return { kind, status, log: shown(rest) };
    case "interrupted":
      return { kind, sameBoot, log: shown(rest) };
    default:
      return { kind: "absent" };
  }
}

/** A line that is still being written is left for the next reading; one that a full disk has torn is passed over. */
function wholeLines(bytes: Buffer): { readonly values: readonly Json[]; readonly used: number } {
  const used = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, used).toString("utf8").split("\n");
  return { values: lines.flatMap(valueOfLine), used };
}

function valueOfLine(line: string): readonly Json[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as Json];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function parsed(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new HostError(`Cannot read ${what}: it is not JSON`, { cause: error });
  }
}

/** The end of a log, each line fit to be shown. */
function shown(log: string): string {
  return log
    .split("\n")
    .map(printable)
    .filter((line) => line !== "")
    .join("\n");
}
