import { mkdir } from "node:fs/promises";
import { openLine } from "../../hosts/host-line.ts";
import type { StepKind } from "../../steps/step.ts";
import type { Json, StepOutcome } from "../../steps/step-outcome.ts";
import { readKeptTarget } from "../live-target.ts";
import { MigrationOptions } from "../migration-options.ts";
import { FirstLook } from "./first-look.ts";
import { performers } from "./performers.ts";
import { runFolder } from "./run-folder.ts";

/** A host of a run, as the engine tells of it. */
export interface OrderedHost {
  readonly run: string;
  readonly host: string;
  readonly options: Json;
  readonly target: Json;
  readonly steps: readonly StepKind[];
}

/** One action at one host, as the engine orders it. */
export interface Order extends OrderedHost {
  readonly step: StepKind;
  readonly direction: "do" | "undo";
  readonly results: ReadonlyMap<StepKind, Json>;
  readonly report: (line: string) => void;
}

/** What the engine does to hosts: see HostOperations. */
export interface Operations {
  readonly perform: (order: Order) => Promise<StepOutcome>;
  /** The host's first steps may read now what they need. Changes nothing there. */
  readonly begin: (host: OrderedHost) => void;
  /** Nobody wants to know what was begun at this host. */
  readonly leave: (host: OrderedHost) => void;
  readonly end: () => void;
}

/** Carries out orders of the engine on real hosts. A step without an inverse of its own is undone by doing nothing. */
export function performOn(stateFolder: string): Operations {
  /** Of the hosts whose first steps are still to be done. */
  const looks = new Map<string, FirstLook>();

  function lookAt(host: OrderedHost): FirstLook {
    const { probes } = MigrationOptions.parse(host.options);
    const look =
      looks.get(nameOf(host)) ??
      new FirstLook(openLine(readKeptTarget(host.target)), { probes, observes: host.steps.includes("observe") });
    looks.set(nameOf(host), look);
    return look;
  }

  function leave(host: OrderedHost): void {
    looks.get(nameOf(host))?.stop();
    looks.delete(nameOf(host));
  }

  return {
    perform: async (order) => {
      const performer = await performers[order.step]();
      const folder = runFolder(stateFolder, order.run, order.host);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const context = {
        line: openLine(readKeptTarget(order.target)),
        look: lookAt(order),
        run: order.run,
        options: MigrationOptions.parse(order.options),
        results: order.results,
        folder,
        report: order.report,
      };
      let observeComes = false;
      try {
        if (order.direction === "do") {
          const outcome = await performer.perform(context);
          observeComes = outcome.kind === "done" && order.steps.indexOf(order.step) < order.steps.indexOf("observe");
          return outcome;
        }
        if (performer.undo === undefined)
          return { kind: "done", summary: "there is nothing to take back", result: null };
        return await performer.undo(context);
      } finally {
        if (!observeComes) leave(order);
      }
    },
    begin: (host) => lookAt(host).begin(),
    leave,
    end: () => {
      for (const look of looks.values()) look.stop();
      looks.clear();
    },
  };
}

function nameOf({ run, host }: OrderedHost): string {
  return `${run}:${host}`;
}
