import type { Capture } from "../facts/capture.ts";
import { type ProbeId, probes } from "../facts/probes.ts";
import { type ByteBuffer, byteBuffer } from "./byte-buffer.ts";
import { HostError } from "./host-error.ts";
import { printable } from "./printable.ts";

/** How much a host may say, in bytes. Of a real host with 1,500 packages all of it is some 10 MB. */
export interface FrameLimits {
  readonly total: number;
  readonly probe: number;
  readonly line: number;
  /** Before the stream begins: greetings of a login shell. */
  readonly preamble: number;
}

export const frameLimits: FrameLimits = { total: 96 << 20, probe: 48 << 20, line: 1 << 20, preamble: 64 << 10 };

/**
 * What came of a stream: all of it; a part, when the line was cut, with the probes that are whole; or nothing of it, with
 * the noise that came instead.
 */
export type Frames =
  | { readonly kind: "complete"; readonly captures: ReadonlyMap<ProbeId, Capture> }
  | { readonly kind: "cut"; readonly captures: ReadonlyMap<ProbeId, Capture> }
  | { readonly kind: "none"; readonly noise: string };

export interface FrameOptions {
  /** The word that the collector was given: it stands at the begin of each of its marks. */
  readonly nonce: string;
  readonly limits?: FrameLimits;
  /** Called when the stream begins. */
  readonly onStart?: () => void;
}

interface OpenFrame {
  readonly ids: readonly ProbeId[];
  readonly texts: readonly ByteBuffer[];
  readonly lines: number[];
}

const NEWLINE = 10;
const ONE = 49;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the collector's stream (its form is told at the head of collector.sh). Lines that are not the collector's are passed
 * over: what they displaced shows in the counts. Memory is bound by the limits, however the bytes are cut into chunks.
 * @throws HostError when the stream breaks its own rules or a limit.
 */
export async function parseFrames(chunks: AsyncIterable<Uint8Array>, options: FrameOptions): Promise<Frames> {
  const limits = options.limits ?? frameLimits;
  const nonce = new TextEncoder().encode(`${options.nonce} `);
  const captures = new Map<ProbeId, Capture>();
  const partial = byteBuffer();
  const noise = byteBuffer();
  let total = 0;
  let started = false;
  let finished = false;
  let frames = 0;
  let open: OpenFrame | undefined;

  function fail(what: string): never {
    throw new HostError(`Cannot read the host's answer: ${what}`);
  }

  function takeMark(mark: string): void {
    const [verb, ...words] = mark.split(" ");
    if (!started) {
      if (verb !== "ferry") fail(`it begins with "${printable(mark)}" instead of "ferry 1"`);
      if (words.join(" ") !== "1") fail(`it speaks protocol "${printable(words.join(" "))}", and Ferry speaks 1`);
      started = true;
      options.onStart?.();
    } else if (verb === "begin" && open === undefined) {
      open = beginFrame(words);
    } else if (verb === "end" && open !== undefined) {
      endFrame(open, words);
      open = undefined;
      frames += 1;
    } else if (verb === "all" && open === undefined) {
      if (words[0] !== String(frames)) fail(`it says it has ${printable(words[0] ?? "no")} frames, and ${frames} came`);
      finished = true;
    } else {
      fail(`"${printable(mark)}" ${open === undefined ? "outside of" : "inside"} a frame`);
    }
  }

  function beginFrame(words: readonly string[]): OpenFrame {
    if (words.length === 0 || words.length > 9) fail(`a frame for ${words.length} probes`);
    const ids = words.filter(isProbeId);
    const unknown = words.find((word) => !isProbeId(word));
    if (unknown !== undefined) fail(`"${printable(unknown)}" is no probe that Ferry knows`);
    const twice = ids.find((id, index) => captures.has(id) || ids.indexOf(id) !== index);
    if (twice !== undefined) fail(`the probe "${twice}" came twice`);
    return { ids, texts: ids.map(() => byteBuffer()), lines: ids.map(() => 0) };
  }

  function endFrame(frame: OpenFrame, words: readonly string[]): void {
    const state = words[0] ?? "";
    const reason = printable(words.slice(1 + frame.ids.length).join(" "));
    for (const [index, id] of frame.ids.entries()) {
      const text = frame.texts[index]?.view() ?? new Uint8Array();
      const counts = /^(\d{1,12}):(\d{1,12})(\+?)$/.exec(words[1 + index] ?? "");
      if (counts === null) fail(`the frame of "${id}" ends without its counts`);
      if (Number(counts[1]) !== frame.lines[index] || Number(counts[2]) !== text.length) {
        fail(
          `of probe "${id}" ${frame.lines[index]} lines of ${text.length} bytes came, and ${counts[1]} of ${counts[2]} were sent`,
        );
      }
      captures.set(id, captureOf(id, state, text, counts[3] === "+", reason));
    }
  }

  function captureOf(id: ProbeId, state: string, text: Uint8Array, truncated: boolean, reason: string): Capture {
    switch (state) {
      case "output":
        return { kind: "output", text: decoder.decode(text), truncated };
      case "absent":
        return { kind: "absent" };
      case "unreadable":
      case "timeout":
        return { kind: "unreadable", reason: reason === "" ? "no reason given" : reason };
      default:
        return fail(`the frame of "${id}" ends with the state "${printable(state)}"`);
    }
  }

  function takeText(frame: OpenFrame, line: Uint8Array): void {
    const index = (line[0] ?? 0) - ONE;
    const text = frame.texts[index];
    if (text === undefined) return;
    const room = limits.probe - text.length;
    if (line.length > room) fail(`the probe "${frame.ids[index]}" is longer than ${limits.probe} bytes`);
    text.append(line.subarray(1));
    text.append(newline);
    frame.lines[index] = (frame.lines[index] ?? 0) + 1;
  }

  /** One line without its newline. */
  function takeLine(line: Uint8Array): void {
    if (startsWith(line, nonce)) takeMark(decoder.decode(line.subarray(nonce.length)));
    else if (open !== undefined) takeText(open, line);
    else if (!started) {
      noise.append(line);
      noise.append(newline);
    }
  }

  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limits.total) fail(`it is longer than ${limits.total} bytes`);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      if (partial.length + end - from > limits.line) fail(`a line is longer than ${limits.line} bytes`);
      if (partial.length === 0) takeLine(chunk.subarray(from, end));
      else {
        partial.append(chunk.subarray(from, end));
        takeLine(partial.view());
        partial.clear();
      }
      if (finished) return { kind: "complete", captures };
      from = end + 1;
    }
    if (partial.length + chunk.length - from > limits.line) fail(`a line is longer than ${limits.line} bytes`);
    partial.append(chunk.subarray(from));
    if (!started && noise.length + partial.length > limits.preamble) {
      fail(
        `it is not the collector's stream: "${printable(decoder.decode(noise.length > 0 ? noise.view() : partial.view()))}"`,
      );
    }
  }
  if (started) return { kind: "cut", captures };
  noise.append(partial.view());
  return { kind: "none", noise: decoder.decode(noise.view()) };
}

const newline = Uint8Array.of(NEWLINE);

function isProbeId(word: string): word is ProbeId {
  return Object.hasOwn(probes, word);
}

function startsWith(line: Uint8Array, prefix: Uint8Array): boolean {
  if (line.length < prefix.length) return false;
  for (let index = 0; index < prefix.length; index += 1) if (line[index] !== prefix[index]) return false;
  return true;
}
