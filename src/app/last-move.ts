import type { HostRow } from "../store/run-readers.ts";

/**
 * Of the runs of a host, the latest first, the one that tells what became of it: the last that began to change it or still may.
 * Where none did it is the last that was to. Undefined where nobody ever wanted to move the host.
 */
export function lastMove(runs: readonly HostRow[]): HostRow | undefined {
  const moves = runs.filter(({ steps }) => steps.includes("convert"));
  return moves.find(({ end }) => end?.kind !== "arrived" && end?.kind !== "stopped") ?? moves[0];
}
