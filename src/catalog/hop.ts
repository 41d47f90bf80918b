import { z } from "zod";
import { record } from "./source.ts";

/**
 * One way from a release to the next that a tool can go in place. `architectures` as `uname -m` says them;
 * `minimumMinor` is the minor version that the host must have reached, null where any will do.
 */
export const Hop = z.strictObject({
  ...record,
  from: z.string(),
  to: z.string(),
  kind: z.enum(["convert", "upgrade"]),
  tool: z.enum(["dnf", "leapp"]),
  architectures: z.array(z.string()).min(1),
  minimumMinor: z.number().int().nullable(),
});
export type Hop = z.infer<typeof Hop>;

/** One way in place that Ferry does not go and a tool of others does; `tool` is its name. Fields as of a hop. */
export const OtherHop = Hop.extend({ tool: z.string().min(1) });
export type OtherHop = z.infer<typeof OtherHop>;
