import type { Fetcher, FetcherOptions } from "./fetch.ts";

/** A fetcher whose code is loaded with the first request: what the cache has needs none of it. */
export function fetchOnDemand(options: FetcherOptions = {}): Fetcher {
  let opened: Promise<Fetcher> | undefined;
  return {
    async fetchBytes(request) {
      opened ??= import("./fetch.ts").then(({ createFetcher }) => createFetcher(options));
      return (await opened).fetchBytes(request);
    },
    async close() {
      await (await opened)?.close();
    },
  };
}
