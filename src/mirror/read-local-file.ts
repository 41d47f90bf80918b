import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { FetchError } from "./fetch-error.ts";

const PIECE = 1 << 18;

/** A plain file in pieces, at most `limit` bytes. A pipe or device is refused instead of waited for. Throws FetchError. */
export async function* readLocalFile(path: string, limit: number): AsyncGenerator<Uint8Array, void, undefined> {
  await using file = await openPlain(path);
  const status = await file.stat();
  if (!status.isFile()) throw new FetchError(path, "unreadable", "it is not a plain file");
  if (status.size > limit)
    throw new FetchError(path, "too-large", `its ${status.size} bytes are over the limit of ${limit}`);
  let position = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const { bytesRead } = await file.read(piece, 0, PIECE, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    if (position > limit) throw new FetchError(path, "too-large", `it is over the limit of ${limit} bytes`);
    yield piece.subarray(0, bytesRead);
  }
}

async function openPlain(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new FetchError(path, "not-found", "there is no such file", { cause: error });
    throw new FetchError(path, "unreadable", error instanceof Error ? error.message : String(error), { cause: error });
  }
}
