import type { RestorePoint } from "../backup/restore-point.ts";
import { ResticAnswer } from "../hosts/backup/answers.ts";
import { hostFolders, removeHostFolders } from "../hosts/backup/host-folders.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import type { HostLine } from "../hosts/host-line.ts";
import { removePoint } from "../store/restore-points.ts";
import { removeSnapshot } from "./backup-snapshot.ts";
import { BackupStop, must } from "./backup-stop.ts";
import { resticEnvironment } from "./restic-environment.ts";

export interface DropRequest {
  readonly line: HostLine;
  readonly state: string;
  readonly passwordFile?: string;
}

export type DropOutcome =
  | { readonly kind: "dropped" }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Takes a restore point away: its snapshot, its copy where it lies, and last its document. */
export async function dropPoint(request: DropRequest, point: RestorePoint): Promise<DropOutcome> {
  const { line, state, passwordFile } = request;
  try {
    for (const snapshot of point.snapshots) await removeSnapshot(line, point.id, snapshot);
    const { place } = point.copy;
    if (place.kind === "host") must(await removeHostFolders(line, [place.folder]), "");
    if (place.kind === "restic") {
      const environment = await resticEnvironment(state, {
        repository: place.repository,
        ...(passwordFile === undefined ? {} : { passwordFile }),
      });
      const input = { action: "forget", snapshot: place.snapshot, environment };
      must(
        await runProgram(line, "restic", input, ResticAnswer, { seconds: 6 * 3600 }),
        "take the snapshot away with restic forget",
      );
    }
    if (place.kind !== "controller") must(await removeHostFolders(line, [hostFolders(point.id).making]), "");
  } catch (error) {
    if (error instanceof BackupStop) return error.outcome;
    throw error;
  }
  await removePoint(state, line.name, point.id);
  return { kind: "dropped" };
}
