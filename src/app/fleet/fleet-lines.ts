import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** Whole lines of a fleet file, some at a time. */
export interface Lines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of the first, from 1. */
  readonly firstLine: number;
}

/** A fleet file that is not what it should be. */
class FleetFileError extends Error {
  override readonly name = "FleetFileError";
}

/** About so much is handed out at a time: some 20 hosts. */
const PIECE = 1 << 20;
/** A host of 100,000 packages has 4 MB. */
const MAX_LINE = 32 << 20;

export function isFleetFile(path: string): boolean {
  return /\.jsonl(?:\.(?:gz|zst))?$/.test(path);
}

/** Reads a fleet file, compressed or not, piece by piece: never more than a piece and a line is held. */
export async function* fleetLines(path: string): AsyncGenerator<Lines> {
  let held: Uint8Array[] = [];
  let size = 0;
  let firstLine = 1;
  const take = (end: Uint8Array): Lines => {
    const bytes = new Uint8Array(Buffer.concat([...held, end]));
    const lines = { bytes, firstLine };
    firstLine += countLines(bytes);
    return lines;
  };
  try {
    for await (const chunk of opened(path) as AsyncIterable<Uint8Array>) {
      const end = size + chunk.length < PIECE ? -1 : chunk.lastIndexOf(10);
      if (end < 0) {
        held.push(chunk);
        size += chunk.length;
        if (size > MAX_LINE + PIECE)
          throw new FleetFileError(`line ${firstLine} or a later one is longer than ${MAX_LINE} bytes`);
        continue;
      }
      yield take(chunk.subarray(0, end + 1));
      held = [chunk.subarray(end + 1)];
      size = chunk.length - end - 1;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new FleetFileError(`Cannot read the fleet file ${path}: ${error.message}`, { cause: error });
  }
  if (size > 0) yield take(new Uint8Array());
}

function opened(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const through = path.endsWith(".zst") ? createZstdDecompress() : path.endsWith(".gz") ? createGunzip() : undefined;
  if (through === undefined) return file;
  file.once("error", (error) => through.destroy(error));
  return file.pipe(through);
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
