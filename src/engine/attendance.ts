import { DBOS, DBOSClient } from "@dbos-inc/dbos-sdk";
import { registerPollerQueue } from "@dbos-inc/dbos-sdk/eventreceiver";
import { ensureSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import { GlobalLogger } from "@dbos-inc/dbos-sdk/internal/telemetry/logs";
import type { Pool } from "pg";
import { ATTENDS } from "../store/attended-runs.ts";
import { readRunLimits, unfinishedHosts } from "../store/run-readers.ts";
import { engineLog } from "./engine-log.ts";
import { FLOW_VERSION, setWorker, startHost, type Worker } from "./host-workflow.ts";
import { holdLiveness, type Liveness } from "./liveness.ts";
import { sendWaiting } from "./send-answer.ts";
import { systemPool } from "./system-pool.ts";
import { goOnAnew, takeOverDead } from "./take-over.ts";
import { hostWorkflow, runQueue } from "./workflow-names.ts";

/** The name under which DBOS keeps our queues and workflows. */
const APPLICATION = "ferry";
const SWEEP_MILLISECONDS = 1000;
/** Ends of a workflow that are not an end of its host. */
const BROKEN_STATES = ["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"];

/** The runs this process works on. DBOS is launched for the first of them: a command that only reads never waits for it. */
export class Attendance {
  readonly #worker: Worker;
  readonly #log: (line: string) => void;
  readonly #runs = new Set<string>();
  #liveness: Promise<Liveness> | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #pool: Pool | undefined;

  constructor(worker: Worker, log: (line: string) => void) {
    this.#worker = worker;
    this.#log = log;
  }

  /** Works on this run from now on: what is new in it, what its dead processes left, and what is answered. */
  async attend(run: string): Promise<void> {
    const { store } = this.#worker;
    // `listenQueues` is read once, at launch; the queues that are fed by this process are looked up then and every second.
    registerPollerQueue(runQueue(run));
    this.#liveness ??= this.#launch(run);
    const liveness = await this.#liveness;
    if (!this.#runs.has(run)) {
      await liveness.query("select pg_advisory_lock_shared(hashtextextended($1, $2))", [run, ATTENDS]);
      await DBOS.registerQueue(runQueue(run), await this.#limits(run));
      this.#runs.add(run);
    }
    await this.#startMissing(run);
    await sendWaiting(store, run);
    await this.#sweep();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#liveness === undefined) return;
    const liveness = await this.#liveness;
    await this.#sweeping;
    await DBOS.shutdown();
    await this.#pool?.end();
    setWorker(undefined);
    await liveness.close();
  }

  async #limits(run: string) {
    const atOnce = await readRunLimits(this.#worker.store, run);
    return { globalConcurrency: atOnce, minPollingIntervalMs: 100, onConflict: "always_update" } as const;
  }

  /** `run`: the first one. Its queue is there before DBOS looks for queues, or its hosts would wait a second for the next look. */
  async #launch(run: string): Promise<Liveness> {
    const { store, executor, lost } = this.#worker;
    // The lock comes first: without it a fresh process would look dead to the others.
    const liveness = await holdLiveness(store.url, executor, lost);
    setWorker(this.#worker);
    this.#pool = systemPool(store.url, 10);
    const logger = engineLog(this.#log);
    await ensureSystemDatabase(store.url, new GlobalLogger(undefined, { logger }), this.#pool);
    const client = await DBOSClient.create({
      systemDatabaseUrl: store.url,
      systemDatabasePool: this.#pool,
      logger,
      applicationName: APPLICATION,
    });
    await client.registerQueue(runQueue(run), await this.#limits(run));
    await client.destroy();
    DBOS.setConfig({
      name: APPLICATION,
      systemDatabaseUrl: store.url,
      systemDatabasePool: this.#pool,
      executorID: executor,
      applicationVersion: FLOW_VERSION,
      // No queue but those of the runs that are attended.
      listenQueues: ["none"],
      logger,
    });
    await DBOS.launch();
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_MILLISECONDS);
    return liveness;
  }

  /** A run is kept before its workflows are: whoever died in between left hosts without one. */
  async #startMissing(run: string): Promise<void> {
    const { store } = this.#worker;
    for (const { host, phase, state } of await unfinishedHosts(store, run)) {
      const key = { run, host };
      const status = await DBOS.getWorkflowStatus(hostWorkflow(key, phase));
      if (status === null) await startHost(key, phase);
      else if (BROKEN_STATES.includes(status.status) && state !== "asking") await goOnAnew(store, key, phase);
    }
  }

  /** One at a time. The session it asks is the one that must live, so a sweep that fails means that the database is lost. */
  #sweep(): Promise<void> {
    const { store, executor, lost } = this.#worker;
    this.#sweeping = this.#sweeping.then(async () => {
      const liveness = await this.#liveness;
      if (liveness === undefined) return;
      try {
        await takeOverDead(store, liveness, executor, this.#runs);
      } catch (error) {
        lost(error);
      }
    });
    return this.#sweeping;
  }
}
