import { Bzip2Error } from "./bunzip2.ts";
import type { Compression } from "./compression.ts";
import { DecompressionError } from "./decompression-error.ts";

export interface DecompressionLimits {
  /** What repomd.xml declares the content to have, in bytes: the content must have exactly this many. */
  readonly openSize?: number | undefined;
  /** No content may be larger, whatever is declared. 2 GiB where not said. */
  readonly maximumSize?: number;
  /** Content per compressed byte, looked at once there are 32 MiB of content. 250 where not said (primary.xml: 8 to 12). */
  readonly maximumRatio?: number;
}

const DEFAULT_MAXIMUM_SIZE = 2 ** 31;
const DEFAULT_MAXIMUM_RATIO = 250;
const RATIO_FLOOR = 32 * 2 ** 20;

/** Bytes follow where the compressed data ends. */
export class ForeignDataError extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super("there is foreign data after its end");
    this.offset = offset;
  }
}

/** Counts what goes in and comes out, and stops what passes a limit. */
export class DecompressionMeter {
  readonly #file: string;
  readonly #openSize: number | undefined;
  readonly #maximumSize: number;
  readonly #maximumRatio: number;
  #input = 0;
  #output = 0;

  constructor(file: string, limits: DecompressionLimits) {
    this.#file = file;
    this.#openSize = limits.openSize;
    this.#maximumSize = limits.maximumSize ?? DEFAULT_MAXIMUM_SIZE;
    this.#maximumRatio = limits.maximumRatio ?? DEFAULT_MAXIMUM_RATIO;
  }

  /** Refuses a declared size that is too large before any memory is taken for it. */
  expect(compression: Compression, inputSize?: number): void {
    const openSize = this.#openSize ?? 0;
    if (openSize > this.#maximumSize)
      throw this.#limit(`its declared size of ${openSize} bytes is over the limit of ${this.#maximumSize} bytes`);
    if (compression !== "none" && inputSize !== undefined) this.#checkRatio(inputSize, openSize);
  }

  async *count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      this.#input += chunk.length;
      yield chunk;
    }
  }

  take(input: number, output: number): void {
    this.#input += input;
    this.give(output);
  }

  give(output: number): void {
    this.#output += output;
    if (this.#openSize !== undefined && this.#output > this.#openSize)
      throw this.#limit(`it holds more than the ${this.#openSize} bytes that are declared`);
    if (this.#output > this.#maximumSize)
      throw this.#limit(`it holds more than the limit of ${this.#maximumSize} bytes`);
    this.#checkRatio(this.#input, this.#output);
  }

  finish(): void {
    if (this.#openSize !== undefined && this.#output !== this.#openSize)
      throw new DecompressionError(
        this.#file,
        "corrupt",
        `it holds ${this.#output} bytes where ${this.#openSize} are declared`,
        this.#position(),
      );
  }

  /** What a decoder threw, in our words. Our own errors, and those of whoever gave us the bytes, stay as they are. */
  failed(compression: Compression, error: unknown): unknown {
    if (error instanceof DecompressionError) return error;
    const seen = describeFailure(error);
    if (seen === undefined) return error;
    const position = { inputOffset: seen.offset ?? this.#input, outputOffset: this.#output };
    return new DecompressionError(this.#file, "corrupt", `${seen.what} (${compression})`, position, { cause: error });
  }

  #checkRatio(input: number, output: number): void {
    if (output > RATIO_FLOOR && output > input * this.#maximumRatio)
      throw this.#limit(`it opens to more than ${this.#maximumRatio} times its size, as a decompression bomb does`);
  }

  #limit(what: string): DecompressionError {
    return new DecompressionError(this.#file, "limit", what, this.#position());
  }

  #position(): { readonly inputOffset: number; readonly outputOffset: number } {
    return { inputOffset: this.#input, outputOffset: this.#output };
  }
}

function describeFailure(error: unknown): { readonly what: string; readonly offset?: number } | undefined {
  if (error instanceof Bzip2Error || error instanceof ForeignDataError)
    return { what: error.message, offset: error.offset };
  if (!(error instanceof Error)) return undefined;
  if (error.name === "XzError" && "offset" in error) return { what: error.message, offset: Number(error.offset) };
  if (error.name === "RuntimeError") return { what: "its data is damaged" };
  const code = "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return { what: "it is cut short" };
  if (code.startsWith("Z_") || code.startsWith("ZSTD_")) return { what: `its data is damaged: ${error.message}` };
  return undefined;
}
