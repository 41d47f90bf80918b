import { snapshotWords } from "../../backup/choose-snapshot.ts";
import type { RestorePoint } from "../../backup/restore-point.ts";
import { formatBytes, plural } from "../../report/layout.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { readPoint } from "../../store/restore-points.ts";
import { createBackup } from "../backup-create.ts";
import { dropPoint } from "../backup-prune.ts";
import { testBackup } from "../backup-test.ts";
import { readConversion } from "./conversion-file.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { stateFolderOf } from "./run-folder.ts";

/** A restore point named after the run, made and tested. One that is there already is not made twice. */
export const backUp: Performer = { perform };

const AGAIN = "do it again; when it fails again, look at the disks of the host and of the repository";

async function perform(context: PerformContext): Promise<StepOutcome> {
  const { line, run, options, report } = context;
  const state = stateFolderOf(context.folder);
  const { passwordFile } = options.backup;
  const request = {
    line,
    state,
    now: () => new Date(),
    report,
    ...(passwordFile === undefined ? {} : { passwordFile }),
  };
  let point = await readPoint(state, line.name, run);
  if (point?.test.kind === "tested") return done(point);
  if (point?.test.kind === "failed") {
    const dropped = await dropPoint(request, point);
    if (dropped.kind !== "dropped") return dropped;
    point = undefined;
  }
  if (point === undefined) {
    const conversion = await readConversion(context);
    const changedBytes = measuredBytes(context) ?? Math.max(0, conversion.growthBytes) + 4 * conversion.downloadBytes;
    const made = await createBackup({
      ...request,
      id: run,
      run,
      options: options.backup,
      changedBytes,
      leaving: conversion.leaving,
    });
    if (made.kind !== "made") return made;
    point = made.point;
  }
  const tested = await testBackup({ ...request, point });
  switch (tested.kind) {
    case "tested":
      return done(tested.point);
    case "failed":
      return { kind: "stopped", reason: `the restore point did not pass its test: ${tested.reason}`, fix: AGAIN };
    case "stopped":
    case "unreachable":
      return tested;
  }
}

/** The most that the rehearsal has written. */
function measuredBytes({ results }: PerformContext): number | undefined {
  const rehearsed = results.get("rehearse");
  if (typeof rehearsed !== "object" || rehearsed === null || Array.isArray(rehearsed)) return undefined;
  const { peakBytes } = rehearsed as { readonly peakBytes?: unknown };
  return typeof peakBytes === "number" ? peakBytes : undefined;
}

function done(point: RestorePoint): StepOutcome {
  const { copy, test, snapshots, dumps, oldPackages, notes } = point;
  const how = test.kind === "tested" && test.how === "read" ? "read through and compared" : "restored and compared";
  const parts = [
    `${copy.files} files (${formatBytes(copy.bytes)}) ${how} with every hash`,
    ...snapshots.map(snapshotWords),
    ...(dumps.length === 0 ? [] : [plural(dumps.length, "database dump")]),
  ];
  return {
    kind: "done",
    summary: `restore point ${point.id}: ${parts.join(", ")}`,
    result: {
      point: point.id,
      test: test.kind,
      place: copy.place.kind,
      files: copy.files,
      bytes: copy.bytes,
      archiveBytes: copy.archive?.bytes ?? null,
      seconds: copy.seconds,
      testSeconds: test.kind === "tested" ? test.seconds : null,
      oldPackages: oldPackages?.kept ?? 0,
      oldPackagesMissing: oldPackages?.missing.map(({ nevra }) => nevra) ?? [],
      snapshots: snapshots.map(({ kind }) => kind),
      notes,
    },
  };
}
