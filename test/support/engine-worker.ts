/**
 * A process that works on runs with steps that are real and small: each appends a line to a file and flushes it, then takes a
 * while. Arguments: the state folder, the file, milliseconds a step takes. Orders come as lines of JSON on standard input, answers
 * go to standard output.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type Engine, openEngine } from "../../src/engine/open-engine.ts";
import type { StepOutcome } from "../../src/steps/step-outcome.ts";
import type { RunSpec } from "../../src/store/run-spec.ts";
import type { Answer } from "../../src/workflow/host-record.ts";

export type Order =
  | { readonly kind: "start"; readonly spec: RunSpec }
  | { readonly kind: "continue" }
  | { readonly kind: "answer"; readonly run: string; readonly host: string; readonly answer: Answer }
  | { readonly kind: "roll back"; readonly run: string; readonly host: string }
  | { readonly kind: "halt"; readonly run: string }
  | { readonly kind: "close" };

/** A line of the file. */
export interface DoneLine {
  readonly at: number;
  readonly pid: number;
  readonly run: string;
  readonly host: string;
  readonly step: string;
  readonly direction: string;
  readonly attempt: number;
}

const [stateFolder = "", file = "", milliseconds = "20", databaseUrl] = process.argv.slice(2);

function append(line: DoneLine): void {
  const descriptor = openSync(file, "a");
  writeSync(descriptor, `${JSON.stringify(line)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** What the options of the run tell for `do convert` and the like, else done. */
function told(options: unknown, host: string, name: string): StepOutcome | undefined {
  const outcomes = options as Readonly<Record<string, StepOutcome>>;
  return outcomes[`${host} ${name}`] ?? outcomes[name];
}

const engine: Engine = await openEngine(
  {
    stateFolder,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    log: (line) => process.stderr.write(`dbos: ${line}\n`),
    onLost: (reason) => process.stderr.write(`lost: ${reason}\n`),
  },
  {
    perform: async ({ run, host, step, direction, attempt, options, report }) => {
      append({ at: Date.now(), pid: process.pid, run, host, step, direction, attempt });
      report(`${direction} ${step} begins`);
      await sleep(Number(milliseconds) * (0.5 + Math.random()));
      const outcome = told(options, host, `${direction} ${step}`);
      if (outcome !== undefined) return outcome;
      return { kind: "done", summary: `${direction} ${step} is done`, result: { attempt } };
    },
  },
);

async function carryOut(order: Order): Promise<unknown> {
  switch (order.kind) {
    case "start":
      return engine.startRun(order.spec);
    case "continue":
      return engine.continueRuns();
    case "answer":
      return engine.answer({ run: order.run, host: order.host }, order.answer, "ada");
    case "roll back":
      return engine.rollBack({ run: order.run, host: order.host }, "ada");
    case "halt":
      return engine.halt(order.run, "ada");
    case "close":
      await engine.close();
      return "closed";
  }
}

process.stdout.write(`${JSON.stringify("ready")}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  process.stdout.write(`${JSON.stringify((await carryOut(order)) ?? null)}\n`);
  if (order.kind === "close") break;
}
process.stdin.destroy();
