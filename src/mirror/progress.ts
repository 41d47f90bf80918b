/**
 * What a download tells while it goes on. `bytes` are those of the file that are there, `total` all of them where the
 * repository declares it. `mirror-failed`: the next mirror is asked, or the same one again.
 */
export type FetchProgress = {
  readonly label: string;
  readonly bytes: number;
  readonly total: number | undefined;
} & (
  | { readonly kind: "started" | "received" | "finished" }
  | { readonly kind: "mirror-failed"; readonly reason: string }
);
