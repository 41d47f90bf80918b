import type { RunRequest } from "../app/start-run.ts";
import type { HostKey, RollbackRequest, Watching } from "../app/watch-run.ts";
import { eventLines } from "../report/render-event.ts";
import { renderRehearsal } from "../report/render-rehearsal.ts";
import { renderRunOutcome } from "../report/render-run-outcome.ts";
import type { RunOutcomeView } from "../report/run-outcome.ts";
import { interruption } from "./interruption.ts";
import type { Printer } from "./printer.ts";

/** Starts a run and shows it to its end: a line for each change, at the end what is true of every host. */
export async function watchRun(request: Omit<RunRequest, "id">, printer: Printer, json: boolean): Promise<void> {
  const { startAndWatch } = await import("../app/watch-run.ts");
  const outcome = await startAndWatch(request, watchingCalmly(printer));
  if (request.kind === "rehearse" && !json) await showRehearsals(outcome, printer);
  showOutcome(outcome, printer, json);
}

async function showRehearsals(outcome: RunOutcomeView, printer: Printer): Promise<void> {
  const { readRehearsals } = await import("../app/read-rehearsals.ts");
  for (const rehearsal of await readRehearsals(outcome)) {
    printer.result(`${renderRehearsal(rehearsal, { width: Math.max(80, printer.width), style: printer.style })}\n`);
  }
}

export async function watchRollback(request: RollbackRequest, printer: Printer, json: boolean): Promise<void> {
  const { rollBackAndWatch } = await import("../app/watch-run.ts");
  const outcome = await rollBackAndWatch(request, watchingCalmly(printer));
  if (outcome === undefined) printer.talk("Nothing was changed.");
  else showOutcome(outcome, printer, json);
}

/** Goes on with unfinished runs and shows them to their end. */
export async function continueRuns(run: string | undefined, printer: Printer, json: boolean): Promise<void> {
  const { continueAndWatch } = await import("../app/continue-runs.ts");
  const outcome = await continueAndWatch(run, watchingCalmly(printer));
  if (outcome.hosts.length > 0 || json) showOutcome(outcome, printer, json);
  else printer.result("No run is unfinished.\n");
}

export function watching(printer: Printer): Omit<Watching, "onGoing"> {
  return {
    onEvent: ({ host, event }) => {
      for (const line of eventLines(host, event, printer.style)) printer.talk(line);
    },
    say: (sentence) => printer.talk(sentence),
  };
}

/** The hosts do not need this process: at Ctrl-C it is said what goes on without it, and how to come back. */
function watchingCalmly(printer: Printer): Watching {
  let going: readonly HostKey[] = [];
  interruption(() => {
    for (const line of farewell(going)) printer.insist(line);
  });
  return { ...watching(printer), onGoing: (hosts) => (going = hosts) };
}

/** What is said to somebody who leaves while these hosts are at work. */
function farewell(going: readonly HostKey[]): readonly string[] {
  const [first] = going;
  if (first === undefined) return ["Left before a run began; ferry run list shows those that there are"];
  const runs = new Set(going.map(({ run }) => run));
  const which = runs.size === 1 ? ` ${first.run}` : "";
  return [
    going.length === 1
      ? `Left. ${first.host} ends by itself what it is at, and then waits: no further step begins`
      : `Left. The ${going.length} hosts end by themselves what they are at, and then wait: no further step begins`,
    `To go on: ferry run continue${which}`,
    `To look:  ferry run ${runs.size === 1 ? "show" : "list"}${which}`,
  ];
}

/** Shows how the hosts stand, and lets the command end with the code that says so. */
export function showOutcome(outcome: RunOutcomeView, printer: Printer, json: boolean): void {
  if (json) printer.json(outcome);
  else printer.result(renderRunOutcome(outcome, printer));
  process.exitCode = outcome.exit;
}
