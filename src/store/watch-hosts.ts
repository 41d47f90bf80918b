import { setTimeout as sleep } from "node:timers/promises";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import type { ToldEvent } from "./run-event.ts";
import { type HostRow, readEvents, readRun } from "./run-readers.ts";

export type WatchedHost = HostRow;

export interface WatchOptions {
  /** Only what is told after this event; everything without it. */
  readonly after?: number;
}

const LOOK_MILLISECONDS = 100;
const HEAP = 1000;

/** Tells what happens to hosts until each has ended or waits for an answer; gives how they stand then. */
export async function watchHosts(
  store: Store,
  hosts: readonly HostKey[],
  onEvent: (event: ToldEvent) => void,
  options: WatchOptions = {},
): Promise<readonly WatchedHost[]> {
  const wanted = new Set(hosts.map(nameOf));
  const runs = [...new Set(hosts.map(({ run }) => run))];
  const told = new Map(runs.map((run) => [run, options.after ?? 0]));
  for (;;) {
    // How they stand is read first: an end that is seen here has been told already when the events are read.
    const standing: HostRow[] = [];
    for (const run of runs)
      standing.push(...((await readRun(store, run))?.hosts ?? []).filter((row) => wanted.has(nameOf(row))));
    for (const run of runs) {
      for (;;) {
        const events = await readEvents(store, run, told.get(run) ?? 0, HEAP);
        for (const event of events) if (wanted.has(nameOf(event))) onEvent(event);
        told.set(run, events.at(-1)?.id ?? told.get(run) ?? 0);
        if (events.length < HEAP) break;
      }
    }
    if (standing.every(({ state }) => state === "ended" || state === "asking")) return standing;
    await sleep(LOOK_MILLISECONDS);
  }
}

function nameOf({ run, host }: HostKey): string {
  return `${run}:${host}`;
}
