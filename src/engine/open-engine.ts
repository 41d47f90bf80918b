import { randomUUID } from "node:crypto";
import { createRun, type StartedHost } from "../store/create-run.ts";
import { readHostHistory } from "../store/host-history.ts";
import type { HostKey } from "../store/host-key.ts";
import { isStoreLost } from "../store/is-store-lost.ts";
import { openStore, type Store, type StoreOptions } from "../store/open-store.ts";
import type { ToldEvent } from "../store/run-event.ts";
import { type Answered, keepHalt, takeUpAgain } from "../store/run-orders.ts";
import { unfinishedHosts } from "../store/run-readers.ts";
import type { RunSpec } from "../store/run-spec.ts";
import { type WatchedHost, type WatchOptions, watchHosts } from "../store/watch-hosts.ts";
import type { Answer, AnswerRecord } from "../workflow/host-record.ts";
import { canRollBack } from "../workflow/next-action.ts";
import { Attendance } from "./attendance.ts";
import type { HostOperations } from "./host-operations.ts";
import { sendAnswer } from "./send-answer.ts";

export interface EngineOptions extends StoreOptions {
  /** Takes what the durable engine complains about; nobody without it. */
  readonly log?: (line: string) => void;
  /** Called when the database is lost, just before the process ends with `STORE_LOST`. */
  readonly onLost?: (reason: string) => void;
}

/** `going back`: it was ordered. `nothing to undo`: there is nothing, or no way. `busy`: it is under way; halt the run first. */
export type RollBackOrder =
  | { readonly kind: "going back" }
  | { readonly kind: "nothing to undo" }
  | { readonly kind: "busy" }
  | { readonly kind: "other run"; readonly run: string };

/**
 * Durable runs. What it is told to start goes on until its end, over any crash: of this process, of the database, of the machine.
 * A process works on the runs it started or was told to go on with, and on no others.
 */
export interface Engine {
  /** Starts a run, once. A host that has an unfinished run goes on with that one instead, and the answer says so. */
  readonly startRun: (spec: RunSpec) => Promise<readonly StartedHost[]>;
  /** Goes on with every unfinished run, or with one; gives the hosts that are not at their end. */
  readonly continueRuns: (run?: string) => Promise<readonly HostKey[]>;
  readonly answer: (key: HostKey, answer: Answer, by: string) => Promise<Answered>;
  /** Takes a host back that has ended somewhere else, or that waits for an answer. */
  readonly rollBack: (key: HostKey, by: string) => Promise<RollBackOrder>;
  /** Hosts of the run whose transaction has not begun end where they are; what was prepared is undone. */
  readonly halt: (run: string, by: string) => Promise<void>;
  /** Tells what happens, all or what comes after an event, until each of these hosts has ended or waits for an answer. */
  readonly watch: (
    hosts: readonly HostKey[],
    onEvent: (event: ToldEvent) => void,
    options?: WatchOptions,
  ) => Promise<readonly WatchedHost[]>;
  readonly store: Store;
  /** The id of this process among those that work. */
  readonly executor: string;
  /** Stops working. What is under way stays for the next process. */
  readonly close: () => Promise<void>;
}

/** Exit status of a process that lost its database (EX_TEMPFAIL of sysexits.h): start it again. */
const STORE_LOST = 75;

/** @throws StoreError when the database cannot be started or reached */
export async function openEngine(options: EngineOptions, operations: HostOperations): Promise<Engine> {
  const store = await openStore(options);
  const executor = `w-${randomUUID()}`;
  const lost = (error: unknown): never => {
    options.onLost?.(error instanceof Error ? error.message : String(error));
    process.exit(STORE_LOST);
  };
  const attendance = new Attendance({ store, operations, executor, lost }, options.log ?? (() => {}));

  async function answer(key: HostKey, given: Answer, by: string): Promise<Answered> {
    const answered = await sendAnswer(store, key, given, by);
    if (answered.kind === "taken") await attendance.attend(key.run);
    return answered;
  }

  async function rollBack(key: HostKey, by: string): Promise<RollBackOrder> {
    const { phase, state, plan, records } = await readHostHistory(store, key);
    if (state === "asking") {
      const answered = await answer(key, "roll-back", by);
      return answered.kind === "taken" ? { kind: "going back" } : { kind: "nothing to undo" };
    }
    if (state !== "ended") return { kind: "busy" };
    if (!canRollBack(plan, records)) return { kind: "nothing to undo" };
    const order: AnswerRecord = { kind: "answer", answer: "roll-back", about: undefined, by, at: Date.now() };
    if (!(await takeUpAgain(store, key, phase, order))) {
      const other = (await unfinishedHosts(store)).find(({ host }) => host === key.host);
      return other === undefined ? { kind: "busy" } : { kind: "other run", run: other.run };
    }
    await attendance.attend(key.run);
    return { kind: "going back" };
  }

  /** The liveness may hear of the end later than a query does: both mean the same. */
  function orLost<Args extends readonly unknown[], Value>(
    work: (...args: Args) => Promise<Value>,
  ): (...args: Args) => Promise<Value> {
    return async (...args) => {
      try {
        return await work(...args);
      } catch (error) {
        if (isStoreLost(error)) return lost(error);
        throw error;
      }
    };
  }

  return {
    store,
    executor,
    answer: orLost(answer),
    rollBack: orLost(rollBack),
    startRun: orLost(async (spec) => {
      const started = await createRun(store, spec);
      for (const run of new Set(started.map((each) => each.run))) await attendance.attend(run);
      return started;
    }),
    continueRuns: orLost(async (run) => {
      const hosts = (await unfinishedHosts(store)).filter((host) => run === undefined || host.run === run);
      for (const each of new Set(hosts.map((host) => host.run))) await attendance.attend(each);
      return hosts.map((host) => ({ run: host.run, host: host.host }));
    }),
    halt: orLost((run, by) => keepHalt(store, run, by)),
    watch: orLost((hosts, onEvent, after) => watchHosts(store, hosts, onEvent, after)),
    close: async () => {
      operations.end?.();
      await attendance.end();
      await store.close();
    },
  };
}
