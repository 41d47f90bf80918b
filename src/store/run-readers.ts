import type { Selectable } from "kysely";
import type { StepKind } from "../steps/step.ts";
import type { Json } from "../steps/step-outcome.ts";
import type { HostEnd } from "../workflow/host-end.ts";
import type { Question } from "../workflow/question.ts";
import type { RunEvent } from "../workflow/run-event.ts";
import type { HostRunState } from "./host-history.ts";
import type { Attempt } from "./host-journal.ts";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import type { ToldEvent } from "./run-event.ts";
import { StoreError } from "./store-error.ts";
import type { EventTable } from "./tables.ts";

/** A run as a list shows it. Times are milliseconds since 1970. */
export interface RunRow {
  readonly run: string;
  readonly by: string;
  readonly startedAt: number;
  readonly haltedBy: string | undefined;
  readonly hosts: readonly HostRow[];
}

/** One host of a run as it stands. */
export interface HostRow extends HostKey {
  readonly state: HostRunState;
  readonly phase: number;
  readonly steps: readonly StepKind[];
  readonly target: Json;
  /** The attempt that is under way. `since`: milliseconds since 1970. */
  readonly now: (Attempt & { readonly since: number }) | undefined;
  readonly question: Question | undefined;
  readonly end: HostEnd | undefined;
  readonly changedAt: number;
}

/** Hosts that have not come to their end, the oldest run first. */
export async function unfinishedHosts(store: Store, run?: string): Promise<readonly HostRow[]> {
  const rows = await hostRows(store).where("state", "<>", "ended").execute();
  return rows.map(hostRow).filter((row) => run === undefined || row.run === run);
}

/** How many hosts of this run may be worked on at the same time. @throws StoreError when there is no such run */
export async function readRunLimits({ tables }: Store, run: string): Promise<number> {
  const row = await tables.selectFrom("runs").select("at_once").where("id", "=", run).executeTakeFirst();
  if (row === undefined) throw new StoreError(`Cannot find run ${run}; ferry run list names them`);
  return row.at_once;
}

/** The latest runs first. */
export async function listRuns(store: Store, most: number): Promise<readonly RunRow[]> {
  const runs = await store.tables.selectFrom("runs").selectAll().orderBy("created_at", "desc").limit(most).execute();
  const ids = runs.map(({ id }) => id);
  const hosts = ids.length === 0 ? [] : (await hostRows(store).where("run", "in", ids).execute()).map(hostRow);
  return runs.map(({ id, by, created_at, halted_by }) => ({
    run: id,
    by,
    startedAt: created_at.getTime(),
    haltedBy: halted_by ?? undefined,
    hosts: hosts.filter(({ run }) => run === id),
  }));
}

/** The run with this id, or undefined. */
export async function readRun(store: Store, run: string): Promise<RunRow | undefined> {
  const row = await store.tables.selectFrom("runs").selectAll().where("id", "=", run).executeTakeFirst();
  if (row === undefined) return undefined;
  const hosts = (await hostRows(store).where("run", "=", run).execute()).map(hostRow);
  return { run, by: row.by, startedAt: row.created_at.getTime(), haltedBy: row.halted_by ?? undefined, hosts };
}

/** The runs of one host, the latest first. */
export async function runsOfHost(store: Store, host: string): Promise<readonly HostRow[]> {
  const rows = await hostRows(store).where("host", "=", host).execute();
  return rows.map(hostRow).reverse();
}

/** What was told of a run after an event, oldest first. */
export async function readEvents(
  { tables }: Store,
  run: string,
  after: number,
  most: number,
): Promise<readonly ToldEvent[]> {
  const rows = await tables
    .selectFrom("events")
    .selectAll()
    .where("run", "=", run)
    .where("id", ">", String(after))
    .orderBy("id")
    .limit(most)
    .execute();
  return rows.map(toldEvent);
}

/** The last that was told of a run, of a host in all its runs, or of everything; oldest first. */
export async function lastEvents(
  { tables }: Store,
  of: { readonly run?: string; readonly host?: string },
  most: number,
): Promise<readonly ToldEvent[]> {
  let chosen = tables.selectFrom("events").selectAll();
  if (of.run !== undefined) chosen = chosen.where("run", "=", of.run);
  if (of.host !== undefined) chosen = chosen.where("host", "=", of.host);
  const rows = await chosen.orderBy("id", "desc").limit(most).execute();
  return rows.reverse().map(toldEvent);
}

/** Where the telling stands: what happens from now on comes after this event. */
export async function latestEvent(store: Store): Promise<number> {
  const [last] = await lastEvents(store, {}, 1);
  return last?.id ?? 0;
}

function toldEvent({ id, run, host, at, event }: Selectable<EventTable>): ToldEvent {
  return { id: Number(id), run, host, at: at.getTime(), event: event as RunEvent };
}

function hostRows({ tables }: Store) {
  return tables
    .selectFrom("host_runs")
    .innerJoin("runs", "runs.id", "host_runs.run")
    .select(["run", "host", "state", "phase", "steps", "target", "now", "question", "outcome", "changed_at"])
    .orderBy("created_at")
    .orderBy("host");
}

function hostRow(row: Awaited<ReturnType<ReturnType<typeof hostRows>["execute"]>>[number]): HostRow {
  // What is read here was written by Ferry, from values of these types.
  return {
    run: row.run,
    host: row.host,
    state: row.state as HostRunState,
    phase: row.phase,
    steps: row.steps as StepKind[],
    target: row.target as Json,
    now: (row.now ?? undefined) as HostRow["now"],
    question: (row.question ?? undefined) as Question | undefined,
    end: (row.outcome ?? undefined) as HostEnd | undefined,
    changedAt: row.changed_at.getTime(),
  };
}
