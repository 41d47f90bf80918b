import { ChecksumError } from "./checksum.ts";
import { type ConnectionOptions, openConnection } from "./connection.ts";
import { parseLocation } from "./location.ts";
import { Mirrors } from "./mirrors.ts";
import { MirrorsError } from "./mirrors-error.ts";
import type { FetchProgress } from "./progress.ts";
import { MemorySink } from "./sink.ts";

export interface FetchRequest {
  /** Base addresses, the best first; user and password in them are sent and never shown. */
  readonly mirrors: readonly string[];
  /** Below the base; "" where the addresses name the file itself. */
  readonly path: string;
  readonly maximumBytes: number;
  /** The exact size where it is declared. */
  readonly expectedBytes?: number;
  /** What progress calls the file. */
  readonly label: string;
  /** Why these bytes are wrong, which sends us to the next mirror; undefined when they are right. */
  readonly verify?: (bytes: Uint8Array) => string | undefined;
  /** Where every mirror says that there is no such file, the answer is "absent" instead of an error. */
  readonly optional?: boolean;
  readonly signal?: AbortSignal;
}

/** `url` is the address that served the file, `base` the mirror it belongs to; neither with user or password. */
export type Fetched =
  | { readonly kind: "fetched"; readonly bytes: Uint8Array; readonly url: string; readonly base: string }
  | { readonly kind: "absent" };

export interface Fetcher {
  /** Throws MirrorsError, which names every mirror and how it failed, and the reason of `signal` when it is aborted. */
  fetchBytes(request: FetchRequest): Promise<Fetched>;
  close(): Promise<void>;
}

export interface FetcherOptions extends ConnectionOptions {
  readonly onProgress?: (event: FetchProgress) => void;
}

/** Fetches whole files into memory from the first of several mirrors that serves them right. */
export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const connection = openConnection(options);
  const known = new Map<string, Mirrors>();
  const report = options.onProgress ?? (() => undefined);
  // One object for each set of mirrors: it remembers which of them served last.
  const mirrorsOf = (addresses: readonly string[]): Mirrors => {
    const key = addresses.join("\n");
    const mirrors = known.get(key) ?? new Mirrors(addresses.map(parseLocation), connection);
    known.set(key, mirrors);
    return mirrors;
  };
  return {
    async fetchBytes(request) {
      const { label, expectedBytes: total, path, verify, optional = false } = request;
      const sink = new MemorySink();
      report({ kind: "started", label, bytes: 0, total });
      try {
        const served = await mirrorsOf(request.mirrors).fetch(path, sink, {
          expectedSize: total,
          maximumSize: request.maximumBytes,
          signal: request.signal,
          received: (bytes) => report({ kind: "received", label, bytes, total }),
          failed: (reason) => report({ kind: "mirror-failed", label, bytes: 0, total, reason }),
          accept: (location) => {
            const wrong = verify?.(sink.bytes());
            if (wrong !== undefined) throw new ChecksumError(`Cannot use ${location.text}: ${wrong}`);
          },
        });
        const bytes = sink.bytes();
        report({ kind: "finished", label, bytes: bytes.length, total });
        return { kind: "fetched", bytes, url: served.url.text, base: served.base.text };
      } catch (error) {
        if (optional && error instanceof MirrorsError && error.isNotFound) return { kind: "absent" };
        throw error;
      }
    },
    async close() {
      await connection[Symbol.asyncDispose]();
    },
  };
}
