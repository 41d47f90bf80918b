import { createHash } from "node:crypto";
import type { Cache } from "./cache.ts";

/**
 * Values that nobody gives a checksum for (repomd.xml, mirror lists), kept in one file with the time they were fetched
 * and a hash that shows damage.
 */
export async function writeTimed(cache: Cache, name: string, value: unknown, now: Date): Promise<void> {
  const text = JSON.stringify(value);
  const head = `${now.getTime()} ${hashOf(text)}\n`;
  await cache.write("repomd", name, new TextEncoder().encode(head + text));
}

/** Undefined where it is not there, damaged, or was not fetched within the last `maxAge` milliseconds. */
export async function readTimed(
  cache: Cache,
  name: string,
  options: { readonly now: Date; readonly maxAge: number },
): Promise<unknown> {
  const bytes = await cache.read("repomd", name);
  if (bytes === undefined) return undefined;
  const [, fetched, hash, text] = /^(\d{1,15}) ([0-9a-f]{64})\n(.*)$/s.exec(new TextDecoder().decode(bytes)) ?? [];
  if (text === undefined || hash !== hashOf(text)) {
    await cache.remove("repomd", name);
    return undefined;
  }
  const age = options.now.getTime() - Number(fetched);
  return age >= 0 && age < options.maxAge ? JSON.parse(text) : undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
