import { join } from "node:path";
import type { RestorePoint } from "../../backup/restore-point.ts";
import { formatBytes } from "../../report/layout.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { readPoint } from "../../store/restore-points.ts";
import { restoreFiles } from "../backup-restore.ts";
import { restoreSnapshot } from "../restore-snapshot.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext } from "./performer.ts";
import { stateFolderOf } from "./run-folder.ts";

/** Takes the host back to the restore point of its run. It has to boot once more afterwards. */
export async function rollBack(context: PerformContext): Promise<StepOutcome> {
  const point = await readPoint(stateFolderOf(context.folder), context.line.name, context.run);
  if (point === undefined) {
    return {
      kind: "stopped",
      reason: "this run has no restore point",
      fix: `ferry backup list ${context.line.name} shows those of other runs; ferry backup restore goes back to one of them`,
    };
  }
  return restoreHost(context, point);
}

/**
 * Takes the host back to a restore point: by its files, which keeps what was written to data since; by its snapshot only when
 * the file copy has failed its test.
 */
async function restoreHost(context: PerformContext, point: RestorePoint): Promise<StepOutcome> {
  const { line, options, report } = context;
  const { passwordFile } = options.backup;
  const request = {
    line,
    state: stateFolderOf(context.folder),
    point,
    report,
    ...(passwordFile === undefined ? {} : { passwordFile }),
  };
  const [snapshot] = point.snapshots;
  if (point.test.kind === "failed" && snapshot !== undefined) return restoreSnapshot(request, snapshot);
  const outcome = await restoreFiles({ ...request, withData: false });
  if (outcome.kind !== "restored") return outcome;
  const { restored } = outcome;
  await writeDocument(join(context.folder, "restored.json"), restored);
  const { lost } = restored;
  const loss =
    lost.files === 0 ? "" : `; ${lost.files} files (${formatBytes(lost.bytes)}) written since went back or away`;
  return {
    kind: "done",
    summary: `${restored.operations} files put back from restore point ${point.id}, ${restored.packages} packages as before${loss}`,
    result: {
      point: point.id,
      operations: restored.operations,
      packages: restored.packages,
      lostFiles: lost.files,
      lostBytes: lost.bytes,
      lost: lost.newest.map(({ path }) => path),
      differences: restored.differences,
    },
  };
}
