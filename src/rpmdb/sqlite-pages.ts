import type { RpmdbFile } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";
import { readWriteAheadLog } from "./sqlite-wal.ts";

/** One page of an SQLite database: `size` bytes from `start` in `reader`, the database itself or its write-ahead log. */
export interface Page {
  readonly number: number;
  readonly reader: Reader;
  readonly start: number;
  /** Bytes that hold data: the page without the reserved bytes at its end. */
  readonly usable: number;
}

export interface Pages {
  readonly main: Reader;
  readonly count: number;
  /** The page with this number (from 1). A page can be had once: who asks again runs in a circle. */
  get(number: number, askedAt: { readonly reader: Reader; readonly offset: number }): Page;
}

const MAGIC = new TextEncoder().encode("SQLite format 3\0");
const HEADER_SIZE = 100;

export function isSqlite(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Opens a database with the committed pages of its log on top. Source: https://www.sqlite.org/fileformat2.html §1. */
export function openPages(file: RpmdbFile, log: RpmdbFile | undefined): Pages {
  const main = createReader(file.bytes, file.name, "big-endian");
  const logged = log === undefined ? undefined : readWriteAheadLog(log);
  const first = logged?.frames.get(1);
  const header = first === undefined ? { reader: main, start: 0 } : { reader: logged!.reader, start: first };
  const { pageSize, usable } = readDatabaseHeader(header.reader, header.start);
  if (logged !== undefined && logged.pageSize !== pageSize) {
    logged.reader.fail(8, "page size", `is ${logged.pageSize}, but that of ${file.name} is ${pageSize}`);
  }
  const count = logged?.pageCount ?? pageCountOf(main, pageSize);
  const visited = new Set<number>();

  return {
    main,
    count,
    get(number, askedAt) {
      const reading = `page ${number}`;
      if (number < 1 || number > count) {
        askedAt.reader.fail(askedAt.offset, reading, `is outside 1 to ${count} (truncated or corrupted)`);
      }
      if (visited.has(number)) {
        askedAt.reader.fail(askedAt.offset, reading, "is reached a second time: the pages form a cycle (corrupted)");
      }
      visited.add(number);
      const frame = logged?.frames.get(number);
      const reader = frame === undefined ? main : logged!.reader;
      const start = frame ?? (number - 1) * pageSize;
      reader.bytes(start, pageSize, reading);
      return { number, reader, start, usable };
    },
  };
}

function readDatabaseHeader(reader: Reader, start: number): { readonly pageSize: number; readonly usable: number } {
  reader.bytes(start, HEADER_SIZE, "database header");
  const stored = reader.uint16(start + 16, "page size");
  const pageSize = stored === 1 ? 65536 : stored;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) {
    reader.fail(start + 16, "page size", `is ${pageSize}, not a power of two from 512 to 65536`);
  }
  const readVersion = reader.uint8(start + 19, "read version");
  if (readVersion > 2) reader.fail(start + 19, "read version", `is ${readVersion}, known are 1 and 2`);
  const usable = pageSize - reader.uint8(start + 20, "reserved bytes");
  if (usable < 480)
    reader.fail(start + 20, "reserved bytes", `leave ${usable} of ${pageSize} bytes, too few for a page`);
  const encoding = reader.uint32(start + 56, "text encoding");
  if (encoding > 1) reader.fail(start + 56, "text encoding", `is ${encoding}; rpm writes UTF-8, which is 1`);
  return { pageSize, usable };
}

/** The header's number of pages, which is valid only when the two change counters agree; else what the file's size says. */
function pageCountOf(reader: Reader, pageSize: number): number {
  const stored = reader.uint32(28, "number of pages");
  const isValid = stored > 0 && reader.uint32(24, "change counter") === reader.uint32(92, "version valid for");
  if (!isValid) return Math.floor(reader.length / pageSize);
  if (stored * pageSize > reader.length) {
    reader.fail(
      28,
      "number of pages",
      `is ${stored}: ${stored * pageSize} bytes, but the file has ${reader.length} (truncated)`,
    );
  }
  return stored;
}
