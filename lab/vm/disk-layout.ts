/** How a virtual machine's root lies on its disk. "thick" and "thin" are logical volumes with free space beside them. */
export type RootLayout = "plain" | "thick" | "thin";

/** A stretch of the disk, in bytes. */
export interface Extent {
  readonly offset: number;
  readonly size: number;
}

/** The root is a part of the partition when it is on a logical volume. */
export interface DiskLayout {
  readonly size: number;
  readonly partitions: readonly (Extent & { readonly type: "linux" | "lvm" })[];
  /** Where the root's file system is. */
  readonly root: Extent;
  /** A file system of its own for /boot; without one it is part of the root. */
  readonly boot: Extent | undefined;
  /** The device that /etc/fstab and the kernel's command line name. */
  readonly rootDevice: string;
  /** The volume group's own stretch: a whole partition. */
  readonly volumes: VolumeLayout | undefined;
}

/** A volume group on one partition. Counts are extents of 4 MiB from the start of the group's data. */
export interface VolumeLayout {
  readonly partition: Extent;
  readonly extents: number;
  readonly root:
    | { readonly kind: "thick"; readonly extents: number }
    /** The pool's metadata comes first, then its spare, then the data, of which the root has the first part. */
    | {
        readonly kind: "thin";
        readonly extents: number;
        readonly metadataExtents: number;
        readonly dataExtents: number;
      };
}

const MiB = 1024 * 1024;
export const extentSize = 4 * MiB;
/** LVM's data begins 1 MiB into its partition; before it are the label and the metadata. */
export const volumesStart = 1 * MiB;
export const volumeGroup = "cs";

/** GRUB's core lies between the partition table and the first partition. */
const firstPartition = MiB;
const bootSize = 512 * MiB;
const rootSize = 4096 * MiB;
/** What snapshots may take. */
const freeSize = 4096 * MiB;
const poolMetadataSize = 8 * MiB;

/** All sizes are what the machine sees; the disk's file is sparse. */
export function layOut(layout: RootLayout): DiskLayout {
  if (layout === "plain") {
    const root = { offset: firstPartition, size: rootSize };
    return {
      size: firstPartition + rootSize,
      partitions: [{ ...root, type: "linux" }],
      root,
      boot: undefined,
      rootDevice: "/dev/vda1",
      volumes: undefined,
    };
  }
  const boot = { offset: firstPartition, size: bootSize };
  const metadata = layout === "thin" ? 2 * poolMetadataSize : 0;
  const partition = { offset: boot.offset + bootSize, size: volumesStart + metadata + rootSize + freeSize };
  const counts = { extents: rootSize / extentSize };
  return {
    size: partition.offset + partition.size,
    partitions: [
      { ...boot, type: "linux" },
      { ...partition, type: "lvm" },
    ],
    root: { offset: partition.offset + volumesStart + metadata, size: rootSize },
    boot,
    rootDevice: `/dev/mapper/${volumeGroup}-root`,
    volumes: {
      partition,
      extents: (partition.size - volumesStart) / extentSize,
      root:
        layout === "thick"
          ? { kind: "thick", ...counts }
          : {
              kind: "thin",
              ...counts,
              metadataExtents: poolMetadataSize / extentSize,
              // Some of the group stays free, as an administrator leaves it for the pool to grow.
              dataExtents: (rootSize + freeSize - 512 * MiB) / extentSize,
            },
    },
  };
}
