import { mkdir, open, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeHostKey } from "../machine/make-disk.ts";
import { mustRun } from "../run-program.ts";
import { writeBootSectors } from "./boot-sectors.ts";
import {
  type DiskLayout,
  extentSize,
  layOut,
  type RootLayout,
  type VolumeLayout,
  volumesStart,
} from "./disk-layout.ts";
import { guestFiles, guestLinks } from "./guest-files.ts";
import { describeThinPool, physicalVolumeHead } from "./volume-group.ts";

/** A disk that boots, to be used as the base of a virtual machine's own. */
export interface VmDisk {
  /** Raw and sparse. */
  readonly path: string;
  readonly layout: RootLayout;
  /** The machine's public key for SSH, as known_hosts has it: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
}

export interface DiskRequest {
  /** The tree of a release: LabFiles.image(release). It is only read. */
  readonly image: string;
  readonly layout: RootLayout;
  readonly path: string;
  /** An empty folder for what is made on the way; its content is not needed any more afterwards. */
  readonly work: string;
}

/**
 * Makes a disk from the tree of a release: partitions, GRUB for a BIOS, and file systems. Uses no loop device and no
 * device-mapper. Needs root and the packages grub-pc-bin, grub-common and e2fsprogs.
 */
export async function buildDisk({ image, layout: kind, path, work }: DiskRequest): Promise<VmDisk> {
  const layout = layOut(kind);
  const [upper, overlayWork, tree] = [join(work, "upper"), join(work, "work"), join(work, "tree")];
  for (const folder of [upper, overlayWork, tree]) await mkdir(folder);
  const hostKey = await writeGuestFiles(upper, layout);
  await rm(path, { force: true });
  await writeFile(path, "");
  await truncate(path, layout.size);
  if (layout.volumes !== undefined) await writeVolumeGroup(path, layout.volumes);
  await mustRun("unshare", ["--mount", "--propagation", "private", "sh", join(import.meta.dirname, "fill-disk.sh")], {
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      IMAGE: image,
      UPPER: upper,
      WORK: overlayWork,
      TREE: tree,
      DISK: path,
      ROOT_OFFSET: String(layout.root.offset),
      ROOT_SIZE: String(layout.root.size / 1024),
      BOOT_OFFSET: String(layout.boot?.offset ?? ""),
      BOOT_SIZE: String((layout.boot?.size ?? 0) / 1024),
      ...(await poolVariables(layout.volumes, work)),
    },
  });
  await writeBootSectors(path, layout, work);
  return { path, layout: kind, hostKey };
}

async function writeGuestFiles(upper: string, layout: DiskLayout): Promise<string> {
  for (const [path, text] of Object.entries(guestFiles(layout))) {
    await mkdir(dirname(join(upper, path)), { recursive: true });
    await writeFile(join(upper, path), text);
  }
  for (const [path, target] of Object.entries(guestLinks)) {
    await mkdir(dirname(join(upper, path)), { recursive: true });
    await symlink(target, join(upper, path));
  }
  await mkdir(join(upper, "etc/ssh"));
  return makeHostKey(join(upper, "etc/ssh/ssh_host_ed25519_key"));
}

async function writeVolumeGroup(path: string, volumes: VolumeLayout): Promise<void> {
  await using disk = await open(path, "r+");
  await disk.write(physicalVolumeHead(volumes), 0, volumesStart, volumes.partition.offset);
}

/** What fill-disk.sh is to know of the thin pool. */
async function poolVariables(
  volumes: VolumeLayout | undefined,
  work: string,
): Promise<Readonly<Record<string, string>>> {
  if (volumes?.root.kind !== "thin") return { POOL: "" };
  const description = join(work, "pool.xml");
  await writeFile(description, describeThinPool(volumes.root));
  return {
    POOL: description,
    POOL_OFFSET: String(volumes.partition.offset + volumesStart),
    POOL_SIZE: String(volumes.root.metadataExtents * extentSize),
  };
}
