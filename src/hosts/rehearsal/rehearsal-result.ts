import { z } from "zod";
import { HostError } from "../host-error.ts";

const Text = z.string().max(1 << 20);
const Names = z.array(z.string().max(4096)).max(100_000);
const Bytes = z.number();

const BootState = z.object({
  entries: z.array(z.object({ id: Text, title: Text, version: Text, missing: Names })).max(1000),
  default: z.nullable(Text),
});
export type BootState = Readonly<z.infer<typeof BootState>>;

/** What the dnf agent answered inside (../dnf/agent/commands.py, do_run), as far as it counts here. */
const AgentAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("converted"),
    errors: Names,
    missing: Names,
    surplus: Names,
    twice: Names,
    broken: Names,
    database: z.boolean(),
    seconds: z.number().optional(),
  }),
  z.object({ kind: z.literal("refused"), stage: Text, reason: Text, details: Names }),
  z.object({ kind: z.literal("different"), leaving: Names, after: Names }),
]);

/** As rehearsal.py writes it. Sizes are bytes. */
const RehearsalResult = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("rehearsed"),
    status: z.number(),
    agent: z.nullable(AgentAnswer),
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
export type RehearsalResult = Readonly<z.infer<typeof RehearsalResult>>;

/** @throws HostError when the host's answer is not what the rehearsal writes */
export function parseRehearsalResult(value: unknown): RehearsalResult {
  const result = RehearsalResult.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new HostError(
    `Cannot read the result of the rehearsal: at ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}`,
  );
}
