import { setTimeout as pause } from "node:timers/promises";
import { ChecksumError } from "./checksum.ts";
import type { Connection } from "./connection.ts";
import { FetchError, isTransient } from "./fetch-error.ts";
import { type FetchOptions, fetchFile } from "./fetch-file.ts";
import { below, type Location } from "./location.ts";
import { type MirrorFailure, MirrorsError } from "./mirrors-error.ts";
import type { Sink } from "./sink.ts";

const ROUNDS = 3;

/** The places that hold the same repository, in the order to ask them. The one that served last is asked first. */
export class Mirrors {
  #bases: readonly Location[];
  readonly #connection: Connection;

  constructor(bases: readonly Location[], connection: Connection) {
    this.#bases = bases;
    this.#connection = connection;
  }

  get bases(): readonly Location[] {
    return this.#bases;
  }

  /**
   * Fetches a file from the first mirror that serves it whole and that `accept` takes (it throws ChecksumError where the
   * content is wrong). What may pass is tried again, up to three rounds. An empty path stands for the bases themselves. Throws
   * MirrorsError with what each one answered.
   */
  async fetch(path: string, sink: Sink, options: MirrorOptions): Promise<Served> {
    const failures: MirrorFailure[] = [];
    let candidates = this.#bases;
    for (let round = 0; round < ROUNDS && candidates.length > 0; round++) {
      if (round > 0) await this.#pause(round, options.signal);
      const again: Location[] = [];
      for (const base of candidates) {
        const location = path === "" ? base : below(base, path);
        try {
          await fetchFile(this.#connection, location, sink, options);
          options.accept?.(location);
          this.#bases = [base, ...this.#bases.filter((each) => each !== base)];
          return { base, url: location };
        } catch (error) {
          if (!(error instanceof FetchError) && !(error instanceof ChecksumError)) throw error;
          failures.push({ location: location.text, error });
          options.failed?.(error.message);
          if (isTransient(error)) again.push(base);
        }
      }
      candidates = again;
    }
    throw new MirrorsError(path, failures);
  }

  async #pause(round: number, signal: AbortSignal | undefined): Promise<void> {
    const milliseconds = this.#connection.patience.retryDelay * 2 ** (round - 1);
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    signal?.throwIfAborted();
  }
}

/** Which mirror served, and the address of the file there. */
export interface Served {
  readonly base: Location;
  readonly url: Location;
}

export interface MirrorOptions extends FetchOptions {
  readonly accept?: (location: Location) => void;
  readonly failed?: (reason: string) => void;
}
