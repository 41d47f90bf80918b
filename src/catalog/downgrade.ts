import { z } from "zod";
import { record } from "./source.ts";

/**
 * A program whose data an older version of it may not read. `packages` are names (`*` stands for anything). `from` is the
 * smallest step back that matters: of the first number of the version, of its second, or any at all. `risk` and `fix` are
 * sentences without their full stop; `handled` says what Ferry itself does about it, null where it does nothing.
 */
export const Downgrade = z.strictObject({
  ...record,
  title: z.string(),
  packages: z.array(z.string()).min(1),
  /** Where the data lie. */
  data: z.string(),
  from: z.enum(["first", "second", "any"]),
  /** The program refuses the data, or damages them: the move waits until somebody has decided. */
  stops: z.boolean(),
  risk: z.string(),
  handled: z.string().nullable(),
  fix: z.string(),
});
export type Downgrade = z.infer<typeof Downgrade>;
