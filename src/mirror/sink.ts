import { type FileHandle, open } from "node:fs/promises";

/** Where a download goes. `length` is what is there already, from which a broken download goes on. */
export interface Sink {
  readonly length: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Drops what is there. */
  reset(): Promise<void>;
}

export class MemorySink implements Sink {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return Promise.resolve();
  }

  reset(): Promise<void> {
    this.#chunks = [];
    this.#length = 0;
    return Promise.resolve();
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

/** A new file, for its owner's eyes only. Close it with `await using`. */
export class FileSink implements Sink {
  readonly #file: FileHandle;
  #length = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<FileSink> {
    return new FileSink(await open(path, "wx", 0o600));
  }

  get length(): number {
    return this.#length;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let written = 0;
    while (written < chunk.length) {
      const left = chunk.length - written;
      written += (await this.#file.write(chunk, written, left, this.#length + written)).bytesWritten;
    }
    this.#length += chunk.length;
  }

  async reset(): Promise<void> {
    await this.#file.truncate(0);
    this.#length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
