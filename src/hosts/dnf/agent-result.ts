import { z } from "zod";
import type { Json } from "../../steps/step-outcome.ts";

/** Most entries that are read of a list a host tells; a conversion has a few thousand packages. */
const MOST = 100_000;
const text = z.string().max(2000);
const texts = z.array(text).max(MOST).readonly();

const Plan = {
  arriving: z
    .array(z.object({ nevra: text, repository: text, downloadBytes: z.number() }))
    .max(MOST)
    .readonly(),
  leaving: texts,
  after: texts,
};

/** A mount on which the transaction could run out; `of`: what is short there. */
const Shortage = z.object({ mount: text, needed: z.number(), free: z.number(), of: z.enum(["bytes", "inodes"]) });
export type Shortage = Readonly<z.infer<typeof Shortage>>;

const After = {
  missing: texts,
  surplus: texts,
  twice: texts,
  database: z.boolean(),
};

/** Where a host is: before the transaction, in the middle of it, or behind it. */
const Where = z.object({
  stage: z.enum(["before", "half", "after"]),
  come: z.number(),
  arriving: z.number(),
  left: z.number(),
  twice: z.number(),
});
export type Where = Readonly<z.infer<typeof Where>>;

/** What the agent answers (agent/commands.py). `different`: dnf's plan is not the foretold one, and nothing was changed. */
const AgentResult = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("planned"), ...Plan }),
  z.object({ kind: z.literal("different"), ...Plan }),
  z.object({ kind: z.literal("downloaded"), files: z.number() }),
  z.object({
    kind: z.literal("converted"),
    ...After,
    mended: z.boolean(),
    items: z.number(),
    errors: texts,
    seconds: z.number(),
  }),
  /** `broken`: what `dnf check` says. */
  z.object({ kind: z.literal("checked"), ...After, broken: texts, where: Where, full: texts, added: texts }),
  z.object({ kind: z.literal("dropped") }),
  z.object({
    kind: z.literal("refused"),
    stage: text,
    reason: text,
    details: z
      .array(z.union([text, Shortage]))
      .max(MOST)
      .readonly(),
  }),
]);
export type AgentResult = Readonly<z.infer<typeof AgentResult>>;
export type AgentPlan = Extract<AgentResult, { readonly kind: "planned" | "different" }>;
export type Converted = Extract<AgentResult, { readonly kind: "converted" }>;
export type AgentRefusal = Extract<AgentResult, { readonly kind: "refused" }>;

/** Reads the agent's result. @throws ZodError when it is not one */
export function parseAgentResult(value: Json): AgentResult {
  return AgentResult.parse(value);
}

/** What is not as foretold after the transaction; empty on a host that is clean. */
export function wrongAfter({ missing, surplus, twice, database }: Converted): readonly string[] {
  return [
    ...missing.map((nevra) => `${nevra} is missing`),
    ...surplus.map((nevra) => `${nevra} is still there`),
    ...twice.map((nevra) => `${nevra} is there twice`),
    ...(database ? [] : ["rpm's database does not pass rpmdb --verifydb"]),
  ];
}
