import { ArchiveError } from "./archive-error.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { isAppleLitter, isWantedPath, plainPath } from "./wanted-path.ts";

export interface ArchiveFile {
  readonly text: string;
  /** A limit cut it, or the archive holds it in pieces (sparse). */
  readonly truncated: boolean;
}

/** A link with the plain path it points to from the archive's top; undefined where it points outside. */
export type ArchiveLink = string | undefined;

/** The wanted files of an archive and its links, by plain path. */
export interface ArchiveEntries {
  readonly files: ReadonlyMap<string, ArchiveFile>;
  readonly links: ReadonlyMap<string, ArchiveLink>;
}

/** Collects entries from a tar stream or a folder, and keeps to the limits. */
export class EntryCollector implements ArchiveEntries {
  readonly files = new Map<string, ArchiveFile>();
  readonly links = new Map<string, ArchiveLink>();
  readonly #name: string;
  readonly #limits: ArchiveLimits;
  #entries = 0;
  #total = 0;
  #kept = 0;

  /** `name` is what messages call the archive. */
  constructor(name: string, limits: ArchiveLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  get fileBytes(): number {
    return this.#limits.fileBytes;
  }

  /** Counts an entry, and gives its plain path where its content is wanted. */
  enter(path: string, size: number): string | undefined {
    this.#entries++;
    this.#total += size;
    if (this.#entries > this.#limits.entries) throw this.error(`it has more than ${this.#limits.entries} entries`);
    if (this.#total > this.#limits.totalBytes) throw this.error(`it holds more than ${this.#limits.totalBytes} bytes`);
    const plain = plainPath(path);
    if (plain.kind === "outside") throw this.error(`the path ${JSON.stringify(path.slice(0, 200))} leads out of it`);
    return isAppleLitter(plain.path) || !isWantedPath(plain.path) ? undefined : plain.path;
  }

  keep(path: string, bytes: Uint8Array, truncated: boolean): void {
    this.#kept += bytes.length;
    if (this.#kept > this.#limits.keptBytes) {
      throw this.error(`the files to read have more than ${this.#limits.keptBytes} bytes together`);
    }
    this.links.delete(path);
    this.files.set(path, { text: new TextDecoder().decode(bytes), truncated });
  }

  /** A symbolic link, its target as it is written. */
  link(path: string, target: string): void {
    this.files.delete(path);
    this.links.set(path, linkTarget(path, target));
  }

  error(problem: string): ArchiveError {
    return new ArchiveError(`Cannot read the archive ${this.#name}: ${problem}`);
  }
}

/** Links of sos reports are relative; an absolute one means the host's own root, which lies at an unknown depth here. */
function linkTarget(path: string, target: string): ArchiveLink {
  if (target.startsWith("/")) return undefined;
  const parts = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
