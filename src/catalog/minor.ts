import { z } from "zod";
import { DateText, record } from "./source.ts";

/** A minor version of a release: `date` is the day it came out, null where no source told it, and always for a beta. */
export const Minor = z.strictObject({
  ...record,
  release: z.string(),
  minor: z.number().int().min(0),
  state: z.enum(["released", "beta"]),
  date: DateText.nullable(),
});
export type Minor = z.infer<typeof Minor>;
