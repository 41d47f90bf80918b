import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { RpmdbFile } from "../rpmdb/backend.ts";
import { databaseFileNames } from "../rpmdb/read-rpm-database.ts";
import { resolveInRoot } from "./resolve-in-root.ts";

/** Why the files of a database could not be read. What is wrong inside them is an RpmdbError. */
export class RpmdbFilesError extends Error {
  override readonly name = "RpmdbFilesError";
}

/** Where rpm keeps its database below a root: EL and most others, Fedora and SUSE, rpm-ostree. */
const rpmFolders = ["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"] as const;
/** SQLite keeps committed pages in the one, and in the other what an interrupted write overwrote. */
const companions = ["-wal", "-journal"] as const;
const MAX_BYTES = 2 ** 30;
const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 50;

/**
 * Reads the files of the RPM database at `path`: a database file, an rpm folder, or a root file system. It only reads, takes
 * no lock, and gives files that belong together: when rpm writes meanwhile, it reads again. Files must be regular and have at
 * most `maxBytes` each. Throws RpmdbFilesError.
 */
export function readRpmdbFiles(path: string, maxBytes = MAX_BYTES): readonly RpmdbFile[] {
  try {
    return readDatabase(path, maxBytes);
  } catch (error) {
    // What the system says: no permission, an input/output error.
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new RpmdbFilesError(`Cannot read the RPM database ${path}: ${error.message}`, { cause: error });
  }
}

function readDatabase(path: string, maxBytes: number): readonly RpmdbFile[] {
  const { folder, names } = findDatabase(path);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = stampOf(folder, names);
    const files = readAll(folder, names, maxBytes);
    if (stampOf(folder, names) === before) return files;
    pause(PAUSE_MILLISECONDS * (attempt + 1));
  }
  throw new RpmdbFilesError(
    `Cannot read the RPM database ${path}: rpm changed it ${ATTEMPTS} times meanwhile; try again later`,
  );
}

interface Database {
  readonly folder: string;
  /** Best first. */
  readonly names: readonly string[];
}

function findDatabase(path: string): Database {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new RpmdbFilesError(`Cannot read the RPM database ${path}: there is nothing`);
  if (!stat.isDirectory()) {
    const file = realpathSync(path);
    return { folder: dirname(file), names: [basename(file)] };
  }
  const candidates = [path, ...rpmFolders.flatMap((folder) => resolveInRoot(path, folder) ?? [])];
  for (const folder of candidates) {
    const names = databaseFileNames.filter((name) => resolveInRoot(folder, name) !== undefined);
    if (names.length > 0) return { folder, names };
  }
  const problem = `neither it nor ${rpmFolders.join(", ")} below it has ${databaseFileNames.join(", ")}`;
  throw new RpmdbFilesError(`Cannot read an RPM database in ${path}: ${problem}`);
}

/** The database and its companions. A database that is empty does not hide the next: a newer rpm may have made it in passing. */
function readAll(folder: string, names: readonly string[], maxBytes: number): readonly RpmdbFile[] {
  const files: RpmdbFile[] = [];
  for (const name of names) {
    const bytes = readRegularFile(folder, name, maxBytes);
    if (bytes === undefined) continue;
    files.push({ name, bytes });
    if (bytes.length === 0) continue;
    for (const suffix of companions) {
      const companion = readRegularFile(folder, name + suffix, maxBytes);
      if (companion !== undefined) files.push({ name: name + suffix, bytes: companion });
    }
    break;
  }
  return files;
}

/** undefined when it does not exist. Links are followed inside the folder only. */
function readRegularFile(folder: string, name: string, maxBytes: number): Uint8Array | undefined {
  const path = resolveInRoot(folder, name);
  if (path === undefined) return undefined;
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new RpmdbFilesError(`Cannot read ${path}: it is not a regular file`);
    if (stat.size > maxBytes) {
      throw new RpmdbFilesError(`Cannot read ${path}: it has ${stat.size} bytes, more than the limit of ${maxBytes}`);
    }
    const bytes = new Uint8Array(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(handle, bytes, filled, bytes.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

/** What changes when any of the files changes. */
function stampOf(folder: string, names: readonly string[]): string {
  const all = names.flatMap((name) => [name, ...companions.map((suffix) => name + suffix)]);
  const stamps = all.map((name) => {
    const path = resolveInRoot(folder, name);
    const stat = path === undefined ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? "-" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  });
  return stamps.join("\n");
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
