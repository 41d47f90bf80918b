import { z } from "zod";
import { topics } from "../compare/comparison.ts";
import type { ComparisonView } from "./comparison.ts";

const date = z.iso.date();

const value = z.strictObject({
  value: z.string().describe('"unknown" or "not measured" where nobody told or measured; `why` then says more'),
  source: z
    .string()
    .nullable()
    .describe("URLs, the one that says it first, parted by blanks; null where unknown or Ferry's own word"),
  date: date.describe("The day for which the oldest source speaks, or on which it was looked for in vain"),
  why: z.string().optional(),
});

/** `ferry compare RELEASE… --format json`. */
export const ComparisonDocument = z.strictObject({
  schema: z.literal("ferry/comparison/1"),
  date: date.describe("The day from which the time that is left is counted"),
  releases: z.array(z.string()).describe("Ids, in the order asked for"),
  titles: z.record(z.string(), z.string()),
  rows: z.array(
    z.strictObject({
      topic: z.enum(topics),
      label: z.string(),
      values: z.record(z.string(), value).describe("By id of the release"),
    }),
  ),
  sources: z.array(z.strictObject({ url: z.url(), title: z.string(), date })),
}) satisfies z.ZodType<ComparisonView>;
