import type {
  HostStanding,
  LogEntry,
  RunHostView,
  RunListView,
  RunStepView,
  RunSummary,
  RunView,
} from "../report/runs.ts";
import { attendedRuns } from "../store/attended-runs.ts";
import { readHostHistory } from "../store/host-history.ts";
import type { Store } from "../store/open-store.ts";
import type { ToldEvent } from "../store/run-event.ts";
import { type HostRow, lastEvents, listRuns, type RunRow, readRun, runsOfHost } from "../store/run-readers.ts";
import { watchHosts } from "../store/watch-hosts.ts";
import { placeSentence } from "../workflow/host-place.ts";
import type { HostRecord } from "../workflow/host-record.ts";
import { hostState } from "../workflow/host-state.ts";
import { withHistory } from "./open-history.ts";
import { RequestError } from "./request-error.ts";
import { runOutcomeOf } from "./run-outcome-of.ts";

const NO_RUN = "there has been no run yet";
/** What a list shows. */
const MOST_RUNS = 50;

/** The latest runs. */
export async function showRuns(): Promise<RunListView> {
  const runs = await withHistory(async (store) => {
    const rows = await listRuns(store, MOST_RUNS);
    const attended = await attendedRuns(
      store,
      rows.map(({ run }) => run),
    );
    return rows.map((row) => summaryOf(row, attended.has(row.run)));
  });
  return { schema: "ferry/run-list/1", runs: runs ?? [] };
}

/** One run with all that was done to its hosts: the one named, or the last of the host named, or the last of all. */
export async function showRun(word: string | undefined): Promise<RunView> {
  const view = await withHistory(async (store) => {
    const row = await findRun(store, word);
    const attended = (await attendedRuns(store, [row.run])).has(row.run);
    const rows = await Promise.all(row.hosts.map((host) => hostView(store, host, attended)));
    return { schema: "ferry/run/1" as const, ...summaryOf(row, attended), rows };
  });
  if (view === undefined) throw new RequestError(`Cannot show a run: ${NO_RUN}`);
  return view;
}

/** Tells what happens in a run until each of its hosts has ended or waits for somebody. It works on none of them. */
export async function followRun(
  word: string | undefined,
  { onEvent, say }: { onEvent: (event: ToldEvent) => void; say: (text: string) => void },
) {
  const outcome = await withHistory(async (store) => {
    const { run, hosts } = await findRun(store, word);
    const open = hosts.some(({ state }) => state === "waiting" || state === "running");
    if (open && !(await attendedRuns(store, [run])).has(run)) {
      say(`Nobody works on run ${run} now; ferry run continue ${run} goes on with it`);
    }
    return runOutcomeOf(await watchHosts(store, hosts, onEvent));
  });
  if (outcome === undefined) throw new RequestError(`Cannot watch a run: ${NO_RUN}`);
  return outcome;
}

/** The last events of a run, of a host in all its runs, or of everything. */
export async function readLog(word: string | undefined, most: number): Promise<readonly LogEntry[]> {
  const events = await withHistory(async (store) => {
    if (word === undefined) return lastEvents(store, {}, most);
    if ((await readRun(store, word)) !== undefined) return lastEvents(store, { run: word }, most);
    if ((await runsOfHost(store, word)).length > 0) return lastEvents(store, { host: word }, most);
    throw new RequestError(
      `Cannot show the log of "${word}": there is no run and no host of that name; ferry run list`,
    );
  });
  if (events === undefined) throw new RequestError(`Cannot show a log: ${NO_RUN}`);
  return events.map(({ at, run, host, event }) => ({ schema: "ferry/event/1", at: iso(at), run, host, event }));
}

/** @throws RequestError when there is none */
export async function findRun(store: Store, word: string | undefined): Promise<RunRow> {
  if (word === undefined) {
    const [last] = await listRuns(store, 1);
    if (last === undefined) throw new RequestError(`Cannot find a run: ${NO_RUN}`);
    return last;
  }
  const named = await readRun(store, word);
  if (named !== undefined) return named;
  const [ofHost] = await runsOfHost(store, word);
  const found = ofHost === undefined ? undefined : await readRun(store, ofHost.run);
  if (found === undefined) {
    throw new RequestError(`Cannot find "${word}": there is no run and no host of that name; ferry run list`);
  }
  return found;
}

function summaryOf({ run, by, startedAt, haltedBy, hosts }: RunRow, attended: boolean): RunSummary {
  const states: Record<HostStanding, number> = {
    converted: 0,
    "rolled-back": 0,
    arrived: 0,
    stopped: 0,
    tried: 0,
    "needs-you": 0,
    asking: 0,
    waiting: 0,
    running: 0,
    idle: 0,
  };
  for (const host of hosts) states[standingOf(host, attended)]++;
  return { run, by, startedAt: iso(startedAt), haltedBy: haltedBy ?? null, hosts: hosts.length, states };
}

function standingOf({ state, end }: HostRow, attended: boolean): HostStanding {
  if (state === "ended") return end?.kind ?? "needs-you";
  if (state === "asking") return "asking";
  return attended ? state : "idle";
}

async function hostView(store: Store, row: HostRow, attended: boolean): Promise<RunHostView> {
  const { plan, records } = await readHostHistory(store, row);
  const standing = standingOf(row, attended);
  const { now } = row;
  return {
    host: row.host,
    standing,
    where: placeSentence(plan, hostState(records)),
    now: now === undefined || standing !== "running" ? null : { ...now, since: iso(now.since) },
    question: row.state === "asking" ? (row.question ?? null) : null,
    end: row.end ?? null,
    steps: records.map(stepView),
  };
}

function stepView(record: HostRecord): RunStepView {
  if (record.kind === "halt") {
    return { what: "stop", outcome: "said", at: iso(record.at), seconds: 0, text: `${record.by} stopped the run` };
  }
  if (record.kind === "answer") {
    const text = `${record.by} answered ${record.answer}`;
    return { what: record.answer, outcome: "said", at: iso(record.at), seconds: 0, text };
  }
  const { step, direction, outcome, startedAt, endedAt } = record;
  return {
    what: direction === "do" ? step : `${step} back`,
    outcome: outcome.kind,
    at: iso(startedAt),
    seconds: (endedAt - startedAt) / 1000,
    text: outcome.kind === "done" ? outcome.summary : outcome.reason,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
