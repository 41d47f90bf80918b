import type { RunRequest } from "../app/start-run.ts";
import type { RollbackRequest, Watching } from "../app/watch-run.ts";
import { eventLines } from "../report/render-event.ts";
import { renderRehearsal } from "../report/render-rehearsal.ts";
import { renderRunOutcome } from "../report/render-run-outcome.ts";
import type { RunOutcomeView } from "../report/run-outcome.ts";
import type { Printer } from "./printer.ts";

/** Starts a run and shows it to its end: a line for each change, at the end what is true of every host. */
export async function watchRun(request: Omit<RunRequest, "id">, printer: Printer, json: boolean): Promise<void> {
  const { startAndWatch } = await import("../app/watch-run.ts");
  leaveCalmly(printer, request.targets.length);
  const outcome = await startAndWatch(request, watching(printer));
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
  leaveCalmly(printer, request.words.length);
  const outcome = await rollBackAndWatch(request, watching(printer));
  if (outcome === undefined) printer.talk("Nothing was changed.");
  else showOutcome(outcome, printer, json);
}

/** Goes on with unfinished runs and shows them to their end. */
export async function continueRuns(run: string | undefined, printer: Printer, json: boolean): Promise<void> {
  const { continueAndWatch } = await import("../app/continue-runs.ts");
  leaveCalmly(printer, 2);
  const outcome = await continueAndWatch(run, watching(printer));
  if (outcome.hosts.length > 0 || json) showOutcome(outcome, printer, json);
  else printer.result("No run is unfinished.\n");
}

export function watching(printer: Printer): Watching {
  return {
    onEvent: ({ host, event }) => {
      for (const line of eventLines(host, event, printer.style)) printer.talk(line);
    },
    say: (sentence) => printer.talk(sentence),
  };
}

/** Ctrl-C leaves the hosts in the middle of their work: what that means is said, once. */
function leaveCalmly(printer: Printer, hosts: number): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      const whose = hosts === 1 ? "The host goes" : "The hosts go";
      printer.talk(`Left. ${whose} on with the present step; the same command goes on from there (ferry run list)`);
      process.kill(process.pid, name);
    });
  }
}

/** Shows how the hosts stand, and lets the command end with the code that says so. */
export function showOutcome(outcome: RunOutcomeView, printer: Printer, json: boolean): void {
  if (json) printer.json(outcome);
  else printer.result(renderRunOutcome(outcome, printer.style));
  process.exitCode = outcome.exit;
}
