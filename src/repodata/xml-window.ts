import { RepodataError } from "./repodata-error.ts";

const decoder = new TextDecoder();

/** The bytes at hand of a document, all or the next part of a stream, and the errors that name a place in it. */
export class XmlWindow {
  bytes: Uint8Array;
  readonly document: string;
  /** No more bytes come after these. */
  isLast: boolean;
  /** Offset of the window in the document. */
  #base = 0;

  /** `undefined` is a stream: nothing is at hand yet. */
  constructor(document: string, bytes: Uint8Array | undefined) {
    this.document = document;
    this.bytes = bytes ?? new Uint8Array();
    this.isLast = bytes !== undefined;
  }

  /** Adds a chunk and drops what is before `position`. */
  push(chunk: Uint8Array, position: number): void {
    const rest = this.bytes.subarray(position);
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    this.#base += position;
    this.bytes = joined;
  }

  /** Byte offset in the whole document. */
  offsetOf(position: number): number {
    return this.#base + position;
  }

  text(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  /** Throws; the line is told where the window begins with the document. */
  fail(state: string, position: number): never {
    const line = this.#base === 0 ? { line: lineOf(this.bytes, position) } : {};
    throw new RepodataError(this.document, state, { offset: this.offsetOf(position), ...line });
  }

  failAtByte(position: number, wanted: string): never {
    const byte = this.bytes[position]!;
    const seen = byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`;
    return this.fail(`${seen} at byte ${this.offsetOf(position)} where ${wanted} should be`, position);
  }
}

function lineOf(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < position; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
