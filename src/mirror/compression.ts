import { DecompressionError } from "./decompression-error.ts";

export type Compression = "gzip" | "xz" | "bzip2" | "zstd" | "none";

/** Bytes that `detectCompression` wants to see, where the file has as many. */
export const MAGIC_LENGTH = 16;

const supported: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

const unsupported: readonly (readonly [string, readonly number[]])[] = [
  ["zchunk", [0x00, 0x5a, 0x43, 0x4b, 0x31]],
  ["zchunk (header only)", [0x00, 0x5a, 0x48, 0x52, 0x31]],
  ["lzip", [0x4c, 0x5a, 0x49, 0x50]],
  ["lz4", [0x04, 0x22, 0x4d, 0x18]],
  ["lzma (the format before xz)", [0x5d, 0x00, 0x00]],
  ["compress (.Z)", [0x1f, 0x9d]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
];

const byExtension: Readonly<Record<string, Compression>> = {
  gz: "gzip",
  xz: "xz",
  bz2: "bzip2",
  zst: "zstd",
};

/**
 * The compression of a file by its first bytes. The name serves only for what the bytes leave open: a file called
 * `.gz` without gzip's magic is an error, not plain text. Throws DecompressionError naming what it is not.
 */
export function detectCompression(file: string, start: Uint8Array): Compression {
  const known = supported.find(([, magic]) => startsWith(start, magic));
  if (known !== undefined) return known[0];
  if (isSkippableZstdFrame(start)) return "zstd";
  const foreign = unsupported.find(([, magic]) => startsWith(start, magic));
  if (foreign !== undefined)
    throw new DecompressionError(file, "unsupported", `${foreign[0]} is not supported, only gzip, xz, bzip2 and zstd`);
  const expected = byExtension[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ""];
  if (expected !== undefined) throw new DecompressionError(file, "corrupt", notWhatItsNameSays(expected, start));
  if (isText(start) || startsWith(start, SQLITE)) return "none";
  throw new DecompressionError(file, "unsupported", `its compression is unknown, it starts with ${hex(start)}`);
}

const SQLITE = [...new TextEncoder().encode("SQLite format 3")];

function notWhatItsNameSays(expected: Compression, start: Uint8Array): string {
  return start.length === 0
    ? `it is empty, where ${expected} data is due`
    : `it is not ${expected} data as its name says, it starts with ${hex(start)}`;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}

/** 0x184D2A50 … 0x184D2A5F, little endian: RFC 8878, section 3.1.2. */
function isSkippableZstdFrame(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
