import { z } from "zod";
import { DateText, record } from "./source.ts";

/** A host name (the id) that served packages and no longer does, and where its content is now. */
export const RetiredMirror = z.strictObject({ ...record, since: DateText, instead: z.url() });
export type RetiredMirror = z.infer<typeof RetiredMirror>;
