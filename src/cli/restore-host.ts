import { restorePreviewView } from "../app/backup-points.ts";
import { previewRestore, type RestoreRequest, restoreFiles } from "../app/backup-restore.ts";
import { restoreSnapshot } from "../app/restore-snapshot.ts";
import { renderRestorePreview } from "../report/render-restore-points.ts";
import type { Printer } from "./printer.ts";

interface Ways {
  readonly request: RestoreRequest;
  readonly printer: Printer;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly consent: () => Promise<boolean>;
}

type Outcome =
  | "done"
  | { readonly kind: "stopped" | "failed"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Says what goes back and what is lost, asks, does it. */
export async function restoreByFiles({ request, printer, json, dryRun, consent }: Ways): Promise<Outcome> {
  const planned = await previewRestore(request);
  if (planned.kind !== "planned") return planned;
  const view = restorePreviewView(request.point, planned.preview);
  if (json && dryRun) printer.json(view);
  else if (dryRun) printer.result(renderRestorePreview(view, printer));
  else for (const line of renderRestorePreview(view, printer).trimEnd().split("\n")) printer.talk(line);
  if (dryRun) return "done";
  if (!(await consent())) {
    printer.talk("Nothing was changed.");
    return "done";
  }
  const outcome = await restoreFiles(request);
  if (outcome.kind !== "restored") return outcome;
  const { operations, packages, differences } = outcome.restored;
  const { id } = request.point;
  if (json) printer.json({ schema: "ferry/restored/1", host: request.line.name, point: id, ...outcome.restored });
  else {
    printer.result(
      `${request.line.name} is back at ${id}: ${operations} files put back, ${packages} packages as before. Reboot it now.\n`,
    );
    if (differences.length > 0)
      printer.talk(`${differences.length} files have changed again already, ${differences[0]} is one`);
  }
  return "done";
}

/** By the snapshot of the point. */
export async function restoreBySnapshot({ request, printer, json, consent }: Ways): Promise<Outcome> {
  const { line, point } = request;
  const [snapshot] = point.snapshots;
  if (snapshot === undefined) {
    return { kind: "stopped", reason: `${point.id} has no snapshot`, fix: "leave out --snapshot to restore its files" };
  }
  printer.talk(
    `${line.name} goes back to ${point.id} with all its data: everything written since ${point.createdAt} is lost.`,
  );
  if (!(await consent())) {
    printer.talk("Nothing was changed.");
    return "done";
  }
  const outcome = await restoreSnapshot(request, snapshot);
  if (outcome.kind !== "done") return outcome;
  if (json) printer.json({ schema: "ferry/restored/1", host: line.name, point: point.id, snapshot: snapshot.kind });
  else printer.result(`${line.name}: ${outcome.summary}. ${snapshot.kind === "hook" ? "" : "Reboot it now."}\n`);
  return "done";
}
