import { randomBytes } from "node:crypto";

/** A name for a run that sorts by its time: `20261123-021500-4f3a`. */
export function newRunId(now: Date): string {
  const [date = "", time = ""] = now.toISOString().slice(0, 19).replace(/[-:]/g, "").split("T");
  return `${date}-${time}-${randomBytes(2).toString("hex")}`;
}
