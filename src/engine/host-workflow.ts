import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Json } from "../steps/step-outcome.ts";
import { type HostHistory, readHostHistory } from "../store/host-history.ts";
import {
  keepRecord,
  noteBegin,
  noteFinish,
  noteQuestion,
  noteWait,
  type RecordPlace,
  readRecord,
} from "../store/host-journal.ts";
import type { HostKey } from "../store/host-key.ts";
import type { Store } from "../store/open-store.ts";
import { haltedBy, takeUpAgain } from "../store/run-orders.ts";
import { LineWriter } from "../store/tell.ts";
import type { HostPlan } from "../workflow/host-plan.ts";
import type { Answer, AnswerRecord, HostRecord, StepResult } from "../workflow/host-record.ts";
import { stepResults } from "../workflow/host-state.ts";
import { type NextAction, nextAction } from "../workflow/next-action.ts";
import type { Question } from "../workflow/question.ts";
import type { HostOperations } from "./host-operations.ts";
import { answerWorkflow, hostOfWorkflow, hostWorkflow, runQueue } from "./workflow-names.ts";

/**
 * The version of the flow below. Durable steps are replayed by their order: whoever changes that order changes this number (or
 * guards the change with `DBOS.patch`). Unfinished work of another version is taken up by its records, under a new phase.
 */
export const FLOW_VERSION = "ferry-flow-1";

/** What the workflows of this process work with. */
export interface Worker {
  readonly store: Store;
  readonly operations: HostOperations;
  readonly executor: string;
  /** Ends the process: the store is gone, and somebody else goes on. */
  readonly lost: (error: unknown) => never;
}

/** What a workflow needs to know at its start, kept so that a replay sees the same. */
interface Beginning {
  readonly plan: HostPlan;
  readonly target: Json;
  readonly options: Json;
}

type Perform = NextAction & { readonly kind: "perform" };

/** DBOS keeps its registry and its executor in globals: one worker to a process. */
let worker: Worker | undefined;

export function setWorker(next: Worker | undefined): void {
  worker = next;
}

function theWorker(): Worker {
  if (worker === undefined) throw new Error("Cannot work on a host: the engine is closed");
  return worker;
}

/** The number of recoveries after which DBOS would park a workflow. */
const MANY = 1_000_000;
/** How long a workflow sleeps at a time while it waits for an answer. */
const MONTH_SECONDS = 30 * 86_400;

/** Works on one host until its end, or until somebody has to be asked. */
const migrateHost = DBOS.registerWorkflow(workOnHost, { name: "migrateHost", maxRecoveryAttempts: MANY });

/** Waits for an answer without a place in the queue, and lets the host go on in its next phase. */
const awaitAnswer = DBOS.registerWorkflow(waitForAnswer, { name: "awaitAnswer", maxRecoveryAttempts: MANY });

async function workOnHost(run: string, host: string, phase: number): Promise<string> {
  const key: HostKey = { run, host };
  const { records: before, ...beginning } = await kept("begin", begin);
  const records = [...before];
  for (;;) {
    const action = nextAction(beginning.plan, records);
    switch (action.kind) {
      case "perform":
        records.push(await performNext(key, phase, action, beginning, records));
        break;
      case "ask":
        await ask(key, phase, action.question);
        return action.question.id;
      case "finish":
        await kept("finish", (store) => noteFinish(store, key, action.end));
        return action.end.kind;
    }
  }
}

async function begin(store: Store, place: RecordPlace): Promise<Beginning & Pick<HostHistory, "records">> {
  const { order } = await readHostHistory(store, place);
  if (order !== undefined) await keepRecord(store, place, order);
  const { plan, target, options, records } = await readHostHistory(store, place);
  return { plan, target, options, records };
}

async function performNext(
  key: HostKey,
  phase: number,
  action: Perform,
  beginning: Beginning,
  records: readonly HostRecord[],
): Promise<HostRecord> {
  const { step, direction, waitSeconds } = action;
  if (waitSeconds > 0) {
    await kept(`wait for ${step}`, (store) => noteWait(store, key, action, waitSeconds));
    await DBOS.sleepSeconds(waitSeconds);
  }
  const atGate = direction === "do" && (step === "convert" || step === beginning.plan.steps[0]);
  if (atGate && !records.some(({ kind }) => kind === "halt")) {
    const halt = await kept(`gate of ${step}`, async (store, place) => {
      const by = await haltedBy(store, key.run);
      return by === undefined ? null : keepRecord(store, place, { kind: "halt", by, at: Date.now() });
    });
    if (halt !== null) return halt;
  }
  const results = stepResults(records);
  return kept(`${direction} ${step} ${action.attempt}`, async (store, place) => {
    // The record is written before DBOS has its own: a crash between the two must not do the step once more.
    const known = await readRecord(store, place);
    if (known !== undefined) return known;
    await noteBegin(store, key, { step, direction, attempt: action.attempt });
    const startedAt = Date.now();
    const outcome = await perform(store, key, action, { ...beginning, results });
    const record = {
      kind: "step",
      step,
      direction,
      attempt: action.attempt,
      outcome,
      startedAt,
      endedAt: Date.now(),
    } as const;
    return keepRecord(store, place, record);
  });
}

async function perform(
  store: Store,
  key: HostKey,
  { step, direction, attempt }: Perform,
  { plan, target, options, results }: Beginning & { readonly results: ReturnType<typeof stepResults> },
): Promise<StepResult> {
  const { operations, lost } = theWorker();
  const lines = new LineWriter(store, key, lost);
  const report = (text: string): void => lines.write({ kind: "line", step, direction, text });
  let outcome: StepResult;
  try {
    const request = { ...key, target, options, steps: plan.steps };
    outcome = await operations.perform({ ...request, step, direction, attempt, results, report });
  } catch (error) {
    outcome = { kind: "broken", reason: error instanceof Error ? error.message : String(error) };
  }
  await lines.flush();
  return outcome;
}

async function ask(key: HostKey, phase: number, question: Question): Promise<void> {
  const { run, host } = key;
  await DBOS.startWorkflow(awaitAnswer, { workflowID: answerWorkflow(key, phase) })(run, host, phase, question);
  await kept(`ask ${question.id}`, (store) => noteQuestion(store, key, question));
}

/** An answer as it is sent. */
export interface SentAnswer {
  readonly answer: Answer;
  readonly by: string;
}

async function waitForAnswer(run: string, host: string, phase: number, question: Question): Promise<string> {
  const key: HostKey = { run, host };
  let sent: SentAnswer | null = null;
  while (sent === null) sent = await DBOS.recv<SentAnswer>(question.id, { timeoutSeconds: MONTH_SECONDS });
  const { answer, by } = sent;
  const at = await DBOS.now();
  const order: AnswerRecord = { kind: "answer", answer, about: question.about, by, at };
  await kept("take up again", (store) => takeUpAgain(store, key, phase, order));
  await startHost(key, phase + 1);
  return answer;
}

/** Starts the workflow of a host and phase, once. */
export async function startHost(key: HostKey, phase: number): Promise<void> {
  const { run, host } = key;
  const names = { workflowID: hostWorkflow(key, phase), queueName: runQueue(run) };
  await DBOS.startWorkflow(migrateHost, names)(run, host, phase);
}

/** A durable step: what it gave is kept, and given again in a replay. Only a store that fails can make it fail: that ends the process. */
function kept<Value>(name: string, work: (store: Store, place: RecordPlace) => Promise<Value>): Promise<Value> {
  return DBOS.runStep(
    async () => {
      const { store, executor, lost } = theWorker();
      const workflow = DBOS.workflowID ?? "";
      const step = DBOS.stepID;
      const host = hostOfWorkflow(workflow);
      if (host === undefined || step === undefined) throw new Error(`Cannot keep "${name}": it is no step of a host`);
      try {
        return await work(store, { ...host, workflow, step, executor });
      } catch (error) {
        return lost(error);
      }
    },
    { name },
  );
}
