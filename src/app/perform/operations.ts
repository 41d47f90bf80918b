import { mkdir } from "node:fs/promises";
import { openLine } from "../../hosts/host-line.ts";
import type { StepKind } from "../../steps/step.ts";
import type { Json, StepOutcome } from "../../steps/step-outcome.ts";
import { readKeptTarget } from "../live-target.ts";
import { MigrationOptions } from "../migration-options.ts";
import { performers } from "./performers.ts";
import { runFolder } from "./run-folder.ts";

/** One action at one host, as the engine orders it. */
export interface Order {
  readonly run: string;
  readonly host: string;
  readonly step: StepKind;
  readonly direction: "do" | "undo";
  readonly options: Json;
  readonly target: Json;
  readonly results: ReadonlyMap<StepKind, Json>;
  readonly report: (line: string) => void;
}

/** Carries out orders of the engine on real hosts. A step without an inverse of its own is undone by doing nothing. */
export function performOn(stateFolder: string): (order: Order) => Promise<StepOutcome> {
  return async (order) => {
    const performer = await performers[order.step]();
    const folder = runFolder(stateFolder, order.run, order.host);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const context = {
      line: openLine(readKeptTarget(order.target)),
      run: order.run,
      options: MigrationOptions.parse(order.options),
      results: order.results,
      folder,
      report: order.report,
    };
    if (order.direction === "do") return performer.perform(context);
    if (performer.undo === undefined) return { kind: "done", summary: "there is nothing to take back", result: null };
    return performer.undo(context);
  };
}
