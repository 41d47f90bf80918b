import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { HostError } from "./host-error.ts";
import { resolveInRoot } from "./resolve-in-root.ts";

/** Why a path of a mounted root gave nothing. */
export type NoFile = { readonly kind: "missing" } | { readonly kind: "unreadable"; readonly reason: string };

type RootFile = { readonly kind: "file"; readonly bytes: Buffer; readonly truncated: boolean } | NoFile;
type RootFolder = { readonly kind: "folder"; readonly names: readonly string[] } | NoFile;
type RootPath = { readonly kind: "found"; readonly real: string } | NoFile;

/**
 * Reads files of a system mounted at a directory, as that system would see them (resolveInRoot). Only plain files are opened;
 * nothing is written or run. It is not made for a file system that somebody changes meanwhile.
 */
export interface RootFiles {
  /** At most `limit` bytes. */
  read(path: string, limit: number): Promise<RootFile>;
  /** Names in a folder, sorted. */
  list(path: string): Promise<RootFolder>;
  /** Size of a plain file in bytes, or that it is a folder, or why neither. */
  look(
    path: string,
  ): Promise<{ readonly kind: "sized"; readonly bytes: number } | { readonly kind: "folder" } | NoFile>;
  /** The path on this machine, without links. */
  resolve(path: string): Promise<RootPath>;
}

const MAX_NAMES = 100_000;

export function rootFiles(root: string): RootFiles {
  async function resolve(path: string): Promise<RootPath> {
    const found = await reading(path, () => Promise.resolve(resolveInRoot(root, path)));
    if ("kind" in found) return found;
    return found.value === undefined ? { kind: "missing" } : { kind: "found", real: found.value };
  }

  async function read(path: string, limit: number): Promise<RootFile> {
    const found = await resolve(path);
    if (found.kind !== "found") return found;
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const opened = await reading(path, () => open(found.real, flags));
    if ("kind" in opened) return opened;
    await using file = opened.value;
    const information = await file.stat();
    if (!information.isFile()) return { kind: "unreadable", reason: `not a plain file: ${path}` };
    const bytes = Buffer.alloc(Math.min(information.size, limit));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { kind: "file", bytes: bytes.subarray(0, length), truncated: information.size > limit };
  }

  async function list(path: string): Promise<RootFolder> {
    const found = await resolve(path);
    if (found.kind !== "found") return found;
    const names = await reading(path, () => readdir(found.real));
    if ("kind" in names) return names;
    if (names.value.length > MAX_NAMES)
      throw new HostError(`Cannot list ${path}: it has ${names.value.length} entries`);
    return { kind: "folder", names: names.value.sort() };
  }

  async function look(path: string): ReturnType<RootFiles["look"]> {
    const found = await resolve(path);
    if (found.kind !== "found") return found;
    const seen = await reading(path, () => lstat(found.real));
    if ("kind" in seen) return seen;
    if (seen.value.isDirectory()) return { kind: "folder" };
    return seen.value.isFile()
      ? { kind: "sized", bytes: seen.value.size }
      : { kind: "unreadable", reason: `not a plain file: ${path}` };
  }

  return { read, list, look, resolve };
}

/** Turns what may well be wrong with a path into words. */
async function reading<Value>(path: string, work: () => Promise<Value>): Promise<{ readonly value: Value } | NoFile> {
  try {
    return { value: await work() };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    if (code === "EACCES" || code === "EPERM") return { kind: "unreadable", reason: `permission denied: ${path}` };
    if (["ELOOP", "EIO", "ENAMETOOLONG", "EISDIR", "ENXIO", "ESTALE"].includes(code)) {
      return { kind: "unreadable", reason: `${code}: ${path}` };
    }
    throw error;
  }
}
