import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";

/** Writes a compressed tar archive of these files. */
export async function writeTar(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  await pipeline(archive, createGzip(), createWriteStream(path));
}
