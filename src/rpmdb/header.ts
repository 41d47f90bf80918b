import { MAX_HEADER_BYTES } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";
import { formatTag, tags } from "./tags.ts";

/*
 * A package header: number of index entries, number of data bytes, the entries (tag, type, offset, count; all big endian),
 * the data. The first entry may be a region tag: what the package was signed with, closed by a copy of that entry (the
 * trailer) in the data; entries after the region ("dribbles") were added at installation and win over those inside.
 * Source: rpm 4.18 lib/header.c (hdrblobInit, hdrblobVerifyRegion, hdrblobVerifyInfo, hdrblobImport), lib/header_internal.h.
 */
const MAX_TAGS = 0xffff;
const ENTRY_SIZE = 16;
const MAGIC = [0x8e, 0xad, 0xe8, 0x01] as const;
const MAGIC_SIZE = 8;
const REGION_TAGS: readonly number[] = [tags.headerImage, tags.headerSignatures, tags.headerImmutable];
const LOWEST_TAG = 100;

/** Types of tag data: rpm_tagtype_t in rpm 4.18 include/rpm/rpmtag.h. */
export const TagType = {
  char: 1,
  int8: 2,
  int16: 3,
  int32: 4,
  int64: 5,
  string: 6,
  binary: 7,
  strings: 8,
  i18n: 9,
} as const;

/** Bytes of one item by type; strings have no fixed size. */
const itemSizes: readonly number[] = [0, 1, 1, 2, 4, 8, 0, 1, 0, 0];

/** What was signed: `entries` index entries and `dataLength` bytes of data, trailer included. */
interface Region {
  readonly tag: number;
  readonly entries: number;
  readonly dataLength: number;
}

/** A view of a header: the index is checked, values are decoded when they are asked for (header-values.ts). */
export interface RpmHeader {
  readonly reader: Reader;
  /** Number in the database; 0 for a package file. */
  readonly instance: number;
  /** FIELDS numbers an entry: tag, type, count, start and end of its bytes. The end of strings is a bound: padding may follow. */
  readonly index: Uint32Array;
  readonly region: Region | undefined;
  /** Where the index and the data begin. */
  readonly indexStart: number;
  readonly dataStart: number;
  /** Where the header ends; beyond it are the bytes of something else. */
  readonly end: number;
}

export const FIELDS = 5;

/** What is around a header: how errors call it, its number in the database, whether bytes may follow it. */
export interface HeaderContext {
  readonly file: string;
  readonly instance?: number;
  readonly mayBeFollowed?: boolean;
}

/**
 * Reads the index of a header, with or without the 8 magic bytes before it. Throws RpmdbError where rpm 4.18 would call the
 * header damaged: entries out of order, overlapping, outside the data, of unknown types, or a region that does not close.
 */
export function parseHeader(bytes: Uint8Array, context: HeaderContext): RpmHeader {
  const reader = createReader(bytes, context.file, "big-endian");
  const start = MAGIC.every((byte, index) => bytes[index] === byte) ? MAGIC_SIZE : 0;
  const entryCount = reader.uint32(start, "number of header tags");
  if (entryCount === 0 || entryCount > MAX_TAGS) {
    reader.fail(start, "number of header tags", `is ${entryCount}, outside 1 to ${MAX_TAGS} (corrupted)`);
  }
  const dataLength = reader.uint32(start + 4, "length of header data");
  const indexStart = start + 8;
  const dataStart = indexStart + entryCount * ENTRY_SIZE;
  const end = dataStart + dataLength;
  if (dataLength > MAX_HEADER_BYTES || end > bytes.length || (end < bytes.length && context.mayBeFollowed !== true)) {
    const problem = `is ${dataLength}: the header would have ${end} bytes, but ${bytes.length} are there (truncated or corrupted)`;
    reader.fail(start + 4, "length of header data", problem);
  }
  const region = readRegion(reader, indexStart, dataStart, entryCount, dataLength);
  const index = readIndex(reader, { indexStart, dataStart, entryCount, dataLength, region });
  return { reader, instance: context.instance ?? 0, index, region, indexStart, dataStart, end };
}

function readRegion(reader: Reader, indexStart: number, dataStart: number, entryCount: number, dataLength: number) {
  const tag = reader.uint32(indexStart, "tag");
  if (!REGION_TAGS.includes(tag)) return undefined;
  const reading = `region tag ${formatTag(tag)}`;
  const offset = reader.uint32(indexStart + 8, reading);
  checkRegionEntry(reader, indexStart, reading);
  if (offset + ENTRY_SIZE > dataLength) {
    reader.fail(
      indexStart + 8,
      reading,
      `its trailer at ${offset} is outside the data of ${dataLength} bytes (corrupted)`,
    );
  }
  const trailer = dataStart + offset;
  const trailerTag = reader.uint32(trailer, `trailer of ${reading}`);
  // Signature headers of old packages close with the tag of the image: rpm 4.4 lib/signature.c.
  const isOldSignature = tag === tags.headerSignatures && trailerTag === tags.headerImage;
  if (trailerTag !== tag && !isOldSignature) {
    reader.fail(trailer, `trailer of ${reading}`, `has tag ${trailerTag} (corrupted)`);
  }
  checkRegionEntry(reader, trailer, `trailer of ${reading}`);
  // The trailer's offset is minus the size of the region's entries.
  const indexSize = (0x1_0000_0000 - reader.uint32(trailer + 8, `trailer of ${reading}`)) % 0x1_0000_0000;
  const entries = indexSize / ENTRY_SIZE;
  if (!Number.isInteger(entries) || entries < 1 || entries > entryCount) {
    reader.fail(
      trailer + 8,
      `trailer of ${reading}`,
      `says ${indexSize} bytes of index, there are ${entryCount * ENTRY_SIZE}`,
    );
  }
  return { tag, entries, dataLength: offset + ENTRY_SIZE };
}

function checkRegionEntry(reader: Reader, at: number, reading: string): void {
  const type = reader.uint32(at + 4, reading);
  const count = reader.uint32(at + 12, reading);
  if (type !== TagType.binary || count !== ENTRY_SIZE) {
    reader.fail(
      at,
      reading,
      `has type ${type} and count ${count}, expected ${TagType.binary} and ${ENTRY_SIZE} (corrupted)`,
    );
  }
}

interface Layout {
  readonly indexStart: number;
  readonly dataStart: number;
  readonly entryCount: number;
  readonly dataLength: number;
  readonly region: Region | undefined;
}

function readIndex(reader: Reader, { indexStart, dataStart, entryCount, dataLength, region }: Layout): Uint32Array {
  const first = region === undefined ? 0 : 1;
  const index = new Uint32Array((entryCount - first) * FIELDS);
  let bound = dataLength;
  // Backwards, because an entry ends at the latest where the next begins; so no byte is ever decoded twice.
  for (let entry = entryCount - 1; entry >= first; entry--) {
    if (region !== undefined && entry === region.entries - 1) bound = Math.min(bound, region.dataLength - ENTRY_SIZE);
    const at = indexStart + entry * ENTRY_SIZE;
    const tag = reader.uint32(at, "tag");
    const type = reader.uint32(at + 4, "type of a tag");
    const offset = reader.uint32(at + 8, "offset of a tag");
    const count = reader.uint32(at + 12, "count of a tag");
    if (tag < LOWEST_TAG || tag > 0x7fffffff) reader.fail(at, "tag", `is ${tag}, which rpm never writes (corrupted)`);
    if (type < TagType.char || type > TagType.i18n) {
      reader.fail(at + 4, `tag ${formatTag(tag)}`, `has type ${type}, known are 1 to 9 (corrupted)`);
    }
    const size = itemSizes[type]!;
    // A string has at least its closing zero byte.
    const least = count * Math.max(size, 1);
    if (count === 0 || offset + least > bound || (type === TagType.string && count !== 1)) {
      const problem = `has ${count} items at ${offset} that need ${least} bytes or more, but its data ends at ${bound} (corrupted)`;
      reader.fail(at, `tag ${formatTag(tag)}`, problem);
    }
    if (size > 1 && offset % size !== 0)
      reader.fail(at + 8, `tag ${formatTag(tag)}`, `its offset ${offset} is not aligned`);
    const end = size === 0 ? bound : offset + least;
    index.set([tag, type, count, dataStart + offset, dataStart + end], (entry - first) * FIELDS);
    bound = offset;
  }
  return index;
}
