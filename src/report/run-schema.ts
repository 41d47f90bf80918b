import { z } from "zod";
import { stepKinds } from "../steps/step.ts";
import type { HostEnd } from "../workflow/host-end.ts";
import { answers } from "../workflow/host-record.ts";
import type { Question } from "../workflow/question.ts";
import type { RunEvent } from "../workflow/run-event.ts";
import type { RunOutcomeView } from "./run-outcome.ts";
import type { LogEntry, RunListView, RunView } from "./runs.ts";

const count = z.int().min(0);
const time = z.iso.datetime();
const step = z.enum(stepKinds);
const direction = z.enum(["do", "undo"]).describe("undo: the step is taken back");
const answer = z.enum(answers);
const result = z.enum(["done", "arrived", "stopped", "failed", "unreachable", "broken"]);

const proof = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("equal") }),
  z.strictObject({ kind: z.literal("accepted"), by: z.string(), reason: z.string() }),
  z.strictObject({ kind: z.literal("none") }),
]);

const end = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("converted"), proof }),
  z.strictObject({
    kind: z.literal("rolled-back"),
    proof,
    because: z.string(),
    ordered: z.literal(true).exactOptional().describe("Somebody wanted it; nothing had gone wrong"),
  }),
  z.strictObject({ kind: z.literal("arrived"), because: z.string() }),
  z.strictObject({
    kind: z.literal("stopped"),
    because: z.string(),
    fix: z.string(),
    left: z.array(step),
    unreachable: z.literal(true).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("tried"), left: z.array(step) }),
  z.strictObject({
    kind: z.literal("needs-you"),
    where: z.string(),
    because: z.string(),
    fix: z.string(),
    goOn: z.array(answer),
  }),
]) satisfies z.ZodType<HostEnd>;

const question = z.strictObject({
  id: z.string(),
  about: z.strictObject({ step, direction }),
  because: z.enum(["unreachable", "stopped", "failed", "broken"]),
  reason: z.string(),
  fix: z.string(),
  where: z.string(),
  answers: z.array(answer),
}) satisfies z.ZodType<Question>;

const standing = z
  .enum([
    "converted",
    "rolled-back",
    "arrived",
    "stopped",
    "tried",
    "needs-you",
    "asking",
    "waiting",
    "running",
    "idle",
  ])
  .describe("idle: not at an end, and no process works on it");

const summary = {
  run: z.string(),
  by: z.string().describe("user@machine"),
  startedAt: time,
  haltedBy: z.string().nullable(),
  hosts: count,
  states: z.record(standing, count),
};

/** `ferry run list --json`. */
export const RunListDocument = z.strictObject({
  schema: z.literal("ferry/run-list/1"),
  runs: z.array(z.strictObject(summary)),
}) satisfies z.ZodType<RunListView>;

/** `ferry run show --json`. */
export const RunDocument = z.strictObject({
  schema: z.literal("ferry/run/1"),
  ...summary,
  rows: z.array(
    z.strictObject({
      host: z.string(),
      standing,
      where: z.string(),
      now: z.strictObject({ step, direction, since: time }).nullable(),
      question: question.nullable(),
      end: end.nullable(),
      steps: z.array(
        z.strictObject({
          what: z.string(),
          outcome: z.enum(["done", "arrived", "stopped", "failed", "unreachable", "broken", "said"]),
          at: time,
          seconds: z.number().min(0),
          text: z.string(),
        }),
      ),
    }),
  ),
}) satisfies z.ZodType<RunView>;

/** `--json` of the commands that work on runs. */
export const RunOutcomeDocument = z.strictObject({
  schema: z.literal("ferry/run-outcome/1"),
  exit: count,
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      run: z.string(),
      wayBack: z.boolean(),
      end: end.nullable(),
      question: question.nullable(),
    }),
  ),
}) satisfies z.ZodType<RunOutcomeView>;

const event = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("wait"), step, direction, seconds: z.number() }),
  z.strictObject({ kind: z.literal("begin"), step, direction, attempt: count, back: z.string() }),
  z.strictObject({ kind: z.literal("line"), step, direction, text: z.string() }),
  z.strictObject({
    kind: z.literal("end"),
    step,
    direction,
    attempt: count,
    outcome: result,
    text: z.string(),
    milliseconds: z.number(),
  }),
  z.strictObject({ kind: z.literal("ask"), question }),
  z.strictObject({ kind: z.literal("answer"), answer, by: z.string() }),
  z.strictObject({ kind: z.literal("halt"), by: z.string() }),
  z.strictObject({ kind: z.literal("take-over") }),
  z.strictObject({ kind: z.literal("finish"), end }),
]) satisfies z.ZodType<RunEvent>;

/** A line of `ferry log --json`. */
export const EventDocument = z.strictObject({
  schema: z.literal("ferry/event/1"),
  at: time,
  run: z.string(),
  host: z.string(),
  event,
}) satisfies z.ZodType<LogEntry>;
