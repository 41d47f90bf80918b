import type { RepomdRecord } from "../repodata/repomd.ts";
import { verifyChecksum, verifyingChecksum } from "./checksum.ts";
import { decompress, decompressStream } from "./decompress.ts";

const PIECE = 1 << 18;

/** The decompressed content of a file that repomd.xml names. Throws ChecksumError, DecompressionError. */
export async function openWhole(record: RepomdRecord, bytes: Uint8Array, from: string): Promise<Uint8Array> {
  const { location: file, openChecksum, openSize } = record;
  const content = await decompress(file, bytes, { openSize });
  if (openChecksum !== undefined) verifyChecksum({ file, from }, openChecksum, content, "content");
  return content;
}

/** The same in pieces. A wrong checksum is thrown at the end: believe nothing of it before. */
export async function* openStream(
  record: RepomdRecord,
  read: () => Promise<Uint8Array>,
  from: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { location: file, openChecksum, openSize } = record;
  const content = decompressStream(file, piecesOf(await read()), { openSize });
  yield* openChecksum === undefined ? content : verifyingChecksum({ file, from }, openChecksum, content, "content");
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}
