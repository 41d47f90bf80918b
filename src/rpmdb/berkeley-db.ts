import { type Backend, type HeaderBlob, MAX_HEADER_BYTES, type RpmdbFile } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";

/*
 * BerkeleyDB hash, `Packages` up to EL8, in the byte order of the machine that wrote it. Page 0 is the meta page; buckets
 * are chains of pages with pairs of items (key, header); a header that does not fit is a chain of overflow pages.
 * Source: Berkeley DB 4.8 dbinc/db_page.h (HMETA33, PAGE, HOFFPAGE), src/hash/hash_page.c; rpm 4.18 lib/backend/bdb_ro.c.
 */
const HASH_MAGIC = 0x061561;
const META_SIZE = 512;
const PAGE_HEADER = 26;
const PAGE_UNSORTED = 2; // all that version 8 (rpm 4.4) has
const PAGE_HASH = 13;
const PAGE_OVERFLOW = 7;
const ITEM_INLINE = 1;
const ITEM_OVERFLOW = 3;
const ITEM_OVERFLOW_SIZE = 12;

export const berkeleyDb: Backend = { name: "BerkeleyDB", matches, headers };

function matches(bytes: Uint8Array): boolean {
  return byteOrderOf(bytes) !== undefined;
}

/** The order in which the magic number at byte 12 makes sense. */
function byteOrderOf(bytes: Uint8Array): "big-endian" | "little-endian" | undefined {
  const [a, b, c, d] = bytes.subarray(12, 16);
  if (a === 0x61 && b === 0x15 && c === 0x06 && d === 0x00) return "little-endian";
  if (a === 0x00 && b === 0x06 && c === 0x15 && d === 0x61) return "big-endian";
  return undefined;
}

interface Database {
  readonly reader: Reader;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly maxBucket: number;
  /** spares[i]: what to add to the number of a bucket in the i-th doubling to get its page. */
  readonly spares: readonly number[];
  readonly visited: Set<number>;
}

function* headers(file: RpmdbFile): Iterable<HeaderBlob> {
  const reader = createReader(file.bytes, file.name, byteOrderOf(file.bytes) ?? "little-endian");
  const database = readMetaPage(reader);
  for (let bucket = 0; bucket <= database.maxBucket; bucket++) {
    let page = pageOfBucket(database, bucket);
    while (page !== 0) {
      const start = openPage(database, page, [PAGE_HASH, PAGE_UNSORTED], "hash page");
      yield* readPage(database, page, start);
      page = reader.uint32(start + 16, `next page of page ${page}`);
    }
  }
}

function readMetaPage(reader: Reader): Database {
  reader.bytes(0, META_SIZE, "meta page");
  if (reader.uint32(12, "magic") !== HASH_MAGIC) reader.fail(12, "magic", "is not that of a hash database");
  const version = reader.uint32(16, "version");
  if (version < 8 || version > 10) reader.fail(16, "version", `is ${version}, known are hash versions 8 to 10`);
  const pageSize = reader.uint32(20, "page size");
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) {
    reader.fail(20, "page size", `is ${pageSize}, not a power of two from 512 to 65536`);
  }
  if (reader.uint8(24, "encryption") !== 0)
    reader.fail(24, "encryption", "the database is encrypted, which rpm never does");
  if ((reader.uint8(26, "meta flags") & 1) !== 0) {
    reader.fail(26, "meta flags", "pages have checksums, which rpm never asks for");
  }
  const pageCount = reader.uint32(32, "last page") + 1;
  if (pageCount * pageSize > reader.length) {
    reader.fail(
      32,
      "last page",
      `is ${pageCount - 1}: ${pageCount * pageSize} bytes, but the file has ${reader.length} (truncated)`,
    );
  }
  const maxBucket = reader.uint32(72, "highest bucket");
  if (maxBucket >= pageCount) reader.fail(72, "highest bucket", `is ${maxBucket}, but there are ${pageCount} pages`);
  const spares = Array.from({ length: 32 }, (_, index) => reader.uint32(96 + 4 * index, "spare pages"));
  return { reader, pageSize, pageCount, maxBucket, spares, visited: new Set() };
}

function pageOfBucket({ spares, reader, pageCount }: Database, bucket: number): number {
  const doubling = 32 - Math.clz32(bucket);
  const page = bucket + spares[doubling]!;
  if (page === 0 || page >= pageCount) {
    reader.fail(
      96 + 4 * doubling,
      "spare pages",
      `put bucket ${bucket} on page ${page}, outside 1 to ${pageCount - 1}`,
    );
  }
  return page;
}

/** Checks a page and marks it as read. Answers where it begins. */
function openPage(database: Database, page: number, types: readonly number[], reading: string): number {
  const { reader, pageSize, pageCount, visited } = database;
  const start = page * pageSize;
  const what = `${reading} ${page}`;
  if (page === 0 || page >= pageCount) reader.fail(start, what, `is outside 1 to ${pageCount - 1} (corrupted)`);
  if (visited.has(page))
    reader.fail(start, what, "is reached a second time: the chain of pages is a cycle (corrupted)");
  visited.add(page);
  const number = reader.uint32(start + 8, what);
  if (number !== page) reader.fail(start + 8, what, `says it is page ${number} (corrupted)`);
  const type = reader.uint8(start + 25, what);
  if (!types.includes(type))
    reader.fail(start + 25, what, `has type ${type}, expected ${types.join(" or ")} (corrupted)`);
  return start;
}

/** The pairs of a hash page. Items grow from the page's end downwards: each ends where the one before it begins. */
function* readPage(database: Database, page: number, start: number): Iterable<HeaderBlob> {
  const { reader, pageSize } = database;
  const count = reader.uint16(start + 20, `number of items on page ${page}`);
  const indexEnd = PAGE_HEADER + 2 * count;
  if (count % 2 !== 0 || indexEnd > pageSize) {
    reader.fail(start + 20, `number of items on page ${page}`, `is ${count}, which is odd or too many`);
  }
  let end = pageSize;
  for (let index = 0; index < count; index += 2) {
    const keyAt = itemOffset(database, start, page, index, indexEnd, end);
    const valueAt = itemOffset(database, start, page, index + 1, indexEnd, keyAt);
    const key = readKey(reader, start + keyAt, end - keyAt);
    // Key 0 holds the highest package number so far, not a header.
    if (key !== 0) yield readValue(database, start + valueAt, keyAt - valueAt, key);
    end = valueAt;
  }
}

function itemOffset(database: Database, start: number, page: number, index: number, low: number, high: number): number {
  const at = start + PAGE_HEADER + 2 * index;
  const offset = database.reader.uint16(at, `offset of item ${index} on page ${page}`);
  if (offset < low || offset >= high) {
    database.reader.fail(at, `offset of item ${index} on page ${page}`, `is ${offset}, outside ${low} to ${high - 1}`);
  }
  return offset;
}

function readKey(reader: Reader, at: number, length: number): number {
  const type = reader.uint8(at, "key");
  if (type !== ITEM_INLINE || length !== 5) {
    reader.fail(at, "key", `has type ${type} and ${length - 1} bytes, expected a package number of 4 bytes`);
  }
  return reader.uint32(at + 1, "key");
}

function readValue(database: Database, at: number, length: number, instance: number): HeaderBlob {
  const { reader } = database;
  const type = reader.uint8(at, "item type");
  const reading = `header of package ${instance}`;
  if (type === ITEM_INLINE) {
    const bytes = reader.bytes(at + 1, length - 1, reading);
    return { instance, offset: at + 1, file: reader.file, bytes };
  }
  if (type !== ITEM_OVERFLOW || length !== ITEM_OVERFLOW_SIZE) {
    reader.fail(
      at,
      reading,
      `is an item of type ${type} with ${length} bytes; rpm stores headers as types 1 and 3 only`,
    );
  }
  const firstPage = reader.uint32(at + 4, `first overflow page of package ${instance}`);
  const size = reader.uint32(at + 8, `length of package ${instance}`);
  return { instance, ...readOverflow(database, firstPage, size, at + 8, reading), file: reader.file };
}

function readOverflow(database: Database, first: number, size: number, sizeAt: number, reading: string) {
  const { reader, pageSize, pageCount } = database;
  if (size > MAX_HEADER_BYTES || size > pageCount * (pageSize - PAGE_HEADER)) {
    reader.fail(sizeAt, reading, `claims ${size} bytes, more than the file can hold`);
  }
  const bytes = new Uint8Array(size);
  let filled = 0;
  let page = first;
  while (filled < size) {
    const start = openPage(database, page, [PAGE_OVERFLOW], "overflow page");
    const length = reader.uint16(start + 22, `length of overflow page ${page}`);
    if (length === 0 || length > pageSize - PAGE_HEADER || length > size - filled) {
      reader.fail(
        start + 22,
        `length of overflow page ${page}`,
        `is ${length}; ${size - filled} bytes of ${reading} are left`,
      );
    }
    bytes.set(reader.bytes(start + PAGE_HEADER, length, `overflow page ${page}`), filled);
    filled += length;
    page = reader.uint32(start + 16, `next page of overflow page ${page}`);
  }
  return { bytes, offset: first * pageSize + PAGE_HEADER };
}
