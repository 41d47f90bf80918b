import type { Comparison, Topic } from "../compare/comparison.ts";

/** What `ferry compare RELEASE… --json` prints. */
export interface ComparisonView extends Comparison {
  readonly schema: "ferry/comparison/1";
}

export function comparisonView(comparison: Comparison): ComparisonView {
  return { schema: "ferry/comparison/1", ...comparison };
}

export const topicTitles: Readonly<Record<Topic, string>> = {
  "development-model": "Development model",
  community: "Community and sponsorship",
  support: "Support and lifecycle",
  performance: "Performance",
  compatibility: "Compatibility",
  security: "Security updates",
  use: "Use cases and target audience",
  migration: "Migration paths",
};
