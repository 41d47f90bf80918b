import { z } from "zod";
import { RestorePointError } from "./restore-point-error.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().min(0);
const LeftOutJson = z.strictObject({ path: z.string(), why: z.string() });

/**
 * Where a file copy lies. `controller`: beside this document. `host`: a folder on the host itself, named by the user.
 * `restic`: a restic repository and the snapshot in it.
 */
const Place = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("controller") }),
  z.strictObject({ kind: z.literal("host"), folder: z.string() }),
  z.strictObject({ kind: z.literal("restic"), repository: z.string(), snapshot: z.string() }),
]);

const FileCopy = z.strictObject({
  place: Place,
  manifestSha256: Hash,
  /** The packed tar archive; none with restic. */
  archive: z.strictObject({ sha256: Hash, bytes: Count, pack: z.enum(["zstd", "gzip"]) }).optional(),
  files: Count,
  bytes: Count,
  /** Files that changed while they were read. */
  busy: Count,
  mounts: z.array(z.string()),
  leftOut: z.array(LeftOutJson),
  dataPaths: z.array(z.string()),
  seconds: z.number(),
});

const Dump = z.strictObject({
  kind: z.enum(["postgresql", "mysql"]),
  file: z.string(),
  bytes: Count,
  sha256: Hash,
  databases: z.array(z.string()),
  tables: Count,
});

const OldPackages = z.strictObject({
  kept: Count,
  bytes: Count,
  missing: z.array(z.strictObject({ nevra: z.string(), why: z.string() })),
});

/** A snapshot that stands on the host or at its hypervisor; `volumes` are what a restore has to name. */
const Snapshot = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("lvm"),
    volumes: z.array(
      z.strictObject({ group: z.string(), origin: z.string(), snapshot: z.string(), thin: z.boolean() }),
    ),
  }),
  z.strictObject({ kind: z.literal("btrfs"), device: z.string(), subvolume: z.string(), default: z.string() }),
  z.strictObject({ kind: z.literal("zfs"), snapshots: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("hook"), program: z.string(), name: z.string() }),
]);

/** `untested` until every hash was compared. `how`: `restored` into a scratch place, or only `read` for want of room there. */
const PointTest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("untested") }),
  z.strictObject({
    kind: z.literal("tested"),
    at: z.string(),
    how: z.enum(["restored", "read"]),
    files: Count,
    packages: Count,
    seconds: z.number(),
    notes: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal("failed"), at: z.string(), reason: z.string() }),
]);

/** A way back for one host: one document per point, `point.json` in its folder. */
export const RestorePoint = z.strictObject({
  schema: z.literal("ferry/restore-point/1"),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,79}$/),
  host: z.string(),
  /** The run it was made for. */
  run: z.string().optional(),
  createdAt: z.iso.datetime(),
  /** When the copy began, in seconds since 1970 by the host's own clock. */
  since: Count,
  machine: z.strictObject({
    id: z.string(),
    release: z.string(),
    kernel: z.string(),
    packages: Count,
    packagesSha256: Hash,
  }),
  copy: FileCopy,
  dumps: z.array(Dump),
  oldPackages: OldPackages.optional(),
  snapshots: z.array(Snapshot),
  /** What the user should know of this point, a sentence each. */
  notes: z.array(z.string()),
  test: PointTest,
});

export type RestorePoint = z.infer<typeof RestorePoint>;
export type CopyPlace = RestorePoint["copy"]["place"];
export type PointSnapshot = RestorePoint["snapshots"][number];
export type DatabaseDump = RestorePoint["dumps"][number];
export type OldPackages = NonNullable<RestorePoint["oldPackages"]>;

/** @throws RestorePointError when the text is not a document of a restore point */
export function parseRestorePoint(text: string, from: string): RestorePoint {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RestorePointError(
      `Cannot read ${from}: it is not JSON. The copy it tells of can be read without it: docs/backup.md`,
    );
  }
  const read = RestorePoint.safeParse(value);
  if (read.success) return read.data;
  throw new RestorePointError(`Cannot read ${from}: ${z.prettifyError(read.error)}`);
}
