import { DBOS } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { noteTakeOver } from "../store/host-journal.ts";
import type { HostKey } from "../store/host-key.ts";
import type { Store } from "../store/open-store.ts";
import { takeUpAgain } from "../store/run-orders.ts";
import { FLOW_VERSION, startHost } from "./host-workflow.ts";
import type { Liveness } from "./liveness.ts";
import { hostOfWorkflow } from "./workflow-names.ts";

/** Work of a process that may be dead. */
interface Held {
  readonly workflow: string;
  readonly executor: string;
  readonly version: string;
}

/**
 * Takes over what dead processes left of these runs. DBOS gives that to Conductor, its service; its open part has the one guarded
 * UPDATE that it needs (`recoverPendingWorkflows`), which puts the work of an executor back into its queues, where one process
 * gets it. An executor is dead when its lock is free (`holdLiveness`).
 */
export async function takeOverDead(
  store: Store,
  liveness: Liveness,
  executor: string,
  runs: ReadonlySet<string>,
): Promise<void> {
  const rows = await liveness.query<Held>(
    `select workflow_uuid as workflow, executor_id as executor, coalesce(application_version, '') as version
       from dbos.workflow_status
      where status = 'PENDING' and executor_id <> $1 and split_part(workflow_uuid, ':', 1) = any($2)`,
    [executor, [...runs]],
  );
  const held = Map.groupBy(rows, (row) => row.executor);
  await liveness.withDead([...held.keys()], async (dead) => {
    for (const handle of (await DBOSExecutor.globalInstance?.recoverPendingWorkflows([dead])) ?? []) {
      const key = hostOfWorkflow(handle.workflowID);
      if (key !== undefined && !handle.workflowID.endsWith(":answer")) await noteTakeOver(store, key);
    }
    for (const { workflow, version } of held.get(dead) ?? []) {
      if (version !== FLOW_VERSION) await replace(store, workflow);
    }
  });
}

/** Another flow cannot replay its steps; the records say how far it was. */
async function replace(store: Store, workflow: string): Promise<void> {
  await DBOS.cancelWorkflow(workflow);
  const host = hostOfWorkflow(workflow);
  if (host !== undefined) await goOnAnew(store, host, host.phase);
}

/** Goes on with a host under a new workflow, from its records. */
export async function goOnAnew(store: Store, key: HostKey, phase: number): Promise<void> {
  if (!(await takeUpAgain(store, key, phase, null))) return;
  await noteTakeOver(store, key);
  await startHost(key, phase + 1);
}
