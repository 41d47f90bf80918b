import { randomBytes } from "node:crypto";
import { constants, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const DAY = 24 * 3600 * 1000;

/** The cache folder cannot be used safely. */
class CacheError extends Error {
  override readonly name = "CacheError";
}

/** `$XDG_CACHE_HOME/ferry`, else `~/.cache/ferry` (XDG base directory specification: only absolute paths count). */
export function defaultCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment["XDG_CACHE_HOME"] ?? "";
  return isAbsolute(base) ? join(base, "ferry") : join(environment["HOME"] || homedir(), ".cache", "ferry");
}

/** Kinds of entries: metadata files as downloaded, repomd.xml with what is known of it, package tables. */
const kinds = ["files", "repomd", "tables"] as const;
export type CacheKind = (typeof kinds)[number];

export interface CacheBounds {
  readonly maximumBytes?: number;
  readonly maximumAgeDays?: number;
}

/**
 * Files by name below one folder. An entry is written beside its place and renamed, so that several processes at once
 * see a whole entry or none; who writes last wins, with the same content. Readers verify what they read and `remove`
 * what is damaged. The folder is its owner's alone: tables in it are believed without asking the repository again.
 */
export class Cache {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Throws CacheError where the folder cannot be made, or belongs to or can be written by someone else. */
  static open(folder: string): Cache {
    const fail = (what: string): never => {
      throw new CacheError(`Cannot use the cache ${folder}: ${what}`);
    };
    try {
      for (const kind of kinds) mkdirSync(join(folder, kind), { recursive: true, mode: 0o700 });
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
    for (const each of [folder, ...kinds.map((kind) => join(folder, kind))]) {
      const status = lstatSync(each);
      if (!status.isDirectory()) return fail(`${each} is not a folder; delete it`);
      const user = process.getuid?.();
      if (user !== undefined && status.uid !== user)
        return fail(`${each} belongs to another user; name another folder`);
      if (user !== undefined && (status.mode & 0o022) !== 0)
        return fail(`others may write to ${each}; run chmod go-w on it`);
    }
    return new Cache(folder);
  }

  path(kind: CacheKind, name: string): string {
    if (!/^[\w.-]+$/.test(name) || name.startsWith("."))
      throw new CacheError(`Cannot cache "${name}": it is no file name`);
    return join(this.folder, kind, name);
  }

  /** The bytes of an entry; undefined where there is none. Keeps the entry from being pruned. */
  async read(kind: CacheKind, name: string): Promise<Uint8Array | undefined> {
    const path = this.path(kind, name);
    try {
      const bytes = readFileSync(path);
      touch(path);
      return bytes;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async has(kind: CacheKind, name: string): Promise<boolean> {
    const path = this.path(kind, name);
    try {
      if (!statSync(path).isFile()) return false;
      touch(path);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async write(kind: CacheKind, name: string, bytes: Uint8Array): Promise<void> {
    const { writeFile } = await writing();
    await this.fill(kind, name, (path) => writeFile(path, bytes, { mode: 0o600, flag: "wx" }));
  }

  /** `make` writes the new file at the path it is given; when it throws, no entry is made. */
  async fill(kind: CacheKind, name: string, make: (path: string) => Promise<void>): Promise<void> {
    const path = this.path(kind, name);
    const { rename, unlink } = await writing();
    const part = join(this.folder, kind, `.${name}.${process.pid}.${randomBytes(6).toString("hex")}.part`);
    try {
      await make(part);
      await flush(part);
      await rename(part, path);
    } catch (error) {
      await unlink(part).catch(() => undefined);
      throw error;
    }
  }

  async remove(kind: CacheKind, name: string): Promise<void> {
    removeFile(this.path(kind, name));
  }

  /**
   * Deletes what was not used for `maximumAgeDays` (30), the longest unused until no more than `maximumBytes` (4 GiB)
   * are left, and parts that a killed process left behind. Returns the bytes it freed.
   */
  async prune(now: Date, bounds: CacheBounds = {}): Promise<number> {
    const { maximumBytes = 4 * 2 ** 30, maximumAgeDays = 30 } = bounds;
    const entries: { readonly path: string; readonly size: number; readonly used: number }[] = [];
    let freed = 0;
    for (const kind of kinds) {
      for (const name of readdirSync(join(this.folder, kind))) {
        const path = join(this.folder, kind, name);
        const status = statSync(path, { throwIfNoEntry: false });
        if (status === undefined) continue;
        const age = now.getTime() - status.mtimeMs;
        const abandoned = name.startsWith(".") && age > DAY;
        if (abandoned || age > maximumAgeDays * DAY) {
          removeFile(path);
          freed += status.size;
        } else if (!name.startsWith(".")) entries.push({ path, size: status.size, used: status.mtimeMs });
      }
    }
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of entries.toSorted((left, right) => left.used - right.used)) {
      if (total <= maximumBytes) break;
      removeFile(path);
      total -= size;
      freed += size;
    }
    return freed;
  }
}

/** The time of last use is the time of change: access times are often not kept. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Another process may have pruned the entry meanwhile; what was read stays good.
  }
}

/** What a run with a warm cache never needs, and loading it takes longer than reading a table. */
function writing(): Promise<typeof import("node:fs/promises")> {
  return import("node:fs/promises");
}

/** So that a power cut leaves no entry with a good name and no content. */
async function flush(path: string): Promise<void> {
  const { open } = await writing();
  await using file = await open(path, constants.O_RDONLY);
  await file.datasync();
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
