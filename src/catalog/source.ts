import { z } from "zod";

export const DateText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a date YYYY-MM-DD");

/**
 * Where a fact of data/ is from, and when it was read there. `published`: the day of which the page itself speaks, left out
 * where it names none.
 */
export const Source = z.strictObject({
  title: z.string(),
  url: z.url(),
  licence: z.string(),
  retrieved: DateText,
  published: DateText.optional(),
});
export type Source = z.infer<typeof Source>;

/** What every record of data/ has: an id that is unique in its kind, and the ids of its sources. */
export const record = { id: z.string().min(1), source: z.array(z.string()).min(1) };
