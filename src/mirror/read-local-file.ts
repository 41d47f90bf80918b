import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { FetchError } from "./fetch-error.ts";

const PIECE = 1 << 18;

/**
 * A plain file in pieces, at most `limit` bytes. A pipe or device is refused instead of waited for. Throws FetchError. (Not by
 * node:fs/promises: loading that takes longer than reading what a run with a warm cache reads.)
 */
export async function* readLocalFile(path: string, limit: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = openPlain(path);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new FetchError(path, "unreadable", "it is not a plain file");
    if (status.size > limit)
      throw new FetchError(path, "too-large", `its ${status.size} bytes are over the limit of ${limit}`);
    let position = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(file, piece, 0, PIECE, position);
      if (length === 0) return;
      position += length;
      if (position > limit) throw new FetchError(path, "too-large", `it is over the limit of ${limit} bytes`);
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function openPlain(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new FetchError(path, "not-found", "there is no such file", { cause: error });
    throw new FetchError(path, "unreadable", error instanceof Error ? error.message : String(error), { cause: error });
  }
}
