import { freemem } from "node:os";
import { type InspectOptions, inspectHost } from "./inspect-host.ts";
import type { Inspection } from "./inspection.ts";
import { type Target, targetName } from "./target.ts";

/** `index` is the target's place in the list. */
type InspectEvent =
  | { readonly kind: "started"; readonly index: number; readonly host: string }
  | { readonly kind: "finished"; readonly index: number; readonly inspection: Inspection };

export interface InspectManyOptions<Result> extends InspectOptions {
  /** Hosts at the same time. */
  readonly forks?: number;
  /** Makes of each inspection what is kept of it; captures are large, and thousands of them are not to be held. */
  readonly keep: (inspection: Inspection, target: Target) => Result | Promise<Result>;
  readonly onEvent?: (event: InspectEvent) => void;
}

/** As many hosts as memory allows at 16 MB for each, at most 50: an ssh takes 8 MB, and its answer about as much. */
function defaultForks(): number {
  return Math.max(1, Math.min(50, Math.floor(freemem() / (16 << 20))));
}

/**
 * Inspects hosts, several at the same time; the results stand in the order of the targets.
 * @throws what `keep` throws and what inspectHost throws, after the hosts that were under way have been left.
 */
export async function inspectHosts<Result>(
  targets: readonly Target[],
  options: InspectManyOptions<Result>,
): Promise<readonly Result[]> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const results = new Map<number, Result>();
  let next = 0;

  async function work(): Promise<void> {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index];
      if (target === undefined) return;
      options.onEvent?.({ kind: "started", index, host: targetName(target) });
      const inspection = await inspectHost(target, { ...options, signal });
      options.onEvent?.({ kind: "finished", index, inspection });
      results.set(index, await options.keep(inspection, target));
    }
  }

  const forks = Math.min(options.forks ?? defaultForks(), targets.length);
  const workers = Array.from({ length: forks }, async () => {
    try {
      await work();
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return [...results.entries()].sort(([left], [right]) => left - right).map(([, result]) => result);
}
