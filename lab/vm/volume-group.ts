import { crc32 } from "node:zlib";
import { extentSize, type VolumeLayout, volumeGroup, volumesStart } from "./disk-layout.ts";

const sector = 512;
const metadataStart = 4096;

/** Blocks of a thin pool: what it hands out at once. */
const thinBlockSize = 256 * 1024;
/** The root's number in its thin pool. */
const thinRootDevice = 1;

/**
 * The first MiB of LVM's partition: the label in its second sector, and the metadata area with the volume group's
 * description. Written without LVM, as a machine without device-mapper cannot run `lvcreate`.
 *
 * Layouts: LVM2 2.03, lib/label/label.h (label_header), lib/format_text/layout.h (pv_header, mda_header, raw_locn).
 */
export function physicalVolumeHead(layout: VolumeLayout): Buffer {
  const head = Buffer.alloc(volumesStart);
  const text = Buffer.from(`${describeGroup(layout)}\0`);
  writeMetadataHeader(head.subarray(metadataStart, metadataStart + sector), text);
  text.copy(head, metadataStart + sector);
  writeLabel(head.subarray(sector, 2 * sector), layout);
  return head;
}

function writeLabel(label: Buffer, { partition }: VolumeLayout): void {
  label.write("LABELONE", 0, "latin1");
  label.writeBigUInt64LE(1n, 8); // the sector it is in
  label.writeUInt32LE(32, 20); // where the description of the physical volume begins
  label.write("LVM2 001", 24, "latin1");
  label.write(uuids.physical.replaceAll("-", ""), 32, "latin1");
  label.writeBigUInt64LE(BigInt(partition.size), 64);
  // Two lists of areas, each with a zero pair at its end: data (size 0: to the end of the device), metadata.
  label.writeBigUInt64LE(BigInt(volumesStart), 72);
  label.writeBigUInt64LE(BigInt(metadataStart), 104);
  label.writeBigUInt64LE(BigInt(volumesStart - metadataStart), 112);
  label.writeUInt32LE(2, 136); // version of the extension
  label.writeUInt32LE(1, 140); // in use by a volume group
  label.writeUInt32LE(checksum(label.subarray(20)), 16);
}

function writeMetadataHeader(header: Buffer, text: Buffer): void {
  header.write(" LVM2 x[5A%r0N*>", 4, "latin1");
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(metadataStart), 24);
  header.writeBigUInt64LE(BigInt(volumesStart - metadataStart), 32);
  header.writeBigUInt64LE(BigInt(sector), 40); // where the text is, counted from this header
  header.writeBigUInt64LE(BigInt(text.length), 48);
  header.writeUInt32LE(checksum(text), 56);
  header.writeUInt32LE(checksum(header.subarray(4)), 0);
}

/** LVM2 lib/misc/crc.c: the usual polynomial from another start, and not inverted at the end. */
function checksum(bytes: Buffer): number {
  const start = 0xf597a6cf;
  return ~crc32(bytes, ~start >>> 0) >>> 0;
}

/** As LVM prints them; the same on every disk, as no two of them meet in one machine. */
const uuids = {
  group: "LabVgr-0000-0000-0000-0000-0000-000000",
  physical: "LabPvo-0000-0000-0000-0000-0000-000000",
} as const;

function volumeUuid(number: number): string {
  return `LabLvo-0000-0000-0000-0000-0000-${String(number).padStart(6, "0")}`;
}

type Fields = Readonly<Record<string, string>>;

interface Volume {
  readonly name: string;
  readonly isVisible: boolean;
  readonly extents: number;
  readonly segment: Fields;
}

function describeGroup(layout: VolumeLayout): string {
  const group: Fields = {
    id: quoted(uuids.group),
    seqno: "1",
    format: quoted("lvm2"),
    status: '["RESIZEABLE", "READ", "WRITE"]',
    flags: "[]",
    extent_size: String(extentSize / sector),
    max_lv: "0",
    max_pv: "0",
    metadata_copies: "0",
  };
  const physical: Fields = {
    id: quoted(uuids.physical),
    device: quoted("/dev/vda2"),
    status: '["ALLOCATABLE"]',
    flags: "[]",
    dev_size: String(layout.partition.size / sector),
    pe_start: String(volumesStart / sector),
    pe_count: String(layout.extents),
  };
  const volumes = volumesOf(layout).map((volume, place) => section(volume.name, describeVolume(volume, place)));
  return [
    section(
      volumeGroup,
      lines(group),
      section("physical_volumes", section("pv0", lines(physical))),
      section("logical_volumes", ...volumes),
    ),
    'contents = "Text Format Volume Group"',
    "version = 1",
    'description = ""',
    'creation_host = "lab"',
    "creation_time = 1700000000",
    "",
  ].join("\n");
}

function volumesOf({ root }: VolumeLayout): readonly Volume[] {
  if (root.kind === "thick") return [{ name: "root", isVisible: true, extents: root.extents, segment: linear(0) }];
  const { metadataExtents: metadata, dataExtents: data } = root;
  const pool: Fields = {
    type: quoted("thin-pool"),
    metadata: quoted("pool_tmeta"),
    pool: quoted("pool_tdata"),
    transaction_id: "1",
    chunk_size: String(thinBlockSize / sector),
    discards: quoted("passdown"),
    zero_new_blocks: "1",
  };
  const thin: Fields = {
    type: quoted("thin"),
    thin_pool: quoted("pool"),
    transaction_id: "0",
    device_id: String(thinRootDevice),
  };
  return [
    { name: "pool", isVisible: true, extents: data, segment: pool },
    { name: "root", isVisible: true, extents: root.extents, segment: thin },
    { name: "pool_tmeta", isVisible: false, extents: metadata, segment: linear(0) },
    { name: "lvol0_pmspare", isVisible: false, extents: metadata, segment: linear(metadata) },
    { name: "pool_tdata", isVisible: false, extents: data, segment: linear(2 * metadata) },
  ];
}

function linear(firstExtent: number): Fields {
  return { type: quoted("striped"), stripe_count: "1", stripes: `["pv0", ${firstExtent}]` };
}

function describeVolume({ isVisible, extents, segment }: Volume, place: number): string {
  const fields: Fields = {
    id: quoted(volumeUuid(place)),
    status: isVisible ? '["READ", "WRITE", "VISIBLE"]' : '["READ", "WRITE"]',
    flags: "[]",
    creation_time: "1700000000",
    creation_host: quoted("lab"),
    segment_count: "1",
  };
  const stretch = { start_extent: "0", extent_count: String(extents), ...segment };
  return `${lines(fields)}\n${section("segment1", lines(stretch))}`;
}

function section(name: string, ...parts: readonly string[]): string {
  return `${name} {\n${parts.join("\n")}\n}`;
}

function lines(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} = ${value}`)
    .join("\n");
}

function quoted(text: string): string {
  return `"${text}"`;
}

/**
 * What thin_restore(8) makes the pool's metadata of: the root has the pool's first blocks, one after another, so that its
 * file system can be written to the disk as if there were no pool.
 */
export function describeThinPool(root: { readonly extents: number; readonly dataExtents: number }): string {
  const perExtent = extentSize / thinBlockSize;
  const mapped = root.extents * perExtent;
  return `<superblock uuid="" time="0" transaction="1" data_block_size="${thinBlockSize / sector}" nr_data_blocks="${root.dataExtents * perExtent}">
  <device dev_id="${thinRootDevice}" mapped_blocks="${mapped}" transaction="0" creation_time="0" snap_time="0">
    <range_mapping origin_begin="0" data_begin="0" length="${mapped}" time="0"/>
  </device>
</superblock>
`;
}
