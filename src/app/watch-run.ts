import type { Engine } from "../engine/open-engine.ts";
import type { RunOutcomeView } from "../report/run-outcome.ts";
import type { ToldEvent } from "../store/run-event.ts";
import type { WatchedHost } from "../store/watch-hosts.ts";
import { BLOCKED, DONE, FAILED, HOST_FAILED, UNDECIDED, UNREACHABLE } from "./exit-code.ts";
import { openRuns } from "./open-runs.ts";
import { RequestError } from "./request-error.ts";
import { newRunId } from "./run-id.ts";
import { type RunRequest, runSpecOf } from "./start-run.ts";

export interface Watching {
  readonly onEvent: (event: ToldEvent) => void;
  /** Takes sentences for the person, such as that an unfinished run goes on. */
  readonly say: (sentence: string) => void;
}

/** Starts a run, or goes on with the unfinished ones of its hosts, and tells what happens until each is at an end. */
export async function startAndWatch(
  request: Omit<RunRequest, "id">,
  { onEvent, say }: Watching,
): Promise<RunOutcomeView> {
  const engine = await openRuns(say);
  try {
    const started = await engine.startRun(runSpecOf({ ...request, id: newRunId(new Date()) }));
    for (const { host, run, kind } of started) {
      if (kind !== "adopted") continue;
      say(`${host}: the unfinished run ${run} goes on, with the options it was started with`);
      await engine.answer({ run, host }, "try-again", request.by);
    }
    return outcomeOf(await engine.watch(started, onEvent));
  } finally {
    await engine.close();
  }
}

export interface RollbackRequest {
  /** Hosts, or ids of runs. */
  readonly words: readonly string[];
  readonly by: string;
  /** Shown what would be done to which hosts; false leaves them alone. `word` is what a person types for yes. */
  readonly consent: (sentences: readonly string[], word: string) => Promise<boolean>;
}

/** Takes hosts back, and tells what happens until each is at an end. Undefined: there was no consent. */
export async function rollBackAndWatch(
  request: RollbackRequest,
  { onEvent, say }: Watching,
): Promise<RunOutcomeView | undefined> {
  const engine = await openRuns(say);
  try {
    const keys = await hostsOf(engine, request.words);
    const { wayBackOf } = await import("./way-back.ts");
    const sentences = (await Promise.all(keys.map((key) => wayBackOf(engine, key)))).flat();
    const [only] = keys;
    const word = keys.length === 1 ? (only?.host ?? "") : String(keys.length);
    if (!(await request.consent(sentences, word))) return undefined;
    for (const key of keys) {
      const order = await engine.rollBack(key, request.by);
      if (order.kind === "nothing to undo") say(`${key.host}: there is nothing to take back`);
      if (order.kind === "busy")
        say(`${key.host}: a step is under way in run ${key.run}; it is watched to its end first`);
      if (order.kind === "other run") say(`${key.host}: the run ${order.run} is not finished; roll that one back`);
    }
    return outcomeOf(await engine.watch(keys, onEvent));
  } finally {
    await engine.close();
  }
}

async function hostsOf(engine: Engine, words: readonly string[]): Promise<readonly { run: string; host: string }[]> {
  const { readRun, runsOfHost } = await import("../store/run-readers.ts");
  const found = [];
  for (const word of words) {
    const run = await readRun(engine.store, word);
    const rows =
      run?.hosts ?? (await runsOfHost(engine.store, word)).filter(({ steps }) => steps.includes("convert")).slice(0, 1);
    if (rows.length === 0) {
      throw new RequestError(`Cannot roll back "${word}": there is no run and no host of that name; ferry run list`);
    }
    found.push(...rows.map(({ run: id, host }) => ({ run: id, host })));
  }
  return found;
}

function outcomeOf(rows: readonly WatchedHost[]): RunOutcomeView {
  const hosts = rows.map(({ run, host, end, question }) => ({
    run,
    host,
    end: end ?? null,
    question: question ?? null,
  }));
  return { schema: "ferry/run-outcome/1", exit: exitOf(hosts), hosts };
}

function exitOf(hosts: RunOutcomeView["hosts"]): number {
  const codes = hosts.map(({ end, question }): number => {
    if (question !== null) return question.because === "unreachable" ? UNREACHABLE : UNDECIDED;
    switch (end?.kind) {
      case "converted":
      case "tried":
        return DONE;
      case "stopped":
        return BLOCKED;
      case "rolled-back":
      case "needs-you":
        return HOST_FAILED;
      case undefined:
        return FAILED;
    }
  });
  return [FAILED, HOST_FAILED, BLOCKED, UNREACHABLE, UNDECIDED].find((code) => codes.includes(code)) ?? DONE;
}
