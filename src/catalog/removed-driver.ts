import { z } from "zod";
import { record } from "./source.ts";

/**
 * A driver, or one device of a driver, that the kernel of EL `major` no longer has and the one before had. `driver` with
 * "-" and "_" as the source writes it. `device` is `vendor:device` or `vendor:device:subvendor:subdevice` in four
 * lower-case hex digits each; null: the whole driver. `keptByAlmaLinux`: AlmaLinux put it back.
 */
export const RemovedDriver = z.strictObject({
  ...record,
  major: z.number().int(),
  driver: z.string(),
  device: z
    .string()
    .regex(/^[0-9a-f]{4}(:[0-9a-f]{4}){1,3}$/, "expected hex ids such as 1000:0060")
    .nullable(),
  class: z.enum(["storage", "network", "other"]),
  title: z.string(),
  keptByAlmaLinux: z.boolean(),
});
export type RemovedDriver = z.infer<typeof RemovedDriver>;

/** A driver, or one device of it, that the kernel of EL `major` has and its makers no longer maintain; fields as above. */
export const UnmaintainedDriver = RemovedDriver.omit({ class: true, keptByAlmaLinux: true });
export type UnmaintainedDriver = z.infer<typeof UnmaintainedDriver>;
