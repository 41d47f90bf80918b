import type { RestorePoint } from "./restore-point.ts";

export interface PruneOptions {
  /** How many of the newest points of a host stay. */
  readonly keep?: number;
  /** Points older than this many days go. */
  readonly olderThanDays?: number;
  /** How old a point is, in days. */
  readonly daysOld: (point: RestorePoint) => number;
  /** Runs that have not ended: their hosts keep their way back. */
  readonly openRuns: ReadonlySet<string>;
}

export interface PruneDecision {
  readonly point: RestorePoint;
  readonly action: "keep" | "remove";
  readonly why: string;
}

/**
 * Which restore points of one host go. A point goes only when every condition that is given says so; the newest tested point
 * never goes while a run that it was made for, or that came after it, has not ended, nor does the last tested one at all
 * while newer ones are untested.
 */
export function prunePoints(points: readonly RestorePoint[], options: PruneOptions): readonly PruneDecision[] {
  const newest = points.toSorted((left, right) => (left.createdAt < right.createdAt ? 1 : -1));
  const lastTested = newest.find(({ test }) => test.kind === "tested");
  return newest.map((point, index): PruneDecision => {
    const keep = (why: string): PruneDecision => ({ point, action: "keep", why });
    if (point.run !== undefined && options.openRuns.has(point.run)) return keep("its run has not ended");
    if (options.keep !== undefined && index < options.keep) return keep(`one of the newest ${options.keep}`);
    const days = options.daysOld(point);
    if (options.olderThanDays !== undefined && days <= options.olderThanDays) return keep("not old enough");
    if (point === lastTested && index > 0) return keep("the last tested one; newer ones are untested");
    if (point === lastTested && options.openRuns.size > 0) return keep("the last tested one, and a run has not ended");
    return { point, action: "remove", why: `${Math.floor(days)} days old` };
  });
}
