import { withoutLogin } from "../backup/choose-place.ts";
import { snapshotWords } from "../backup/choose-snapshot.ts";
import { type RestorePoint } from "../backup/restore-point.ts";
import type { RestoreRule } from "../backup/restore-rules.ts";

/** What `ferry backup list --json` prints: restore points, newest first. Bytes; times as ISO 8601. */
export interface RestorePointsView {
  readonly schema: "ferry/restore-points/1";
  readonly points: readonly RestorePointView[];
}

export interface RestorePointView {
  readonly host: string;
  readonly id: string;
  readonly run: string | null;
  readonly createdAt: string;
  readonly release: string;
  readonly state: "tested" | "untested" | "failed";
  /** When and how it was tested, or why the test failed. */
  readonly test: string;
  readonly where: string;
  readonly files: number;
  /** Bytes of the files, and of the packed archive; null with restic, which packs all points together. */
  readonly bytes: number;
  readonly packedBytes: number | null;
  readonly covers: readonly string[];
  readonly packages: number;
  readonly notes: readonly string[];
}

export function restorePointsView(points: readonly RestorePoint[]): RestorePointsView {
  return { schema: "ferry/restore-points/1", points: points.map(restorePointView) };
}

function restorePointView(point: RestorePoint): RestorePointView {
  const { copy, test } = point;
  return {
    host: point.host,
    id: point.id,
    run: point.run ?? null,
    createdAt: point.createdAt,
    release: point.machine.release,
    state: test.kind,
    test: testWords(test),
    where: whereWords(point),
    files: copy.files,
    bytes: copy.bytes,
    packedBytes: copy.archive?.bytes ?? null,
    covers: coverWords(point),
    packages: point.machine.packages,
    notes: [...point.notes, ...(test.kind === "tested" ? test.notes : [])],
  };
}

function testWords(test: RestorePoint["test"]): string {
  switch (test.kind) {
    case "untested":
      return "never tested";
    case "failed":
      return `${shortTime(test.at)}: ${test.reason}`;
    case "tested":
      return `${shortTime(test.at)}: ${test.how === "restored" ? "restored" : "read through"}, every hash compared`;
  }
}

function whereWords({ copy }: RestorePoint): string {
  const { place } = copy;
  switch (place.kind) {
    case "controller":
      return "with this controller";
    case "host":
      return `on the host, ${place.folder}`;
    case "restic":
      return `restic ${withoutLogin(place.repository)}, snapshot ${place.snapshot.slice(0, 8)}`;
  }
}

function coverWords({ copy, snapshots, dumps, oldPackages }: RestorePoint): readonly string[] {
  return [
    `files of ${copy.mounts.join(", ")}`,
    ...(copy.dataPaths.length === 0 ? [] : [`data in ${copy.dataPaths.join(", ")}`]),
    ...dumps.map(({ kind, databases, tables }) => `${kind}: ${databases.length} databases, ${tables} tables`),
    ...(oldPackages === undefined ? [] : [`${oldPackages.kept} old packages`]),
    ...snapshots.map(snapshotWords),
  ];
}

/** `2026-11-23 02:31` of an ISO time. */
export function shortTime(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** What a restore would do and lose: `ferry backup restore --dry-run --json`. */
export interface RestorePreviewView {
  readonly schema: "ferry/restore-preview/1";
  readonly host: string;
  readonly point: string;
  readonly createdAt: string;
  readonly release: string;
  /** Files, links and folders that would be written, set right, or removed. */
  readonly written: number;
  readonly corrected: number;
  readonly removed: number;
  readonly contentBytes: number;
  readonly lost: {
    readonly files: number;
    readonly bytes: number;
    /** The newest, at most 200. `modified`: ISO 8601. */
    readonly newest: readonly {
      readonly modified: string;
      readonly path: string;
      readonly bytes: number;
      readonly what: "changed" | "new";
    }[];
  };
  readonly rules: readonly RestoreRule[];
}
