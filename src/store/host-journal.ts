import type { Kysely } from "kysely";
import { steps } from "../steps/step.ts";
import type { HostEnd } from "../workflow/host-end.ts";
import type { HostRecord, StepRecord } from "../workflow/host-record.ts";
import type { Question } from "../workflow/question.ts";
import type { RunEvent } from "../workflow/run-event.ts";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import type { Tables } from "./tables.ts";
import { writeEvents } from "./tell.ts";

/** Where a record belongs: a step of a durable workflow. The same place is written once, whoever comes back to it. */
export interface RecordPlace extends HostKey {
  readonly workflow: string;
  readonly step: number;
  readonly phase: number;
  /** The process that wrote it. */
  readonly executor: string;
}

/** The attempt that is under way. */
export interface Attempt {
  readonly step: StepRecord["step"];
  readonly direction: StepRecord["direction"];
  readonly attempt: number;
}

/** The record of a place, or undefined when there is none yet. */
export async function readRecord({ tables }: Store, { workflow, step }: RecordPlace): Promise<HostRecord | undefined> {
  const row = await tables
    .selectFrom("records")
    .select("record")
    .where("workflow", "=", workflow)
    .where("step", "=", step)
    .executeTakeFirst();
  return row === undefined ? undefined : (row.record as HostRecord);
}

/** Writes that an attempt begins, and how its step is taken back, before the host is touched. */
export async function noteBegin(store: Store, key: HostKey, attempt: Attempt): Promise<void> {
  const since = Date.now();
  const back = attempt.direction === "do" ? steps[attempt.step].back : "";
  await change(store, key, { state: "running", now: JSON.stringify({ ...attempt, since }) }, [
    { kind: "begin", ...attempt, back },
  ]);
}

export async function noteWait(
  store: Store,
  key: HostKey,
  { step, direction }: Attempt,
  seconds: number,
): Promise<void> {
  await change(store, key, { state: "running", now: null }, [{ kind: "wait", step, direction, seconds }]);
}

/** Another process than before goes on. */
export async function noteTakeOver(store: Store, key: HostKey): Promise<void> {
  await change(store, key, {}, [{ kind: "take-over" }]);
}

export async function noteQuestion(store: Store, key: HostKey, question: Question): Promise<void> {
  await change(store, key, { state: "asking", now: null, question: JSON.stringify(question) }, [
    { kind: "ask", question },
  ]);
}

export async function noteFinish(store: Store, key: HostKey, end: HostEnd): Promise<void> {
  const outcome = { state: "ended", now: null, question: null, outcome: JSON.stringify(end), ended_at: new Date() };
  await change(store, key, outcome, [{ kind: "finish", end }]);
}

/** Keeps a record, once: the one that is kept there is the answer. */
export async function keepRecord(store: Store, place: RecordPlace, record: HostRecord): Promise<HostRecord> {
  const { run, host, workflow, step, phase, executor } = place;
  return store.tables.transaction().execute(async (transaction) => {
    const { numInsertedOrUpdatedRows: written } = await transaction
      .insertInto("records")
      .values({ workflow, step, run, host, phase, executor, record: JSON.stringify(record) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (written !== 1n) {
      const kept = await readRecord({ ...store, tables: transaction }, place);
      if (kept !== undefined) return kept;
    }
    await update(transaction, place, { state: "running", now: null, question: null });
    await writeEvents(transaction, place, [{ at: Date.now(), event: eventOf(record) }]);
    return record;
  });
}

function eventOf(record: HostRecord): RunEvent {
  if (record.kind === "halt") return { kind: "halt", by: record.by };
  if (record.kind === "answer") return { kind: "answer", answer: record.answer, by: record.by };
  const { step, direction, attempt, outcome, startedAt, endedAt } = record;
  const text = outcome.kind === "done" ? outcome.summary : outcome.reason;
  return { kind: "end", step, direction, attempt, outcome: outcome.kind, text, milliseconds: endedAt - startedAt };
}

async function change(
  { tables }: Store,
  key: HostKey,
  changes: Readonly<Record<string, unknown>>,
  events: readonly RunEvent[],
): Promise<void> {
  const at = Date.now();
  await tables.transaction().execute(async (transaction) => {
    await update(transaction, key, changes);
    await writeEvents(
      transaction,
      key,
      events.map((event) => ({ at, event })),
    );
  });
}

async function update(
  transaction: Kysely<Tables>,
  key: HostKey,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  await transaction
    .updateTable("host_runs")
    .set({ ...changes, changed_at: new Date() })
    .where("run", "=", key.run)
    .where("host", "=", key.host)
    .execute();
}
