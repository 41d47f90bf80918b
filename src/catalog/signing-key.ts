import { z } from "zod";
import { record } from "./source.ts";

/** A key that signs packages of a distribution. The id is its long key id: 16 lower-case hex digits. */
export const SigningKey = z.strictObject({
  ...record,
  id: z.string().regex(/^[0-9a-f]{16}$/, "expected 16 lower-case hex digits"),
  vendor: z.string(),
  title: z.string(),
  majors: z.array(z.number().int()),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{40}$/, "expected 40 lower-case hex digits")
    .nullable(),
});
export type SigningKey = z.infer<typeof SigningKey>;
