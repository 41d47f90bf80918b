import { basename } from "node:path";
import { readKeyring } from "../mirror/keyring.ts";
import type { PinnedKey } from "../steps/conversion.ts";
import type { OpenedRepository } from "./open-repositories.ts";

/** The keys that the packages of the target have to be signed with: those the repositories' metadata is trusted by. */
export async function pinnedKeys(repositories: readonly OpenedRepository[]): Promise<readonly PinnedKey[]> {
  const found = new Map<string, PinnedKey>();
  for (const { source, configured } of repositories) {
    if (configured !== undefined) continue;
    for (const file of source.keys) {
      const { keys } = await readKeyring([file], source.trusted);
      for (const [index, key] of keys.entries()) {
        const fingerprint = key.getFingerprint().toUpperCase();
        const name = index === 0 ? basename(file.name) : `${basename(file.name)}.${index + 1}`;
        if (!found.has(fingerprint)) found.set(fingerprint, { name, fingerprint, armored: key.armor() });
      }
    }
  }
  return [...found.values()];
}
