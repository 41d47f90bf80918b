export const topics = [
  "development-model",
  "community",
  "support",
  "performance",
  "compatibility",
  "security",
  "use",
  "migration",
] as const;
export type Topic = (typeof topics)[number];

/**
 * What is known of one release in one row. `source`: the URLs that say it, the first one foremost, parted by blanks; null
 * where `value` is "unknown" or "not measured" (`why` then says more), and where it is a word of Ferry's own. `date`
 * (YYYY-MM-DD): the day for which the oldest source speaks (the one it names, else the one on which it was read), or on
 * which it was looked for in vain.
 */
export interface ComparedValue {
  readonly value: string;
  readonly source: string | null;
  readonly date: string;
  readonly why?: string | undefined;
}

export interface ComparisonRow {
  readonly topic: Topic;
  readonly label: string;
  /** By id of the release. */
  readonly values: Readonly<Record<string, ComparedValue>>;
}

export interface ComparisonSource {
  readonly url: string;
  readonly title: string;
  readonly date: string;
}

/** Releases side by side. Rows stand in the order of `topics`, sources in the order in which values first name them. */
export interface Comparison {
  /** The day (YYYY-MM-DD) from which the time that is left is counted. */
  readonly date: string;
  /** Ids, in the order asked for. */
  readonly releases: readonly string[];
  /** What people call each release. */
  readonly titles: Readonly<Record<string, string>>;
  readonly rows: readonly ComparisonRow[];
  readonly sources: readonly ComparisonSource[];
}
