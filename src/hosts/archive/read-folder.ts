import { open, opendir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type ArchiveEntries, EntryCollector } from "./archive-entries.ts";
import type { ArchiveLimits } from "./archive-limits.ts";

/**
 * Reads the wanted files of an archive that lies extracted in a folder. Links are not followed on disk: those that stay
 * inside are resolved as in a tar stream, the others lead nowhere.
 * @throws ArchiveError, or the error of the file system
 */
export async function readFolder(path: string, limits: ArchiveLimits): Promise<ArchiveEntries> {
  const collector = new EntryCollector(path, limits);
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await opendir(join(path, folder))) {
      const member = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const wanted = collector.enter(member, 0);
      if (entry.isDirectory()) folders.push(member);
      else if (wanted === undefined) continue;
      else if (entry.isSymbolicLink()) collector.link(wanted, await readlink(join(path, member)));
      else if (entry.isFile()) await readMember(join(path, member), wanted, collector);
    }
  }
  return collector;
}

/** Reads no more than the limit, however large the file says it is. */
async function readMember(path: string, wanted: string, collector: EntryCollector): Promise<void> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const content = Buffer.alloc(Math.min(size, collector.fileBytes));
  let length = 0;
  while (length < content.length) {
    const { bytesRead } = await file.read(content, length, content.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  collector.keep(wanted, content.subarray(0, length), size > content.length);
}
