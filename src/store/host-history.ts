import type { StepKind } from "../steps/step.ts";
import type { Json } from "../steps/step-outcome.ts";
import type { HostPlan } from "../workflow/host-plan.ts";
import type { AnswerRecord, HostRecord } from "../workflow/host-record.ts";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import { StoreError } from "./store-error.ts";

/** All that is known of one host in one run. */
export interface HostHistory {
  readonly plan: HostPlan;
  readonly target: Json;
  readonly options: Json;
  /** How often somebody took the run up again after it had ended, plus one. */
  readonly phase: number;
  readonly state: HostRunState;
  /** The answer or order that began this phase. */
  readonly order: AnswerRecord | undefined;
  readonly records: readonly HostRecord[];
}

/** `asking`: it waits for somebody's answer. */
export type HostRunState = "waiting" | "running" | "asking" | "ended";

/** @throws StoreError when there is no such run or host */
export async function readHostHistory({ tables }: Store, { run, host }: HostKey): Promise<HostHistory> {
  const row = await tables
    .selectFrom("host_runs")
    .innerJoin("runs", "runs.id", "host_runs.run")
    .select(["target", "steps", "phase", "state", "ordered", "options", "rollback"])
    .where("run", "=", run)
    .where("host", "=", host)
    .executeTakeFirst();
  if (row === undefined) throw new StoreError(`Cannot find ${host} in run ${run}`);
  const written = await tables
    .selectFrom("records")
    .select("record")
    .where("run", "=", run)
    .where("host", "=", host)
    .orderBy("phase")
    .orderBy("step")
    .execute();
  // What is read here was written by Ferry, from values of these types.
  return {
    plan: { steps: row.steps as StepKind[], rollback: row.rollback === "auto" ? "auto" : "ask" },
    target: row.target as Json,
    options: row.options as Json,
    phase: row.phase,
    state: row.state as HostRunState,
    order: (row.ordered ?? undefined) as AnswerRecord | undefined,
    records: written.map(({ record }) => record as HostRecord),
  };
}
