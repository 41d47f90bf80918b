import type { Json } from "../../steps/step-outcome.ts";
import { HostError } from "../host-error.ts";
import { printable } from "../printable.ts";
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
  /** More progress is there already: what the job ended with is in a later reading. */
  readonly more: boolean;
}

/** Most bytes of a job's result, and of one answer. */
const MOST_BYTES = 64 << 20;
/** Most bytes of progress in one answer (runner.sh, `most`). */
const MOST_PROGRESS_BYTES = 262_144;
/** Longest header, with its newline. */
const HEADER_BYTES = 80;
/** Of what a shell writes before the first answer: longest line, and how much of all is kept. */
const PREFACE_LINE_BYTES = 1 << 20;
const PREFACE_BYTES = 65_536;

interface Header {
  readonly kind: string;
  readonly attempt: number;
  readonly status: number;
  readonly sameBoot: boolean;
  readonly progressLength: number;
  readonly restLength: number;
}

/**
 * Reads the answers of the runner's `state` and `start`, in whatever pieces they come: a header line, the bytes of the progress,
 * the bytes of the result or the log; then the next answer. What a shell wrote before the first header is passed over.
 */
export class JobAnswers {
  readonly #what: string;
  #position: JobPosition;
  /** What has come and is not read yet, in pieces that are joined when there is enough of them. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  #header: Header | undefined;
  /** The beginning of a line of progress whose end has not come yet. */
  #torn: Buffer = Buffer.alloc(0);
  #preface = "";
  #answers = 0;

  /** `what`: the job, for messages. */
  constructor(since: JobPosition, what: string) {
    this.#position = since;
    this.#what = what;
  }

  /** What stood before the first answer, about 64 KiB of it at most. */
  get preface(): string {
    return this.#preface;
  }

  /** Answers that have come so far. */
  get answers(): number {
    return this.#answers;
  }

  /** @throws HostError when an answer breaks the runner's rules, or its result is not JSON */
  push(piece: Uint8Array): readonly JobReading[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const readings: JobReading[] = [];
    for (;;) {
      this.#header ??= this.#nextHeader();
      const header = this.#header;
      if (header === undefined || this.#length < header.progressLength + header.restLength) return readings;
      readings.push(this.#read(header, this.#take(header.progressLength), this.#take(header.restLength)));
      this.#header = undefined;
      this.#answers += 1;
    }
  }

  /** To be called when the runner has ended well. @throws HostError when an answer is not whole */
  end(): void {
    if (this.#header !== undefined || (this.#answers > 0 && this.#length > 0)) {
      throw new HostError(`Cannot read ${this.#what}: the runner's answer has another length than it says`);
    }
  }

  #joined(): Buffer {
    const [first] = this.#pieces;
    const joined = this.#pieces.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }

  #take(length: number): Buffer {
    const joined = this.#joined();
    this.#pieces = [joined.subarray(length)];
    this.#length -= length;
    return joined.subarray(0, length);
  }

  #nextHeader(): Header | undefined {
    // Before the first answer a shell may write what it wants to.
    const limit = this.#answers === 0 ? PREFACE_LINE_BYTES : HEADER_BYTES;
    for (;;) {
      const end = this.#joined().indexOf("\n");
      if (end > limit || (end < 0 && this.#length > limit)) throw this.#noHeader();
      if (end < 0) return undefined;
      const line = this.#take(end + 1)
        .subarray(0, end)
        .toString("latin1");
      if (line.startsWith("ferry-state ")) return this.#parseHeader(line);
      if (this.#answers > 0) throw this.#noHeader();
      if (this.#preface.length < PREFACE_BYTES) this.#preface += `${line}\n`;
    }
  }

  #parseHeader(line: string): Header {
    const words =
      /^ferry-state (absent|running|done|failed|interrupted) (\d{1,9}) (\d{1,3}) (yes|no) (\d{1,9}) (\d{1,9})$/.exec(
        line,
      );
    if (words === null) throw this.#noHeader();
    const [, kind = "", attempt, status, sameBoot, progressLength, restLength] = words;
    const header = {
      kind,
      attempt: Number(attempt),
      status: Number(status),
      sameBoot: sameBoot === "yes",
      progressLength: Number(progressLength),
      restLength: Number(restLength),
    };
    if (header.progressLength + header.restLength > MOST_BYTES) {
      throw new HostError(`Cannot read ${this.#what}: the answer is too long`);
    }
    return header;
  }

  #noHeader(): HostError {
    return new HostError(`Cannot read ${this.#what}: the runner's answer has no header`);
  }

  #read({ kind, attempt, status, sameBoot }: Header, progress: Buffer, restBytes: Buffer): JobReading {
    if (attempt !== this.#position.attempt) {
      this.#position = { attempt, offset: 0 };
      this.#torn = Buffer.alloc(0);
    }
    const bytes = Buffer.concat([this.#torn, progress]);
    const { values, used } = wholeLines(bytes);
    this.#torn = bytes.subarray(used);
    this.#position = { attempt, offset: this.#position.offset + used };
    const rest = restBytes.toString("utf8");
    return {
      kind: "read",
      state: stateOf(kind, values, rest, status, sameBoot, this.#what),
      progress: values,
      position: this.#position,
      more: progress.length >= MOST_PROGRESS_BYTES,
    };
  }
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
