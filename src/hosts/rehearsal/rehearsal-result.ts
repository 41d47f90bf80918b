import { z } from "zod";
import type { Json } from "../../steps/step-outcome.ts";
import { type AgentResult, parseAgentResult } from "../dnf/agent-result.ts";
import { HostError } from "../host-error.ts";

const Text = z.string().max(1 << 20);
const Names = z.array(z.string().max(4096)).max(100_000);
const Bytes = z.number();

const BootState = z.object({
  entries: z.array(z.object({ id: Text, title: Text, version: Text, missing: Names })).max(1000),
  default: z.nullable(Text),
});
export type BootState = Readonly<z.infer<typeof BootState>>;

/** As rehearsal.py writes it. Sizes are bytes. */
const RehearsalResult = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("rehearsed"),
    status: z.number(),
    agent: z.nullable(z.unknown()),
    log: z.string().max(1 << 20),
    seconds: z.object({ prepare: z.number(), transaction: z.number() }),
    storage: z.object({ kind: z.enum(["tmpfs", "file"]), bytes: Bytes, peak: Bytes }),
    growth: z.array(z.object({ mount: Text, bytes: Bytes, free: Bytes })).max(10_000),
    leftOut: z.array(z.object({ mount: Text, why: Text })).max(10_000),
    leftovers: Names,
    tests: z.object({ before: z.string().max(8 << 20), after: z.string().max(8 << 20) }),
    boot: z.object({ before: BootState, after: BootState }),
  }),
  z.object({ kind: z.literal("overdue"), seconds: z.number() }),
  z.object({ kind: z.literal("impossible"), reason: Text, fix: Text }),
]);
type Document = Readonly<z.infer<typeof RehearsalResult>>;
type Rehearsed = Extract<Document, { readonly kind: "rehearsed" }>;

/** `agent`: what the dnf agent answered inside; null when its program ended badly. */
export type RehearsalResult =
  | Exclude<Document, Rehearsed>
  | (Omit<Rehearsed, "agent"> & { readonly agent: AgentResult | null });

/** @throws HostError when the host's answer is not what the rehearsal writes */
export function parseRehearsalResult(value: Json): RehearsalResult {
  try {
    const result = RehearsalResult.parse(value);
    if (result.kind !== "rehearsed") return result;
    return { ...result, agent: result.agent === null ? null : parseAgentResult(result.agent as Json) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    const where = issue?.path.map(String).join(".") ?? "";
    throw new HostError(`Cannot read the result of the rehearsal: at ${where}: ${issue?.message ?? ""}`, {
      cause: error,
    });
  }
}
