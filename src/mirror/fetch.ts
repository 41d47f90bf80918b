export interface FetchRequest {
  readonly mirrors: readonly string[];
  readonly path: string;
  readonly maximumBytes: number;
  readonly expectedBytes?: number;
  readonly label: string;
  readonly verify?: (bytes: Uint8Array) => string | undefined;
  readonly optional?: boolean;
  readonly signal?: AbortSignal;
}
export type Fetched = { kind: "fetched"; bytes: Uint8Array; url: string } | { kind: "absent" };
export interface Fetcher {
  fetchBytes(request: FetchRequest): Promise<Fetched>;
  close(): Promise<void>;
}
export function createFetcher(_options: {
  onProgress?: (event: { label: string; bytes: number; total: number | undefined }) => void;
}): Fetcher {
  return {
    fetchBytes: async () => {
      throw new Error("no network yet");
    },
    close: async () => {},
  };
}
