import type { Interner, StringId } from "./interner.ts";

/** A hash of a package's name, EVR and architecture: the same in every pool; 32 bits, not fit against forgery. */
export function fingerprintOf({ hashes }: Interner, name: StringId, evr: StringId, arch: StringId): number {
  let hash = Math.imul(hashes[name]! ^ 1, 0x9e3779b1);
  hash = Math.imul((hash ^ (hash >>> 15)) + hashes[evr]!, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 13)) + hashes[arch]!, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
