import { z } from "zod";

/**
 * Something wrong with the mirror. `match` is a regular expression over host name and path, such as
 * "^repo\\.almalinux\\.org/.*\\.rpm$"; `times` ends the fault after so many requests.
 */
const common = {
  match: z.string().max(1000),
  times: z.number().int().min(1).optional(),
};

export const MirrorFault = z.discriminatedUnion("kind", [
  /** Answers with this code instead of the file. */
  z.strictObject({ kind: z.literal("status"), ...common, code: z.number().int().min(400).max(599) }),
  /** Changes one byte in the middle of the file. */
  z.strictObject({ kind: z.literal("corrupt"), ...common }),
  /** Closes the connection after so many bytes of the body. */
  z.strictObject({ kind: z.literal("cut"), ...common, afterBytes: z.number().int().min(0) }),
  /** Sends the body no faster than this. */
  z.strictObject({ kind: z.literal("slow"), ...common, bytesPerSecond: z.number().int().min(1) }),
  /** Answers only after so long. */
  z.strictObject({ kind: z.literal("late"), ...common, milliseconds: z.number().int().min(1) }),
  /** Never answers. */
  z.strictObject({ kind: z.literal("stall"), ...common }),
  /** Closes the connection without an answer, as where no mirror is. */
  z.strictObject({ kind: z.literal("gone"), ...common }),
  /** Serves another file: `serve` stands for what `match` matched of host and path, with $1 for its first group. */
  z.strictObject({ kind: z.literal("other-file"), ...common, serve: z.string().max(1000) }),
]);
export type MirrorFault = z.infer<typeof MirrorFault>;
