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
