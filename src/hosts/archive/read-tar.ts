import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import { decompressStream } from "../../mirror/decompress.ts";
import { DecompressionError } from "../../mirror/decompression-error.ts";
import { type ArchiveEntries, EntryCollector } from "./archive-entries.ts";
import type { ArchiveLimits } from "./archive-limits.ts";

/**
 * Reads the wanted files of a tar archive: gzip, xz, bzip2, zstd or not compressed, told by the first bytes whatever its name
 * says. Memory stays at what is kept; nothing is written to disk.
 * @throws ArchiveError
 */
export async function readTar(path: string, limits: ArchiveLimits): Promise<ArchiveEntries> {
  const collector = new EntryCollector(path, limits);
  const compressed = await isCompressed(path);
  const file = createReadStream(path);
  // Whoever reads it meets the error; this keeps one that comes before or after from being nobody's.
  file.on("error", () => undefined);
  const bytes = compressed ? decompressStream("the archive", file, { maximumSize: limits.totalBytes }) : file;
  try {
    await readTarStream(bytes, collector);
  } catch (error) {
    if (error instanceof DecompressionError) throw collector.error(error.message);
    throw error;
  } finally {
    file.destroy();
  }
  return collector;
}

/** The tar stream itself; separate so that a test can hand in bytes. @internal for tests */
export async function readTarStream(bytes: AsyncIterable<Uint8Array>, collector: EntryCollector): Promise<void> {
  const tar = extract({ allowUnknownFormat: true } as object);
  const fed = pipeline(Readable.from(bytes, { objectMode: true, highWaterMark: 1 }), tar);
  // The reader below meets the same error; this only keeps it from being reported as nobody's.
  fed.catch(() => undefined);
  try {
    for await (const entry of tar) {
      const { header } = entry;
      const path = collector.enter(header.name, header.size);
      if (path !== undefined && header.type === "symlink") collector.link(path, header.linkname);
      const pieces: Uint8Array[] = [];
      let length = 0;
      for await (const piece of entry as AsyncIterable<Uint8Array>) {
        if (path !== undefined && length < collector.fileBytes) pieces.push(piece);
        length += piece.length;
      }
      if (path === undefined || !isFile(header)) continue;
      const content = Buffer.concat(pieces).subarray(0, collector.fileBytes);
      collector.keep(path, content, length > collector.fileBytes || isSparse(header));
    }
    await fed;
  } catch (error) {
    throw tarFailure(error, collector);
  }
}

function isFile(header: Header): boolean {
  return header.type === "file" || header.type === "contiguous-file";
}

/** GNU tar's sparse files, format 1.0: the content begins with a map of its pieces. */
function isSparse(header: Header): boolean {
  const { pax } = header;
  return typeof pax === "object" && pax !== null && Object.keys(pax).some((key) => key.startsWith("GNU.sparse."));
}

/** tar-stream throws plain errors; what is not its own (ours, those of the bytes' source) stays as it is. */
function tarFailure(error: unknown, collector: EntryCollector): unknown {
  if (!(error instanceof Error) || error.name !== "Error" || "code" in error) return error;
  return collector.error("it is no tar archive, or damaged");
}

async function isCompressed(path: string): Promise<boolean> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
  return magics.some((magic) => magic.length <= bytesRead && magic.every((byte, i) => buffer[i] === byte));
}

const magics: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x42, 0x5a, 0x68],
  [0x28, 0xb5, 0x2f, 0xfd],
];
