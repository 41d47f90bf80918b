import { chooseSnapshot, type LvmSnapshot, type SnapshotChoice } from "../backup/choose-snapshot.ts";
import type { CopyScope } from "../backup/copy-scope.ts";
import type { HostSurvey } from "../backup/host-survey.ts";
import type { PointSnapshot } from "../backup/restore-point.ts";
import { SnapshotAnswer } from "../hosts/backup/answers.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import { callSnapshotHook } from "../hosts/backup/snapshot-hook.ts";
import type { HostLine } from "../hosts/host-line.ts";
import type { BackupRequest } from "./backup-create.ts";
import { BackupStop, must } from "./backup-stop.ts";

export interface MadeSnapshot {
  readonly snapshots?: PointSnapshot;
  readonly notes: readonly string[];
}

/** What the rehearsal would have measured where there was none: a conversion of a small server. */
const ASSUMED_BYTES = 2 << 30;

/**
 * The best snapshot that the host offers: the user's hook before all others, for it takes the whole machine.
 * @throws BackupStop when a snapshot that the host offers cannot be made
 */
export async function makeSnapshot(
  request: BackupRequest,
  survey: HostSurvey,
  scope: CopyScope,
): Promise<MadeSnapshot> {
  const { line, options, id, report } = request;
  if (options.snapshotHook !== undefined) {
    const name = `ferry-${id}`;
    report("making a snapshot with your hook");
    const called = await callSnapshotHook(options.snapshotHook, "create", line.name, name, request.signal);
    if (called.kind === "failed") {
      throw new BackupStop({
        kind: "stopped",
        reason: `the snapshot hook failed: ${called.reason}`,
        fix: `run ${options.snapshotHook} create ${line.name} ${name} yourself and see what it says`,
      });
    }
    return { snapshots: { kind: "hook", program: options.snapshotHook, name }, notes: [] };
  }
  if (options.snapshots === "none") return { notes: [] };
  const choice = chooseSnapshot(survey, scope.mounts, id, request.changedBytes ?? ASSUMED_BYTES);
  if (choice.kind === "none") return { notes: [`no snapshot: ${choice.reasons.join("; ")}`] };
  report(`making a snapshot (${choice.kind})`);
  const snapshot = snapshotOf(choice, id);
  const sizes = choice.kind === "lvm" ? { volumes: choice.volumes.map(lvmVolume) } : {};
  must(
    await runProgram(
      line,
      "snapshot",
      { action: "make", point: id, folder: "", snapshot: { ...snapshot, ...sizes } },
      SnapshotAnswer,
      {
        seconds: 900,
      },
    ),
    "look at the volumes of the host, or go on without a snapshot (snapshots: none): the file copy is a way back of its own",
  );
  return { snapshots: snapshot, notes: choice.kind === "lvm" && choice.note !== undefined ? [choice.note] : [] };
}

function lvmVolume({ group, origin, snapshot, bytes }: LvmSnapshot) {
  return { group, origin, snapshot, thin: bytes === undefined, ...(bytes === undefined ? {} : { bytes }) };
}

function snapshotOf(choice: Exclude<SnapshotChoice, { readonly kind: "none" }>, id: string): PointSnapshot {
  switch (choice.kind) {
    case "lvm":
      return {
        kind: "lvm",
        volumes: choice.volumes.map(({ group, origin, snapshot, bytes }) => ({
          group,
          origin,
          snapshot,
          thin: bytes === undefined,
        })),
      };
    case "btrfs":
      return { kind: "btrfs", device: choice.device, subvolume: choice.subvolume, default: choice.default };
    case "zfs":
      return { kind: "zfs", snapshots: choice.datasets.map((dataset) => `${dataset}@ferry-${id}`) };
  }
}

/** Takes a snapshot away; what is gone already is no failure. @throws BackupStop when it cannot be taken away */
export async function removeSnapshot(line: HostLine, id: string, snapshot: PointSnapshot): Promise<void> {
  if (snapshot.kind === "hook") {
    const exists = await callSnapshotHook(snapshot.program, "exists", line.name, snapshot.name);
    if (exists.kind === "failed") return;
    const removed = await callSnapshotHook(snapshot.program, "remove", line.name, snapshot.name);
    if (removed.kind === "done") return;
    throw new BackupStop({
      kind: "stopped",
      reason: `the snapshot hook failed: ${removed.reason}`,
      fix: `run ${snapshot.program} remove ${line.name} ${snapshot.name} yourself`,
    });
  }
  must(
    await runProgram(line, "snapshot", { action: "remove", point: id, folder: "", snapshot }, SnapshotAnswer, {
      seconds: 900,
    }),
    "take the snapshot away yourself",
  );
}
