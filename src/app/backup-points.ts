import { type PruneDecision, prunePoints } from "../backup/prune.ts";
import type { RestorePoint } from "../backup/restore-point.ts";
import type { RestorePreviewView } from "../report/restore-points.ts";
import { listPoints, readPoint } from "../store/restore-points.ts";
import type { RestorePreview } from "./backup-restore.ts";
import { openRunIds } from "./open-run-ids.ts";
import { RequestError } from "./request-error.ts";

/** Restore points of these hosts, or of all, newest first. */
export async function restorePoints(state: string, hosts: readonly string[]): Promise<readonly RestorePoint[]> {
  if (hosts.length === 0) return listPoints(state);
  const lists = await Promise.all([...new Set(hosts)].map((host) => listPoints(state, host)));
  return lists.flat();
}

/** The point that is named, or the newest one: of the tested ones when `tested` asks for it. @throws RequestError */
export async function findPoint(
  state: string,
  host: string,
  id: string | undefined,
  tested: boolean,
): Promise<RestorePoint> {
  if (id !== undefined) {
    const point = /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(id) ? await readPoint(state, host, id) : undefined;
    if (point !== undefined) return point;
    throw new RequestError(
      `Cannot find the restore point "${id}" of ${host}: ferry backup list ${host} names those there are`,
    );
  }
  const points = await listPoints(state, host);
  const found = tested ? points.find(({ test }) => test.kind === "tested") : points[0];
  if (found !== undefined) return found;
  const why =
    points.length === 0 ? "it has none" : "none of its restore points was tested; name one to use it all the same";
  throw new RequestError(`Cannot find a restore point of ${host}: ${why}`);
}

/** An id for a point that no run asked for: the time. */
export function pointId(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

export interface PruneWish {
  readonly keep?: number;
  readonly olderThanDays?: number;
}

/** What pruning would take away, host by host. */
export async function pruneDecisions(
  state: string,
  hosts: readonly string[],
  wish: PruneWish,
  now: Date,
): Promise<readonly PruneDecision[]> {
  const points = await restorePoints(state, hosts);
  const openRuns = await openRunIds(state);
  const names = [...new Set(points.map(({ host }) => host))];
  return names.flatMap((name) =>
    prunePoints(
      points.filter(({ host }) => host === name),
      { ...wish, openRuns, daysOld: ({ createdAt }) => (now.getTime() - Date.parse(createdAt)) / 86_400_000 },
    ),
  );
}

export function restorePreviewView(point: RestorePoint, { rules, plan }: RestorePreview): RestorePreviewView {
  const { operations, lost } = plan;
  const count = (...names: readonly string[]) => names.reduce((sum, name) => sum + (operations[name] ?? 0), 0);
  return {
    schema: "ferry/restore-preview/1",
    host: point.host,
    point: point.id,
    createdAt: point.createdAt,
    release: point.machine.release,
    written: count("write", "link", "node", "directory"),
    corrected: count("metadata"),
    removed: count("remove"),
    contentBytes: plan.contentBytes,
    lost: {
      files: lost.files,
      bytes: lost.bytes,
      newest: lost.newest.map((file) => ({ ...file, modified: new Date(file.modified * 1000).toISOString() })),
    },
    rules,
  };
}
