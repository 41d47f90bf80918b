import type { Answer, AnswerRecord } from "../workflow/host-record.ts";
import type { Question } from "../workflow/question.ts";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";

/** `taken`: this answer holds. `already`: another one was first. `not asked`: the host waits for no answer, or not for this one. */
export type Answered =
  | { readonly kind: "taken"; readonly question: Question }
  | { readonly kind: "already"; readonly answer: string; readonly by: string }
  | { readonly kind: "not asked"; readonly possible: readonly Answer[] };

/** Keeps an answer to what a host waits for; the first one holds. It is up to the engine to hand it to the host's workflow. */
export async function keepAnswer({ tables }: Store, key: HostKey, answer: Answer, by: string): Promise<Answered> {
  const { run, host } = key;
  return tables.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom("host_runs")
      .select("question")
      .where("run", "=", run)
      .where("host", "=", host)
      .forUpdate()
      .executeTakeFirst();
    const question = (row?.question ?? undefined) as Question | undefined;
    if (question === undefined) return { kind: "not asked", possible: [] };
    if (!question.answers.includes(answer)) return { kind: "not asked", possible: question.answers };
    const kept = await transaction
      .selectFrom("answers")
      .select(["answer", "by"])
      .where("run", "=", run)
      .where("host", "=", host)
      .where("question", "=", question.id)
      .executeTakeFirst();
    if (kept !== undefined) return kept.answer === answer ? { kind: "taken", question } : { kind: "already", ...kept };
    await transaction.insertInto("answers").values({ run, host, question: question.id, answer, by }).execute();
    await transaction
      .updateTable("host_runs")
      .set({ state: "waiting", changed_at: new Date() })
      .where("run", "=", run)
      .where("host", "=", host)
      .execute();
    return { kind: "taken", question };
  });
}

/** An answer that is kept, and that the host's workflow may not have got yet. */
export interface WaitingAnswer extends HostKey {
  readonly phase: number;
  readonly question: string;
  readonly answer: Answer;
  readonly by: string;
}

export async function waitingAnswers({ tables }: Store, run: string): Promise<readonly WaitingAnswer[]> {
  const rows = await tables
    .selectFrom("host_runs")
    .innerJoin("answers", (join) =>
      join.onRef("answers.run", "=", "host_runs.run").onRef("answers.host", "=", "host_runs.host"),
    )
    .select([
      "host_runs.host",
      "host_runs.phase",
      "host_runs.question as asked",
      "answers.question",
      "answers.answer",
      "answers.by",
    ])
    .where("host_runs.run", "=", run)
    .where("host_runs.state", "=", "waiting")
    .execute();
  return rows
    .filter(({ asked, question }) => (asked as Question | null)?.id === question)
    .map(({ host, phase, question, answer, by }) => ({ run, host, phase, question, answer: answer as Answer, by }));
}

/** Hosts of this run that have not begun, or have not begun their transaction, will not. */
export async function keepHalt({ tables }: Store, run: string, by: string): Promise<void> {
  await tables
    .updateTable("runs")
    .set({ halted_by: by, halted_at: new Date() })
    .where("id", "=", run)
    .where("halted_at", "is", null)
    .execute();
}

/** Who halted the run, or undefined. */
export async function haltedBy({ tables }: Store, run: string): Promise<string | undefined> {
  const row = await tables.selectFrom("runs").select("halted_by").where("id", "=", run).executeTakeFirst();
  return row?.halted_by ?? undefined;
}

/**
 * Lets a host go on in its next phase, under a new workflow: because of an answer or an order, or because its workflow cannot go on.
 * False when somebody else did, or another run of the host is under way.
 */
export async function takeUpAgain(
  { tables }: Store,
  { run, host }: HostKey,
  phase: number,
  order: AnswerRecord | null,
): Promise<boolean> {
  try {
    const { numUpdatedRows } = await tables
      .updateTable("host_runs")
      .set({
        phase: phase + 1,
        state: "waiting",
        ordered: order === null ? null : JSON.stringify(order),
        now: null,
        question: null,
        outcome: null,
        changed_at: new Date(),
        ended_at: null,
      })
      .where("run", "=", run)
      .where("host", "=", host)
      .where("phase", "=", phase)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  } catch (error) {
    // unique_violation of one_live_run_of_a_host
    if (error instanceof Error && "code" in error && error.code === "23505") return false;
    throw error;
  }
}
