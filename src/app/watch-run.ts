import type { Engine } from "../engine/open-engine.ts";
import type { RunOutcomeView } from "../report/run-outcome.ts";
import { attendedRuns } from "../store/attended-runs.ts";
import type { HostKey } from "../store/host-key.ts";
import type { ToldEvent } from "../store/run-event.ts";
import { latestEvent, readRun, runsOfHost } from "../store/run-readers.ts";
import { settleBootUnit } from "./boot-unit.ts";
import { BLOCKED } from "./exit-code.ts";
import { lastMove } from "./last-move.ts";
import { openRuns } from "./open-runs.ts";
import { performOn } from "./perform/operations.ts";
import { RequestError } from "./request-error.ts";
import { newRunId } from "./run-id.ts";
import { runOutcomeOf } from "./run-outcome-of.ts";
import { checkOptions, hostsReadAhead, type RunRequest, runSpecOf } from "./start-run.ts";
import { stateFolder } from "./state-folder.ts";

export type { HostKey };

export interface Watching {
  readonly onEvent: (event: ToldEvent) => void;
  /** Takes sentences for the person, such as that an unfinished run goes on. */
  readonly say: (sentence: string) => void;
  /** Told once the runs are kept: from then on they go on whatever becomes of this process. */
  readonly onGoing: (hosts: readonly HostKey[]) => void;
}

/** Starts a run, or goes on with the unfinished ones of its hosts, and tells what happens until each is at an end. */
export async function startAndWatch(
  request: Omit<RunRequest, "id">,
  { onEvent, say, onGoing }: Watching,
): Promise<RunOutcomeView> {
  checkOptions(request.options);
  const spec = runSpecOf({ ...request, id: newRunId(new Date()) });
  const operations = performOn(stateFolder());
  // A database takes its time to start.
  const read = hostsReadAhead(spec);
  for (const host of read) operations.begin(host);
  const engine = await openRuns(say, operations).catch((error: unknown) => {
    operations.end();
    throw error;
  });
  try {
    const after = await latestEvent(engine.store);
    const started = await engine.startRun(spec);
    onGoing(started);
    for (const { host, run, kind } of started) {
      if (kind !== "adopted") continue;
      // It may be half changed: what was read of it is no state to compare with.
      for (const one of read) if (one.host === host) operations.leave(one);
      say(`${host}: the unfinished run ${run} goes on, with the options it was started with`);
      await engine.answer({ run, host }, "try-again", request.by);
    }
    if ((await settleBootUnit(engine.store)) === "on")
      say("This machine goes on by itself after a boot (ferry-continue.service)");
    const rows = await engine.watch(started, onEvent, { after });
    await settleBootUnit(engine.store);
    return runOutcomeOf(rows);
  } finally {
    await engine.close();
  }
}

export interface RollbackRequest {
  /** Hosts, or ids of runs. */
  readonly words: readonly string[];
  readonly by: string;
  /** Ask each host what exactly would be lost, before the consent. */
  readonly preview: boolean;
  readonly progress: (line: string) => void;
  /** Shown what would be done to which hosts; false leaves them alone. `word` is what a person types for yes. */
  readonly consent: (sentences: readonly string[], word: string) => Promise<boolean>;
}

/** Takes hosts back, and tells what happens until each is at an end. Undefined: there was no consent. */
export async function rollBackAndWatch(
  request: RollbackRequest,
  { onEvent, say, onGoing }: Watching,
): Promise<RunOutcomeView | undefined> {
  const engine = await openRuns(say);
  try {
    const keys = await hostsOf(engine, request.words);
    const { wayBackOf } = await import("./way-back.ts");
    const { readHostHistory } = await import("../store/host-history.ts");
    const sentences: string[] = [];
    for (const key of keys) {
      const history = await readHostHistory(engine.store, key);
      const ask = request.preview && (history.state === "ended" || history.state === "asking");
      sentences.push(
        ...(await wayBackOf({ ...key, history, stateFolder: stateFolder(), ask, report: request.progress })),
      );
    }
    request.progress("");
    const [only] = keys;
    const word = keys.length === 1 ? (only?.host ?? "") : String(keys.length);
    if (!(await request.consent(sentences, word))) return undefined;
    const left: HostKey[] = [];
    const after = await latestEvent(engine.store);
    for (const key of keys) {
      const order = await engine.rollBack(key, request.by);
      if (order.kind === "nothing to undo") say(`${key.host}: there is nothing to take back`);
      if (order.kind === "busy") {
        if ((await attendedRuns(engine.store, [key.run])).has(key.run)) {
          say(
            `${key.host}: a step is under way in run ${key.run}; it is watched to its end, then give the order again`,
          );
        } else {
          left.push(key);
          for (const sentence of leftInMidRun(key)) say(sentence);
        }
      }
      if (order.kind === "other run") say(`${key.host}: the run ${order.run} is not finished; roll that one back`);
    }
    const watched = keys.filter((key) => !left.includes(key));
    onGoing(watched);
    await settleBootUnit(engine.store);
    const rows = await engine.watch(watched, onEvent, { after });
    await settleBootUnit(engine.store);
    const outcome = runOutcomeOf(rows, "rollback");
    return left.length === 0 ? outcome : { ...outcome, exit: Math.max(outcome.exit, BLOCKED) };
  } finally {
    await engine.close();
  }
}

/** A host whose run nobody works on: watching it would last for ever. */
function leftInMidRun({ host, run }: HostKey): readonly string[] {
  return [
    `${host}: its run ${run} is not at its end, and nobody works on it. Before its transaction this takes all back:`,
    `  ferry run abort ${run} && ferry run continue ${run}`,
    `${host}: after its transaction has begun that goes on to the end of the run, and ferry rollback leads back from there`,
  ];
}

async function hostsOf(engine: Engine, words: readonly string[]): Promise<readonly { run: string; host: string }[]> {
  const found = [];
  for (const word of words) {
    const run = await readRun(engine.store, word);
    const rows = run?.hosts ?? [lastMove(await runsOfHost(engine.store, word)) ?? []].flat();
    if (rows.length === 0) {
      throw new RequestError(`Cannot roll back "${word}": there is no run and no host of that name; ferry run list`);
    }
    found.push(...rows.map(({ run: id, host }) => ({ run: id, host })));
  }
  return found;
}
