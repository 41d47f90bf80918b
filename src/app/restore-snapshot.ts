import { snapshotWords } from "../backup/choose-snapshot.ts";
import type { PointSnapshot } from "../backup/restore-point.ts";
import { SnapshotAnswer } from "../hosts/backup/answers.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import { callSnapshotHook } from "../hosts/backup/snapshot-hook.ts";
import type { StepOutcome } from "../steps/step-outcome.ts";
import { type RestoreRequest, restoreFiles } from "./backup-restore.ts";

type Restored = Exclude<StepOutcome, { readonly kind: "arrived" }>;

/**
 * Takes the whole host back to a snapshot of its point, with all data on its volumes: what was written since is gone. LVM, btrfs
 * and ZFS need a boot for it; a hook has put the machine back when it returns. What lies on no volume, such as /boot, goes back
 * by the file copy.
 */
export async function restoreSnapshot(
  request: Omit<RestoreRequest, "withData" | "only">,
  snapshot: PointSnapshot,
): Promise<Restored> {
  const { line, point, report, signal } = request;
  report(`going back to the ${snapshotWords(snapshot)}: everything written since is lost`);
  if (snapshot.kind === "hook") {
    const called = await callSnapshotHook(snapshot.program, "restore", line.name, snapshot.name, signal);
    if (called.kind === "failed") {
      const fix = `run ${snapshot.program} restore ${line.name} ${snapshot.name} yourself and see what it says`;
      return { kind: "failed", reason: `the snapshot hook failed: ${called.reason}`, fix };
    }
    return done(point.id, snapshot, `back to the ${snapshotWords(snapshot)}`);
  }
  const input = { action: "restore", point: point.id, folder: "", snapshot };
  const answer = await runProgram(line, "snapshot", input, SnapshotAnswer, { seconds: 1800 });
  if (answer.kind === "unreachable") return answer;
  if (answer.kind === "trouble") {
    return {
      kind: "failed",
      reason: answer.reason,
      fix: `go back by files: ferry backup restore ${line.name} ${point.id}`,
    };
  }
  const beside = point.copy.mounts.filter((path) => /^\/(?:boot|efi)(?:\/|$)/.test(path));
  if (beside.length > 0) {
    const files = await restoreFiles({ ...request, withData: true, only: beside });
    if (files.kind === "stopped") return { ...files, kind: "failed" };
    if (files.kind !== "restored") return files;
  }
  return done(point.id, snapshot, `back to the ${snapshotWords(snapshot)} from the next boot on`);
}

function done(point: string, snapshot: PointSnapshot, summary: string): Restored {
  return { kind: "done", summary, result: { point, snapshot: snapshot.kind } };
}
