import { type Backend, type HeaderBlob, MAX_HEADER_BYTES, type RpmdbFile } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";

/*
 * rpm's own database, `Packages.db` (SUSE). Little endian. Pages of slots come first, 16 bytes each, of which the first two
 * are the file's header; then blobs in blocks of 16 bytes. Source: rpm 4.14 to 4.20, lib/backend/ndb/rpmpkg.c.
 */
const FILE_MAGIC = 0x506d7052; // "RpmP"
const SLOT_MAGIC = 0x746f6c53; // "Slot"
const HEAD_MAGIC = 0x53626c42; // "BlbS"
const TAIL_MAGIC = 0x45626c42; // "BlbE"
const PAGE_SIZE = 4096;
const BLOCK_SIZE = 16;
const SLOT_SIZE = 16;
const HEAD_SIZE = 16;
const TAIL_SIZE = 12;

export const ndb: Backend = { name: "ndb", matches, headers };

function matches(bytes: Uint8Array): boolean {
  return bytes[0] === 0x52 && bytes[1] === 0x70 && bytes[2] === 0x6d && bytes[3] === 0x50;
}

interface Slot {
  readonly packageIndex: number;
  readonly start: number;
  readonly length: number;
  /** Where the slot itself stands. */
  readonly offset: number;
}

function* headers(file: RpmdbFile): Iterable<HeaderBlob> {
  const reader = createReader(file.bytes, file.name, "little-endian");
  let freeFrom = 0;
  for (const slot of readSlots(reader)) {
    if (slot.start < freeFrom)
      reader.fail(slot.offset, "slot", `its blob overlaps the one that ends at byte ${freeFrom}`);
    freeFrom = slot.start + slot.length;
    yield {
      instance: slot.packageIndex,
      offset: slot.start + HEAD_SIZE,
      file: file.name,
      bytes: readBlob(reader, slot),
    };
  }
}

/** The slots in use, in the order of their blobs. */
function readSlots(reader: Reader): readonly Slot[] {
  if (reader.uint32(0, "magic") !== FILE_MAGIC) reader.fail(0, "magic", 'is not "RpmP"');
  const version = reader.uint32(4, "version");
  if (version !== 0) reader.fail(4, "version", `is ${version}, only 0 is known`);
  const pages = reader.uint32(12, "number of slot pages");
  if (pages === 0 || pages * PAGE_SIZE > reader.length) {
    reader.fail(
      12,
      "number of slot pages",
      `is ${pages}, but the file has ${reader.length} bytes (truncated or corrupted)`,
    );
  }
  const slots: Slot[] = [];
  for (let offset = 2 * SLOT_SIZE; offset < pages * PAGE_SIZE; offset += SLOT_SIZE) {
    if (reader.uint32(offset, "slot") !== SLOT_MAGIC) reader.fail(offset, "slot", 'does not begin with "Slot"');
    const firstBlock = reader.uint32(offset + 8, "first block of a slot");
    if (firstBlock === 0) continue;
    const packageIndex = reader.uint32(offset + 4, "package index of a slot");
    const start = firstBlock * BLOCK_SIZE;
    const length = reader.uint32(offset + 12, "number of blocks of a slot") * BLOCK_SIZE;
    if (packageIndex === 0) reader.fail(offset, "slot", "is in use, but its package index is 0");
    if (start < pages * PAGE_SIZE) reader.fail(offset, "slot", `its blob begins at byte ${start}, among the slots`);
    if (start + length > reader.length) {
      reader.fail(offset, "slot", `its blob ends at byte ${start + length}, the file at ${reader.length} (truncated)`);
    }
    slots.push({ packageIndex, start, length, offset });
  }
  return slots.sort((left, right) => left.start - right.start);
}

function readBlob(reader: Reader, { packageIndex, start, length }: Slot): Uint8Array {
  if (length < HEAD_SIZE + TAIL_SIZE) reader.fail(start, "blob", `has ${length} bytes, too few for head and tail`);
  if (reader.uint32(start, "head of a blob") !== HEAD_MAGIC) reader.fail(start, "head of a blob", 'is not "BlbS"');
  const index = reader.uint32(start + 4, "package index of a blob");
  if (index !== packageIndex)
    reader.fail(start + 4, "package index of a blob", `is ${index}, the slot says ${packageIndex}`);
  const size = reader.uint32(start + 12, "length of a blob");
  const needed = Math.ceil((HEAD_SIZE + size + TAIL_SIZE) / BLOCK_SIZE) * BLOCK_SIZE;
  if (size > MAX_HEADER_BYTES || needed !== length) {
    reader.fail(start + 12, "length of a blob", `is ${size}, which does not fit its slot of ${length} bytes`);
  }
  const tail = start + length - TAIL_SIZE;
  if (reader.uint32(tail + 8, "tail of a blob") !== TAIL_MAGIC)
    reader.fail(tail + 8, "tail of a blob", 'is not "BlbE"');
  const sizeAgain = reader.uint32(tail + 4, "length in the tail of a blob");
  if (sizeAgain !== size)
    reader.fail(tail + 4, "length in the tail of a blob", `is ${sizeAgain}, the head says ${size}`);
  const checksum = adler32(reader.bytes(start, length - TAIL_SIZE, "blob"));
  if (reader.uint32(tail, "checksum of a blob") !== checksum) {
    reader.fail(tail, "checksum of a blob", `does not match the blob at byte ${start} (corrupted)`);
  }
  return reader.bytes(start + HEAD_SIZE, size, "blob");
}

/** RFC 1950. 5552 is the most bytes that can be summed before 32 bits overflow. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += 5552) {
    const end = Math.min(start + 5552, bytes.length);
    for (let i = start; i < end; i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return high * 65536 + low;
}
