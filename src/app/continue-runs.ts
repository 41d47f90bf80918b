import type { RunOutcomeView } from "../report/run-outcome.ts";
import { attendedRuns } from "../store/attended-runs.ts";
import type { Answered } from "../store/run-orders.ts";
import { latestEvent } from "../store/run-readers.ts";
import { answers } from "../workflow/host-record.ts";
import { settleBootUnit } from "./boot-unit.ts";
import { withHistory } from "./open-history.ts";
import { openRuns } from "./open-runs.ts";
import { RequestError } from "./request-error.ts";
import { runOutcomeOf } from "./run-outcome-of.ts";
import { findRun } from "./runs.ts";
import type { Watching } from "./watch-run.ts";

/** Goes on with the unfinished runs, or with one, and tells what happens until each host is at an end or waits for somebody. */
export async function continueAndWatch(
  word: string | undefined,
  { onEvent, say, onGoing }: Watching,
): Promise<RunOutcomeView> {
  const run = await withHistory(async (store) => (word === undefined ? "" : (await findRun(store, word)).run));
  if (run === undefined) {
    if (word !== undefined) throw new RequestError(`Cannot go on with "${word}": there has been no run yet`);
    return runOutcomeOf([]);
  }
  const engine = await openRuns(say);
  try {
    const after = await latestEvent(engine.store);
    const hosts = await engine.continueRuns(run === "" ? undefined : run);
    onGoing(hosts);
    for (const { host, run: of } of hosts) say(`${host}: goes on in run ${of}`);
    const rows = await engine.watch(hosts, onEvent, { after });
    await settleBootUnit(engine.store);
    return runOutcomeOf(rows);
  } finally {
    await engine.close();
  }
}

/** What became of an answer. `attended`: a process works on the run, so the host goes on at once. */
export type AnswerOutcome = Answered & { readonly run: string; readonly attended: boolean };

/** Gives an answer to what a host waits for. @throws RequestError when the word is no answer, or the host has had no run */
export async function answerHost(host: string, word: string, by: string): Promise<AnswerOutcome> {
  const answer = answers.find((each) => each === word);
  if (answer === undefined) throw new RequestError(`Cannot answer "${word}": one of ${answers.join(", ")}`);
  const answered = await withHistory(async (store) => {
    const { run } = await findRun(store, host);
    const { sendAnswer } = await import("../engine/send-answer.ts");
    const attended = (await attendedRuns(store, [run])).has(run);
    return { ...(await sendAnswer(store, { run, host }, answer, by)), run, attended };
  });
  if (answered === undefined) throw new RequestError(`Cannot answer for ${host}: there has been no run yet`);
  return answered;
}

/** Hosts of the run that have not begun their transaction will not begin it. @throws RequestError when it has ended */
export async function abortRun(word: string, by: string): Promise<string> {
  const run = await withHistory(async (store) => {
    const found = await findRun(store, word);
    if (found.hosts.every(({ state }) => state === "ended")) {
      throw new RequestError(`Cannot stop run ${found.run}: it has ended; ferry rollback takes its hosts back`);
    }
    const { keepHalt } = await import("../store/run-orders.ts");
    await keepHalt(store, found.run, by);
    return found.run;
  });
  if (run === undefined) throw new RequestError(`Cannot stop "${word}": there has been no run yet`);
  return run;
}
