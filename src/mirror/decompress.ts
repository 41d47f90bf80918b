import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from "node:zlib";
import { bunzip2 } from "./bunzip2.ts";
import { type Compression, detectCompression, MAGIC_LENGTH } from "./compression.ts";
import { type DecompressionLimits, DecompressionMeter, ForeignDataError } from "./decompression-meter.ts";

const PIECE = 1 << 20;

/**
 * Opens a whole file: gzip, xz, bzip2, zstd or not compressed, told apart by its first bytes. With `openSize` the memory
 * is taken once (gunzip: 1.6 GB/s instead of 0.7). Throws DecompressionError naming the file, the limit and the place.
 */
export async function decompress(
  file: string,
  bytes: Uint8Array,
  limits: DecompressionLimits = {},
): Promise<Uint8Array> {
  const compression = detectCompression(file, bytes.subarray(0, MAGIC_LENGTH));
  const meter = new DecompressionMeter(file, limits);
  meter.expect(compression, bytes.length);
  if (compression === "none") {
    meter.take(bytes.length, bytes.length);
    meter.finish();
    return bytes;
  }
  const fast = limits.openSize === undefined ? undefined : openAtOnce(compression, bytes, limits.openSize);
  return fast ?? collect(decode(compression, piecesOf(bytes), meter), limits.openSize);
}

/** The streaming form of `decompress`: memory stays flat (but for bzip2, which keeps the compressed file). */
export async function* decompressStream(
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: DecompressionLimits = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { start, all } = await peek(chunks, MAGIC_LENGTH);
  const compression = detectCompression(file, start);
  const meter = new DecompressionMeter(file, limits);
  meter.expect(compression);
  yield* decode(compression, all, meter);
}

/**
 * Native decompression in one call, into memory of the declared size. Undefined where it fails in any way: the
 * streaming decoder then says what is wrong, and where.
 */
function openAtOnce(compression: Compression, bytes: Uint8Array, openSize: number): Uint8Array | undefined {
  // One byte more than needed: zlib takes a second piece of memory when the first is exactly full.
  const options = { chunkSize: Math.max(64, openSize + 1), maxOutputLength: Math.max(1, openSize), info: true };
  try {
    if (compression === "gzip") return whole(gunzipSync(bytes, options), bytes.length, openSize);
    // Node's zstd reads the first frame only, so a file of several frames takes the other way.
    if (compression === "zstd") return whole(zstdDecompressSync(bytes, options), bytes.length, openSize);
  } catch {
    return undefined;
  }
  return undefined;
}

/** With `info: true` zlib answers `{ buffer, engine }`, which its types do not say. */
function whole(answer: unknown, inputSize: number, openSize: number): Uint8Array | undefined {
  const { buffer, engine } = answer as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
  return engine.bytesWritten === inputSize && buffer.length === openSize ? buffer : undefined;
}

async function* decode(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
  meter: DecompressionMeter,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of decoders[compression](meter.count(chunks))) {
      meter.give(piece.length);
      yield piece;
    }
  } catch (error) {
    throw meter.failed(compression, error);
  }
  meter.finish();
}

const decoders: Readonly<Record<Compression, (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>>> = {
  none: (chunks) => chunks,
  // Gunzip goes on to further members by itself; what it leaves over is none.
  gzip: (chunks) => throughZlib(chunks, createGunzipOnce),
  zstd: (chunks) => throughZlib(chunks, () => createZstdDecompress({ chunkSize: PIECE })),
  bzip2: openBzip2,
  xz: openXz,
};

function createGunzipOnce(consumed: number): ZlibStream {
  if (consumed > 0) throw new ForeignDataError(consumed);
  return createGunzip({ chunkSize: PIECE });
}

async function* openBzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* bunzip2(await collect(chunks, undefined));
}

async function* openXz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const { unxz } = await import("./unxz.ts");
  yield* unxz(chunks);
}

/** One of zlib's streams after the other, as one reads up to the end of a member and passes over what follows in silence. */
async function* throughZlib(
  chunks: AsyncIterable<Uint8Array>,
  engineForNext: (consumed: number) => ZlibStream,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  let consumed = 0;
  let left: Uint8Array | undefined;
  async function next(): Promise<Uint8Array | undefined> {
    const chunk = left ?? (await source.next()).value;
    left = undefined;
    return chunk ?? undefined;
  }
  try {
    do {
      const engine = engineForNext(consumed);
      const feeding = feed(engine, next);
      // The reader below meets the same error; this only keeps it from being reported as nobody's.
      feeding.catch(() => undefined);
      try {
        for await (const piece of engine) yield piece as Uint8Array;
        left = await feeding;
      } finally {
        engine.destroy();
      }
      consumed += engine.bytesWritten;
    } while (left !== undefined);
  } finally {
    await source.return?.();
  }
}

type ZlibStream = Transform & { readonly bytesWritten: number };

/** Writes chunks until there are no more, or until the engine has reached its end: then returns what it left over. */
async function feed(engine: ZlibStream, next: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  let fed = 0;
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
      fed += chunk.length;
      await write(engine, chunk);
      if (engine.bytesWritten < fed) return chunk.subarray(chunk.length - (fed - engine.bytesWritten));
    }
  } catch (error) {
    engine.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  engine.end();
  return undefined;
}

function write(engine: ZlibStream, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += PIECE / 16) yield bytes.subarray(start, start + PIECE / 16);
}

async function collect(chunks: AsyncIterable<Uint8Array>, size: number | undefined): Promise<Uint8Array> {
  if (size === undefined) {
    const pieces: Uint8Array[] = [];
    for await (const piece of chunks) pieces.push(piece);
    return Buffer.concat(pieces);
  }
  const bytes = Buffer.allocUnsafeSlow(size);
  let used = 0;
  for await (const piece of chunks) {
    bytes.set(piece, used);
    used += piece.length;
  }
  return bytes.subarray(0, used);
}

/** The first `count` bytes of a stream, where it has as many, and the whole stream again. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ readonly start: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < count && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else {
      held.push(next.value);
      length += next.value.length;
    }
  }
  const all = ended ? heldOnly(held) : heldThenRest(held, iterator);
  return { start: Buffer.concat(held).subarray(0, count), all };
}

async function* heldOnly(held: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* held;
}

async function* heldThenRest(
  held: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* held;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
