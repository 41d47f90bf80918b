import type { Connection } from "./connection.ts";
import { FetchError } from "./fetch-error.ts";
import { fetchHttp } from "./fetch-http.ts";
import type { Location } from "./location.ts";
import { readLocalFile } from "./read-local-file.ts";
import type { Sink } from "./sink.ts";

export interface FetchOptions {
  /** The size that the repository declares; a file of another size is refused. */
  readonly expectedSize?: number | undefined;
  /** No file may be larger. */
  readonly maximumSize: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes that are there now. */
  readonly received?: (bytes: number) => void;
}

/**
 * Fetches one file from one place into a sink: over HTTP(S), going on where a line broke, or from a folder. Throws
 * FetchError, and the signal's reason when it is aborted.
 */
export async function fetchFile(
  connection: Connection,
  location: Location,
  sink: Sink,
  options: FetchOptions,
): Promise<void> {
  const limit = options.expectedSize ?? options.maximumSize;
  if (limit > options.maximumSize)
    throw new FetchError(
      location.text,
      "too-large",
      `its declared size of ${limit} bytes is over the limit of ${options.maximumSize} bytes`,
    );
  options.signal?.throwIfAborted();
  if (location.kind === "http") await fetchHttp(connection, location, sink, options);
  else {
    await sink.reset();
    for await (const chunk of readLocalFile(location.path, limit)) {
      options.signal?.throwIfAborted();
      await sink.write(chunk);
      options.received?.(sink.length);
    }
  }
  if (options.expectedSize !== undefined && sink.length !== options.expectedSize)
    throw new FetchError(
      location.text,
      "wrong-size",
      `it has ${sink.length} bytes where the repository says ${options.expectedSize}`,
    );
}
