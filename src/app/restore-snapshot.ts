import { snapshotWords } from "../backup/choose-snapshot.ts";
import type { PointSnapshot } from "../backup/restore-point.ts";
import { SnapshotAnswer } from "../hosts/backup/answers.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import { callSnapshotHook } from "../hosts/backup/snapshot-hook.ts";
import type { HostLine } from "../hosts/host-line.ts";
import type { StepOutcome } from "../steps/step-outcome.ts";

/**
 * Takes the whole host back to a snapshot, with all data on its volumes: what was written since is gone. LVM, btrfs and ZFS
 * need a boot for it; a hook has put the machine back when it returns.
 */
export async function restoreSnapshot(request: {
  readonly line: HostLine;
  readonly id: string;
  readonly snapshot: PointSnapshot;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}): Promise<StepOutcome> {
  const { line, id, snapshot, report, signal } = request;
  report(`going back to the ${snapshotWords(snapshot)}: everything written since is lost`);
  if (snapshot.kind === "hook") {
    const called = await callSnapshotHook(snapshot.program, "restore", line.name, snapshot.name, signal);
    if (called.kind === "failed") {
      const fix = `run ${snapshot.program} restore ${line.name} ${snapshot.name} yourself and see what it says`;
      return { kind: "failed", reason: `the snapshot hook failed: ${called.reason}`, fix };
    }
  } else {
    const answer = await runProgram(
      line,
      "snapshot",
      { action: "restore", point: id, folder: "", snapshot },
      SnapshotAnswer,
      {
        seconds: 1800,
      },
    );
    if (answer.kind === "unreachable") return answer;
    if (answer.kind === "trouble") return { kind: "failed", reason: answer.reason, fix: "restore by the file copy" };
  }
  return {
    kind: "done",
    summary: `back to the ${snapshotWords(snapshot)} from the next boot on`,
    result: { point: id, snapshot: snapshot.kind },
  };
}
