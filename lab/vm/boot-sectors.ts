import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "../run-program.ts";
import type { DiskLayout } from "./disk-layout.ts";

const sector = 512;
const grubFolder = "/usr/lib/grub/i386-pc";

/** Modules of GRUB's core; it loads none from the disk. */
const modules = "biosdisk part_msdos ext2 normal linux configfile loadenv serial terminal test echo".split(" ");

/** Writes the partition table and GRUB for a BIOS into the disk's first MiB. `work` is a folder for what is made on the way. */
export async function writeBootSectors(disk: string, layout: DiskLayout, work: string): Promise<void> {
  const prefix = `(hd0,msdos1)${layout.boot === undefined ? "/boot" : ""}/grub2`;
  const [core, script] = [join(work, "core.img"), join(work, "core.cfg")];
  await writeFile(script, `configfile ${prefix}/grub.cfg\n`);
  await mustRun("grub-mkimage", ["-O", "i386-pc", "-o", core, "-p", prefix, "-c", script, ...modules]);
  const image = await readFile(core);
  const room = (layout.partitions[0]?.offset ?? 0) - sector;
  if (image.length > room) throw new RangeError(`Cannot install GRUB: its core has ${image.length} bytes of ${room}`);
  await using file = await open(disk, "r+");
  await file.write(masterBootRecord(await readFile(join(grubFolder, "boot.img")), layout), 0, sector, 0);
  // boot.img reads the core from the sector behind its own.
  await file.write(image, 0, image.length, sector);
}

const partitionTypes = { linux: 0x83, lvm: 0x8e } as const;

/** GRUB's first program (440 bytes) and the partition table. Numbers are little endian, addresses logical (LBA). */
function masterBootRecord(program: Buffer, layout: DiskLayout): Buffer {
  const record = Buffer.alloc(sector);
  program.copy(record, 0, 0, 440);
  record.writeUInt32LE(0x0fe2_2e77, 440); // the disk's signature
  for (const [place, { offset, size, type }] of layout.partitions.entries()) {
    const entry = record.subarray(446 + 16 * place);
    entry.writeUInt8(place === 0 ? 0x80 : 0, 0); // active
    entry.writeUInt8(partitionTypes[type], 4);
    entry.writeUInt32LE(offset / sector, 8);
    entry.writeUInt32LE(size / sector, 12);
  }
  record.writeUInt16BE(0x55aa, 510);
  return record;
}
