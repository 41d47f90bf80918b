/** The view model of `ferry rehearse`, and its JSON form `ferry/rehearsal/1`. Fields are only ever added. Sizes are bytes. */
export interface Rehearsal {
  readonly schema: "ferry/rehearsal/1";
  readonly host: string;
  /**
   * `passed`: the transaction did what was foretold, and nothing speaks against it. `failed`: something does. `impossible`: the
   * host cannot have a rehearsal; `findings` is empty, and `summary` says why.
   */
  readonly outcome: "passed" | "failed" | "impossible";
  readonly summary: string;
  /** What to do; empty when it passed. */
  readonly fix: string;
  /** Seconds that the transaction took, and that building the copy took. */
  readonly transactionSeconds: number;
  readonly preparationSeconds: number;
  /** Packages afterwards, all as foretold when it passed. */
  readonly packages: number;
  /** By how much each file system would grow (negative: shrink), and what it has free now. */
  readonly growth: readonly { readonly mount: string; readonly bytes: number; readonly free: number }[];
  /** The most that was written at any time: the size that a snapshot needs. */
  readonly peakBytes: number;
  /** .rpmnew, .rpmsave and .rpmorig files that would come to be. */
  readonly leftovers: readonly string[];
  readonly boot: {
    readonly before: string | null;
    readonly after: string | null;
    /** Titles of entries that would come and go. */
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  readonly findings: readonly RehearsalFinding[];
  /** What the rehearsal does not tell, in whole sentences. */
  readonly limits: readonly string[];
}

/** Something that speaks against doing it, unless the user waives its id. */
export interface RehearsalFinding {
  readonly id: `rehearsal/${"transaction" | "packages" | "scriptlets" | "configuration" | "space" | "boot"}`;
  readonly what: string;
  readonly details: readonly string[];
  readonly fix: string;
  readonly waived: boolean;
}
