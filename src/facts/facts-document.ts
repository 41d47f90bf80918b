import { z } from "zod";
import { Facts } from "./facts.ts";

/** One host's facts as one JSON document: what `ferry inspect` writes and every later step works on. */
export const FactsDocument = z.strictObject({
  schema: z.literal("ferry/facts/1"),
  host: z.string(),
  /** ISO 8601, UTC. */
  collectedAt: z.string(),
  source: z.enum(["ssh", "local", "root", "recorded", "insights", "sos"]),
  /** Whether the collector ran as root; left out for archives. */
  root: z.boolean().optional(),
  facts: Facts,
});
export type FactsDocument = z.infer<typeof FactsDocument>;
