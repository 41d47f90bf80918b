import { z } from "zod";
import { printable } from "../../hosts/printable.ts";
import { plural } from "../../report/layout.ts";
import type { Json } from "../../steps/step-outcome.ts";

const Progress = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("download"), bytes: z.number(), of: z.number(), files: z.number() }),
  z.object({ kind: z.literal("verify"), files: z.number() }),
  z.object({ kind: z.literal("test") }),
  z.object({ kind: z.literal("found"), stage: z.string(), come: z.number(), arriving: z.number() }),
  z.object({ kind: z.literal("begin"), shutdown: z.string() }),
  z.object({
    kind: z.literal("item"),
    item: z.number(),
    of: z.number(),
    package: z.string().max(300),
    action: z.string().max(60),
  }),
  z.object({ kind: z.literal("scriptlets") }),
]);

/** A line about a job's progress. `last`: nothing of its kind follows it. */
export interface ProgressWords {
  readonly kind: string;
  readonly text: string;
  readonly last: boolean;
}

/** The words for what the agent tells while it works; undefined for what nobody needs to see. */
export function progressWords(value: Json): ProgressWords | undefined {
  const { success, data } = Progress.safeParse(value);
  if (!success) return undefined;
  switch (data.kind) {
    case "download":
      return {
        kind: data.kind,
        text: `downloaded ${megabytes(data.bytes)} of ${megabytes(data.of)} MB (${plural(data.files, "package")})`,
        last: data.bytes >= data.of,
      };
    case "verify":
      return { kind: data.kind, text: `verifying ${plural(data.files, "package")}`, last: true };
    case "test":
      return { kind: data.kind, text: "rpm's test of the transaction, and room for it", last: true };
    case "found":
      if (data.stage !== "half") return undefined;
      return {
        kind: data.kind,
        text: `an interrupted transaction is there (${data.come} of ${data.arriving} packages have come): it is being finished`,
        last: true,
      };
    case "begin":
      return {
        kind: data.kind,
        text: `the transaction begins; a shutdown of the host is ${data.shutdown === "held off" ? "held off" : "not held off (no logind)"}`,
        last: true,
      };
    case "item":
      return {
        kind: data.kind,
        text: `${data.item} of ${data.of}: ${printable(data.action)} ${printable(data.package)}`,
        last: data.item >= data.of,
      };
    case "scriptlets":
      return { kind: data.kind, text: "scriptlets at the end of the transaction", last: true };
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
