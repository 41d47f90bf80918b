import type { RpmdbFile } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";

/*
 * SQLite's write-ahead log, read only: nothing is written beside the database, as SQLite itself would do (-shm).
 * Source: https://www.sqlite.org/fileformat2.html §4 and https://www.sqlite.org/walformat.html; walIndexRecover in wal.c.
 */
const MAGIC_LITTLE_ENDIAN = 0x377f0682;
const MAGIC_BIG_ENDIAN = 0x377f0683;
const VERSION = 3007000;
const HEADER_SIZE = 32;
const FRAME_HEADER_SIZE = 24;

export interface WriteAheadLog {
  readonly reader: Reader;
  readonly pageSize: number;
  /** Size of the database after the last commit, in pages. */
  readonly pageCount: number;
  /** Page number to where its newest committed content begins in the log. */
  readonly frames: ReadonlyMap<number, number>;
}

/**
 * The committed frames of a log. Undefined when it holds none: empty, cut before the first commit, or left over from before
 * the log was last restarted (its salts or checksums do not fit, which is how SQLite tells). Frames after the last commit
 * belong to a transaction that never ended and are left out.
 */
export function readWriteAheadLog(file: RpmdbFile): WriteAheadLog | undefined {
  if (file.bytes.length < HEADER_SIZE) return undefined;
  const reader = createReader(file.bytes, file.name, "big-endian");
  const magic = reader.uint32(0, "magic");
  if (magic !== MAGIC_LITTLE_ENDIAN && magic !== MAGIC_BIG_ENDIAN) return undefined;
  const pageSize = reader.uint32(8, "page size");
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return undefined;

  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const sum = new Uint32Array(2);
  const littleEndian = magic === MAGIC_LITTLE_ENDIAN;
  addToChecksum(sum, view, 0, HEADER_SIZE - 8, littleEndian);
  if (sum[0] !== reader.uint32(24, "checksum") || sum[1] !== reader.uint32(28, "checksum")) return undefined;
  const version = reader.uint32(4, "version");
  if (version !== VERSION) reader.fail(4, "version", `is ${version}, only ${VERSION} is known`);

  const frames = new Map<number, number>();
  let pending: [page: number, start: number][] = [];
  let pageCount = 0;
  const frameSize = FRAME_HEADER_SIZE + pageSize;
  for (let start = HEADER_SIZE; start + frameSize <= reader.length; start += frameSize) {
    const page = reader.uint32(start, "page number of a frame");
    if (page === 0) break;
    if (reader.uint32(start + 8, "salt") !== reader.uint32(16, "salt")) break;
    if (reader.uint32(start + 12, "salt") !== reader.uint32(20, "salt")) break;
    addToChecksum(sum, view, start, 8, littleEndian);
    addToChecksum(sum, view, start + FRAME_HEADER_SIZE, pageSize, littleEndian);
    if (sum[0] !== reader.uint32(start + 16, "checksum") || sum[1] !== reader.uint32(start + 20, "checksum")) break;
    pending.push([page, start + FRAME_HEADER_SIZE]);
    const sizeAfterCommit = reader.uint32(start + 4, "size after commit");
    if (sizeAfterCommit === 0) continue;
    for (const [number, at] of pending) frames.set(number, at);
    pending = [];
    pageCount = sizeAfterCommit;
  }
  return pageCount === 0 ? undefined : { reader, pageSize, pageCount, frames };
}

/** Two running sums modulo 2^32, each word entering both. `length` is a multiple of 8. */
function addToChecksum(sum: Uint32Array, view: DataView, start: number, length: number, littleEndian: boolean): void {
  let first = sum[0]!;
  let second = sum[1]!;
  for (let at = start; at < start + length; at += 8) {
    first = (first + view.getUint32(at, littleEndian) + second) >>> 0;
    second = (second + view.getUint32(at + 4, littleEndian) + first) >>> 0;
  }
  sum[0] = first;
  sum[1] = second;
}
