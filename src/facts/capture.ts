/** What one probe of a host gave: its output, or why there is none. `truncated` when a size limit cut it. */
export type Capture =
  | { readonly kind: "output"; readonly text: string; readonly truncated: boolean }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** All that was captured of one host, by probe id (probes.ts). A probe that is not in the map was not run: unreadable. */
export type Captures = ReadonlyMap<string, Capture>;
