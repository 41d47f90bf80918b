import type { HostSurvey, SurveyedMount } from "./host-survey.ts";
import { isWithin } from "./is-within.ts";
import type { PointSnapshot } from "./restore-point.ts";

/** The snapshot to make, or why the host has none to offer. Sizes in bytes. */
export type SnapshotChoice =
  | { readonly kind: "lvm"; readonly volumes: readonly LvmSnapshot[]; readonly note?: string }
  | { readonly kind: "btrfs"; readonly device: string; readonly subvolume: string; readonly default: string }
  | { readonly kind: "zfs"; readonly datasets: readonly string[] }
  | { readonly kind: "none"; readonly reasons: readonly string[] };

export interface LvmSnapshot {
  readonly group: string;
  readonly origin: string;
  readonly snapshot: string;
  /** Room for changed blocks; undefined for thin volumes, which share their pool's. */
  readonly bytes?: number;
}

/** How much more than the rehearsal has measured: both the old and the new blocks, and what services write meanwhile. */
const SAFETY = 2.5;
const LEAST_BYTES = 512 << 20;
/** Room in a thin pool that has to be left, in percent. */
const POOL_FULL = 80;

/**
 * The best kind of snapshot that covers every file system the transaction writes to, as far as snapshots can.
 * @param changedBytes what the transaction writes, as the rehearsal or the assessment has it
 */
export function chooseSnapshot(
  survey: HostSurvey,
  mounts: readonly string[],
  point: string,
  changedBytes: number,
): SnapshotChoice {
  const copied = survey.mounts.filter(({ path }) => mounts.includes(path));
  const root = copied.find(({ path }) => path === "/");
  if (root === undefined) return { kind: "none", reasons: ["its root file system is not known"] };
  if (root.type === "zfs") return zfsChoice(copied);
  if (root.type === "btrfs" && survey.btrfs !== null) return btrfsChoice(survey.btrfs, copied, point);
  return lvmChoice(survey, copied, point, changedBytes);
}

function zfsChoice(copied: readonly SurveyedMount[]): SnapshotChoice {
  const outside = copied.filter(({ path, type }) => type !== "zfs" && !isBoot(path)).map(({ path }) => path);
  if (outside.length > 0) return unfitting(outside, "lies on no ZFS");
  return { kind: "zfs", datasets: copied.filter(({ type }) => type === "zfs").map(({ source }) => source) };
}

function unfitting(paths: readonly string[], where: string): SnapshotChoice {
  return { kind: "none", reasons: [`${paths.join(", ")} ${where}: a snapshot of the others would not fit to it`] };
}

function btrfsChoice(
  btrfs: NonNullable<HostSurvey["btrfs"]>,
  copied: readonly SurveyedMount[],
  point: string,
): SnapshotChoice {
  const mounted = copied.map(({ path }) => path).filter((path) => path !== "/" && !isBoot(path));
  const outside = [...mounted, ...btrfs.inner];
  if (outside.length > 0) return unfitting(outside, "lies outside the subvolume of /");
  // A root named by `subvol=` on the kernel's command line or in fstab does not follow the default subvolume.
  const [, id] = /^ID (\d+)/.exec(btrfs.default) ?? [];
  if (id === undefined) return { kind: "none", reasons: ["the default subvolume of its btrfs could not be read"] };
  return { kind: "btrfs", device: btrfs.device, subvolume: `ferry-${point}`, default: id };
}

function lvmChoice(
  survey: HostSurvey,
  copied: readonly SurveyedMount[],
  point: string,
  changedBytes: number,
): SnapshotChoice {
  const { volumes, groups } = survey.lvm;
  const found = copied.flatMap((mount) => {
    const volume = volumes.find(({ lv_path, lv_dm_path }) => lv_path === mount.source || lv_dm_path === mount.source);
    return volume === undefined ? [] : [{ mount, volume }];
  });
  const root = found.find(({ mount }) => mount.path === "/");
  if (root === undefined)
    return { kind: "none", reasons: ["its root file system lies on no logical volume, btrfs or ZFS"] };
  const outside = copied.filter(({ path }) => !isBoot(path) && !found.some(({ mount }) => mount.path === path));
  if (outside.length > 0)
    return unfitting(
      outside.map(({ path }) => path),
      "lies on no logical volume",
    );
  const reasons: string[] = [];
  const wanted = new Map<string, number>();
  const planned = found.map(({ mount, volume }): LvmSnapshot => {
    const base = {
      group: volume.vg_name,
      origin: volume.lv_name,
      snapshot: `${volume.lv_name}-ferry-${point}`.slice(0, 100),
    };
    if (volume.lv_attr.startsWith("V")) {
      const pool = volumes.find((one) => one.vg_name === volume.vg_name && one.lv_name === volume.pool_lv);
      const full = Number(pool?.data_percent ?? "0");
      if (full > POOL_FULL) reasons.push(`the thin pool ${volume.vg_name}/${volume.pool_lv} is ${full} % full`);
      return base;
    }
    if (volume.origin !== "") reasons.push(`${volume.vg_name}/${volume.lv_name} is a snapshot itself`);
    const share =
      mount.path === "/" || mount.path === "/usr" || mount.path === "/var" ? changedBytes : changedBytes / 4;
    const bytes = Math.min(Math.max(LEAST_BYTES, Math.ceil(share * SAFETY)), Math.ceil(volume.lv_size * 1.02));
    wanted.set(volume.vg_name, (wanted.get(volume.vg_name) ?? 0) + bytes);
    return { ...base, bytes };
  });
  for (const [name, bytes] of wanted) {
    const free = groups.find(({ vg_name }) => vg_name === name)?.vg_free ?? 0;
    if (free < bytes) {
      reasons.push(
        `the volume group ${name} has ${Math.floor(free / 1e6)} MB free, and ${Math.ceil(bytes / 1e6)} MB are needed`,
      );
    }
  }
  if (reasons.length > 0) return { kind: "none", reasons };
  return { kind: "lvm", volumes: planned, note: "/boot lies on no logical volume: its files are in the file copy" };
}

/** The file copy takes these back beside a snapshot. */
function isBoot(path: string): boolean {
  return isWithin(path, "/boot") || path === "/efi";
}

/** How a snapshot is told in one line. */
export function snapshotWords(snapshot: PointSnapshot): string {
  switch (snapshot.kind) {
    case "lvm":
      return `LVM snapshot of ${snapshot.volumes.map(({ group, origin }) => `${group}/${origin}`).join(", ")}`;
    case "btrfs":
      return `btrfs snapshot ${snapshot.subvolume}`;
    case "zfs":
      return `ZFS snapshot ${snapshot.snapshots.join(", ")}`;
    case "hook":
      return `snapshot ${snapshot.name} by ${snapshot.program}`;
  }
}
