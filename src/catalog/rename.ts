import { z } from "zod";
import { record } from "./source.ts";

/**
 * A package that only its own distribution has. `to` are the packages of AlmaLinux that take its place: those of them that
 * the target's repositories have. Empty: nothing does, and it goes. `majors` are those of the distribution that ships it.
 */
export const Rename = z.strictObject({
  ...record,
  vendor: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  majors: z.array(z.number().int()).min(1),
  why: z.string(),
});
export type Rename = z.infer<typeof Rename>;
