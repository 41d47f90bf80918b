import { RpmdbError } from "./rpmdb-error.ts";

/** Bytes with bounds: every read names what it reads, and fails as RpmdbError with the offset. */
export interface Reader {
  readonly file: string;
  readonly length: number;
  uint8(offset: number, reading: string): number;
  uint16(offset: number, reading: string): number;
  uint32(offset: number, reading: string): number;
  /** A view, not a copy. */
  bytes(offset: number, length: number, reading: string): Uint8Array;
  fail(offset: number, reading: string, problem: string): never;
}

export type ByteOrder = "big-endian" | "little-endian";

/** Makes a reader of `bytes`; `file` is how errors call them. */
export function createReader(bytes: Uint8Array, file: string, order: ByteOrder): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = order === "little-endian";

  function fail(offset: number, reading: string, problem: string): never {
    throw new RpmdbError({ file, offset, reading }, problem);
  }
  function check(offset: number, length: number, reading: string): void {
    if (offset + length <= bytes.length && offset >= 0 && length >= 0) return;
    fail(offset, reading, `needs ${length} bytes, but the file ends at byte ${bytes.length} (truncated or corrupted)`);
  }

  return {
    file,
    length: bytes.length,
    uint8(offset, reading) {
      check(offset, 1, reading);
      return view.getUint8(offset);
    },
    uint16(offset, reading) {
      check(offset, 2, reading);
      return view.getUint16(offset, littleEndian);
    },
    uint32(offset, reading) {
      check(offset, 4, reading);
      return view.getUint32(offset, littleEndian);
    },
    bytes(offset, length, reading) {
      check(offset, length, reading);
      return bytes.subarray(offset, offset + length);
    },
    fail,
  };
}
