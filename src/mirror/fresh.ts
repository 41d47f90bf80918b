import { createHash } from "node:crypto";
import type { Cache } from "./cache.ts";

/** Files that nobody gives a checksum for (repomd.xml, mirror lists, keys), kept by their address and believed for a while. */
export interface FreshFiles {
  /** The bytes, when they were fetched at most `maxAge` milliseconds ago. */
  read(address: string, maxAge: number): Promise<Uint8Array | undefined>;
  write(address: string, bytes: Uint8Array): Promise<void>;
  drop(address: string): Promise<void>;
}

/** Over the cache: each file has a twin that holds the time it was fetched, written last. */
export function freshFiles(cache: Cache, now: Date): FreshFiles {
  const nameOf = (address: string) => createHash("sha256").update(address).digest("hex");
  return {
    async read(address, maxAge) {
      const name = nameOf(address);
      const time = await cache.read("repomd", `${name}.time`);
      if (time === undefined) return undefined;
      const age = now.getTime() - Number(new TextDecoder().decode(time));
      return age >= 0 && age <= maxAge ? cache.read("repomd", name) : undefined;
    },
    async write(address, bytes) {
      const name = nameOf(address);
      await cache.remove("repomd", `${name}.time`);
      await cache.write("repomd", name, bytes);
      await cache.write("repomd", `${name}.time`, new TextEncoder().encode(String(now.getTime())));
    },
    drop: (address) => cache.remove("repomd", `${nameOf(address)}.time`),
  };
}
