import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Files by name in one folder. A file is written beside its place and renamed into it, so that other processes see all of
 * it or nothing; what is read must be checked by the reader (a checksum, a format), and `drop` takes a damaged one away.
 */
export interface Cache {
  readonly folder: string;
  /** The bytes, or undefined; marks the file as used. */
  read(name: string): Uint8Array<ArrayBuffer> | undefined;
  /** Milliseconds since the file was written, or undefined when it is not there. */
  ageOf(name: string): number | undefined;
  write(name: string, bytes: Uint8Array): void;
  drop(name: string): void;
}

const MAX_BYTES = 4 * 1024 ** 3;
const DAY = 24 * 60 * 60 * 1000;

/** The cache of this user: $XDG_CACHE_HOME/ferry, else ~/.cache/ferry. Made when it is first written. */
export function userCache(environment: NodeJS.ProcessEnv = process.env): Cache {
  const home = environment["XDG_CACHE_HOME"];
  return openCache(join(home !== undefined && home !== "" ? home : join(homedir(), ".cache"), "ferry"));
}

export function openCache(folder: string): Cache {
  const pathOf = (name: string) => join(folder, name);
  return {
    folder,
    read(name) {
      try {
        const bytes = readFileSync(pathOf(name));
        touch(pathOf(name));
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    ageOf(name) {
      const stat = statSync(pathOf(name), { throwIfNoEntry: false });
      return stat === undefined ? undefined : Date.now() - stat.mtimeMs;
    },
    write(name, bytes) {
      const path = pathOf(name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.part`;
      try {
        writeFileSync(temporary, bytes, { mode: 0o600, flag: "wx" });
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
      prune(folder);
    },
    drop(name) {
      rmSync(pathOf(name), { force: true });
    },
  };
}

/** The access time tells `prune` what is in use; the time of writing is left as it is. */
function touch(path: string): void {
  const { mtime } = statSync(path);
  try {
    utimesSync(path, new Date(), mtime);
  } catch (error) {
    // Another process dropped it, or the folder is another user's: what was read is still good.
    if (!(error instanceof Error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** Takes away the files unused for longest until the rest fits, and parts that a killed process left. */
function prune(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [{ path, size: stat.size, used: Math.max(stat.atimeMs, stat.mtimeMs) }] : [];
  });
  const now = Date.now();
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, used } of files.sort((left, right) => left.used - right.used)) {
    const isLeftOver = path.endsWith(".part") && now - used > DAY;
    if (!isLeftOver && total <= MAX_BYTES) continue;
    rmSync(path, { force: true });
    total -= size;
  }
}
