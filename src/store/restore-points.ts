import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseRestorePoint, type RestorePoint } from "../backup/restore-point.ts";
import { StoreError } from "./store-error.ts";

/** The files of one restore point on the controller. `archive` is there only when the copy lies here. */
export interface PointFiles {
  readonly folder: string;
  readonly document: string;
  readonly manifest: string;
  readonly archive: string;
  readonly packages: string;
}

/** `id` was checked where it came in; a host's name may hold anything but becomes one name here. */
export function pointFiles(state: string, host: string, id: string): PointFiles {
  const folder = join(hostFolder(state, host), id);
  return {
    folder,
    document: join(folder, "point.json"),
    manifest: join(folder, "manifest.jsonl.gz"),
    archive: join(folder, "tree.tar"),
    packages: join(folder, "packages.json"),
  };
}

function hostFolder(state: string, host: string): string {
  const name = host.replace(/[^A-Za-z0-9_.-]/g, (char) => `%${(char.codePointAt(0) ?? 0).toString(16)}`);
  return join(state, "backups", "hosts", name.startsWith(".") ? `%2e${name.slice(1)}` : name);
}

/** A restore point's folder for this user alone; what an interrupted attempt left there is removed. */
export async function makePointFolder(state: string, host: string, id: string): Promise<PointFiles> {
  const files = pointFiles(state, host, id);
  await rm(files.folder, { recursive: true, force: true });
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  return files;
}

/** Undefined when there is no such point, or it was never finished. @throws RestorePointError when its document is damaged */
export async function readPoint(state: string, host: string, id: string): Promise<RestorePoint | undefined> {
  const { document } = pointFiles(state, host, id);
  const text = await readOrNone(document);
  return text === undefined ? undefined : parseRestorePoint(text, document);
}

async function readOrNone(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}

/** Restore points, newest first: of one host, or of all. @throws RestorePointError when a document is damaged */
export async function listPoints(state: string, host?: string): Promise<readonly RestorePoint[]> {
  const base = join(state, "backups", "hosts");
  const folders = host === undefined ? (await names(base)).map((name) => join(base, name)) : [hostFolder(state, host)];
  const points: RestorePoint[] = [];
  for (const folder of folders) {
    for (const id of await names(folder)) {
      const document = join(folder, id, "point.json");
      const text = await readOrNone(document);
      if (text !== undefined) points.push(parseRestorePoint(text, document));
    }
  }
  return points.sort((left, right) => (left.createdAt < right.createdAt ? 1 : -1));
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

export async function removePoint(state: string, host: string, id: string): Promise<void> {
  await rm(pointFiles(state, host, id).folder, { recursive: true, force: true });
}

/**
 * The password that Ferry made for a repository, made now where there is none: a file for this user alone.
 * @throws StoreError when others can read it
 */
export async function repositoryPassword(state: string, repository: string): Promise<string> {
  const folder = join(state, "backups", "passwords");
  const path = join(folder, createHash("sha256").update(repository).digest("hex").slice(0, 32));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = await readOrNone(path);
  if (known === undefined) {
    const made = randomBytes(24).toString("base64url");
    await writeFile(path, `${made}\n`, { mode: 0o600, flag: "wx" });
    return made;
  }
  if (((await stat(path)).mode & 0o077) !== 0) {
    throw new StoreError(
      `Cannot use the password in ${path}: others can read it. Run chmod 600 on it, and think of changing it`,
    );
  }
  return known.trim();
}
