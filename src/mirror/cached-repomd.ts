import type { Cache } from "./cache.ts";
import type { DetachedSignature, RepomdFiles, Verdict } from "./repository-place.ts";
import { readTimed, writeTimed } from "./timed-entry.ts";

/** As it stands in the cache. Bytes are base64. The file is our own and hashed: its fields are what we wrote. */
interface Entry {
  readonly format: 1;
  readonly location: string;
  readonly bytes: string;
  readonly signature: { readonly kind: DetachedSignature["kind"]; readonly bytes?: string };
  readonly verdict?: Verdict;
}

/** repomd.xml with its signature in one entry, so that the two belong together. */
export async function writeCachedRepomd(cache: Cache, name: string, files: RepomdFiles, now: Date): Promise<void> {
  const { location, bytes, signature, verdict } = files;
  const entry: Entry = {
    format: 1,
    location,
    bytes: Buffer.from(bytes).toString("base64"),
    signature:
      signature.kind === "there"
        ? { kind: "there", bytes: Buffer.from(signature.bytes).toString("base64") }
        : { kind: signature.kind },
    ...(verdict === undefined ? {} : { verdict }),
  };
  await writeTimed(cache, name, entry, now);
}

export async function readCachedRepomd(
  cache: Cache,
  name: string,
  options: { readonly now: Date; readonly maxAge: number },
): Promise<RepomdFiles | undefined> {
  const value = await readTimed(cache, name, options);
  if (!isEntry(value)) return undefined;
  const { location, bytes, signature, verdict } = value;
  return {
    isCached: true,
    location,
    bytes: Buffer.from(bytes, "base64"),
    signature:
      signature.kind === "there"
        ? { kind: "there", bytes: Buffer.from(signature.bytes ?? "", "base64") }
        : { kind: signature.kind },
    ...(verdict === undefined ? {} : { verdict }),
  };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "format" in value && value.format === 1;
}
