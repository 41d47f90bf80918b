import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { debianSuite } from "./base-tree.ts";

const sources = import.meta.dirname;

/** Files whose change makes another base tree. */
const baseSources = ["base-tree.ts", "debian-kernels.ts", "debian-names.ts", "dpkg-status.ts", "dress-tree.ts"];

/** Where built labs are kept. */
export function labCacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment["FERRY_LAB_CACHE"];
  if (own !== undefined && own !== "") return own;
  const cache = environment["XDG_CACHE_HOME"];
  return join(cache === undefined || cache === "" ? join(homedir(), ".cache") : cache, "ferry-lab");
}

/** Names a lab by what it is made from: the sources of this folder, tests apart, and Debian's suite. */
export function labHash(): string {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
    (file) => !/\.(test|lab)\.ts$/.test(file),
  );
  return hashOf(files.toSorted());
}

export function baseHash(): string {
  return hashOf(baseSources);
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256").update(debianSuite);
  for (const file of files) {
    const path = join(sources, file);
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Held by one builder at a time: a file with its process id. */
export interface Lock {
  [Symbol.asyncDispose](): Promise<void>;
}

/** Waits until no other process builds. A lock whose process is gone, or that nobody renewed for a minute, is taken over. */
export async function lockCache(root: string, waiting: () => void): Promise<Lock> {
  mkdirSync(root, { recursive: true });
  const path = join(root, "build.lock");
  for (let told = false; ; ) {
    if (tryLock(path)) break;
    if (isStale(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) waiting();
    told = true;
    await sleep(200);
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimesSync(path, now, now);
  }, 10_000);
  renewal.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(renewal);
      rmSync(path, { force: true });
    },
  };
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const holder = readFileSync(path, "utf8").trim();
  const age = Date.now() - stat.mtimeMs;
  return age > 60_000 || (age > 2_000 && !existsSync(`/proc/${holder}`));
}

/** Removes what other hashes left. */
export function pruneCache(root: string): readonly string[] {
  const kept = new Set([labHash(), `base-${baseHash()}`, "build.lock"]);
  const old = existsSync(root) ? readdirSync(root).filter((entry) => !kept.has(entry)) : [];
  for (const entry of old) rmSync(join(root, entry), { recursive: true, force: true });
  return old;
}
