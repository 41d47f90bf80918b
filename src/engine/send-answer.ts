import { DBOSClient } from "@dbos-inc/dbos-sdk";
import type { HostKey } from "../store/host-key.ts";
import type { Store } from "../store/open-store.ts";
import { type Answered, keepAnswer, type WaitingAnswer, waitingAnswers } from "../store/run-orders.ts";
import type { Answer } from "../workflow/host-record.ts";
import { engineLog } from "./engine-log.ts";
import type { SentAnswer } from "./host-workflow.ts";
import { systemPool } from "./system-pool.ts";
import { answerWorkflow } from "./workflow-names.ts";

/** Answers what a host waits for. Sending the same answer twice is sending it once; of two different ones the first holds. */
export async function sendAnswer(store: Store, key: HostKey, answer: Answer, by: string): Promise<Answered> {
  const answered = await keepAnswer(store, key, answer, by);
  if (answered.kind === "taken") await sendWaiting(store, key.run);
  return answered;
}

/** Hands the kept answers of a run to the workflows that wait for them. */
export async function sendWaiting(store: Store, run: string): Promise<void> {
  const waiting = await waitingAnswers(store, run);
  if (waiting.length === 0) return;
  const pool = systemPool(store.url, 2);
  const client = await DBOSClient.create({
    systemDatabaseUrl: store.url,
    systemDatabasePool: pool,
    logger: engineLog(() => {}),
  });
  try {
    for (const one of waiting) await send(client, one);
  } finally {
    await client.destroy();
    await pool.end();
  }
}

async function send(client: DBOSClient, { run, host, phase, question, answer, by }: WaitingAnswer): Promise<void> {
  const key = { run, host };
  const sent: SentAnswer = { answer, by };
  await client.send(answerWorkflow(key, phase), sent, question, `${run}:${host}:${question}`);
}
