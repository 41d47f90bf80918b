import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface CachedWorld {
  readonly folder: string;
  /** Whether an earlier run made it. */
  readonly wasCached: boolean;
}

/**
 * Finds what an earlier run made in the user's cache folder, or lets `make` fill a new folder there. Its name is a hash of
 * the `sources` (folders of scripts), so that a change of these makes it anew; worlds of older sources are deleted after a day.
 */
export async function cachedWorld(
  name: string,
  sources: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<CachedWorld> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), name);
  const place = join(cache, hashOf(sources));
  if (existsSync(place)) return { folder: place, wasCached: true };
  mkdirSync(cache, { recursive: true });
  removeOld(cache);
  const folder = mkdtempSync(join(cache, "making-"));
  await make(folder);
  try {
    renameSync(folder, place);
  } catch (error) {
    // Another process made the same at the same time: that one is as good.
    if (!existsSync(place)) throw error;
    rmSync(folder, { recursive: true });
  }
  return { folder: place, wasCached: false };
}

/** Removes what was made more than a day ago; younger ones may be in use by another checkout. */
function removeOld(cache: string): void {
  const yesterday = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (statSync(path).mtimeMs < yesterday) rmSync(path, { recursive: true, force: true });
  }
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of sources) {
    for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
