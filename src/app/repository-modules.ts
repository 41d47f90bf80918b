import { createHash } from "node:crypto";
import type { Cache } from "../mirror/cache.ts";
import type { LoadedRepository } from "../mirror/load-repository.ts";
import type { ModuleIndex } from "../package/module-index.ts";

/** What a repository says of its modules. `unreadable`: it names a list of them, and it could not be had. */
export type RepositoryModules =
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly index: ModuleIndex }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Of the text: the largest repositories have some 10 MB. */
const MAX_TEXT = 128 * 1024 * 1024;
/** One more with every change of ModuleIndex, or of what goes into it. */
const FORMAT = 1;

/**
 * Reads modules.yaml, whose 600 documents take half a second, and keeps what matters of it in the cache under the checksum of
 * the file, in one line of JSON behind one of its hash. Documents that cannot be read are left out, as libmodulemd does.
 */
export async function readModules(repository: LoadedRepository, cache: Cache): Promise<RepositoryModules> {
  const record = repository.repomd.records.find(({ type }) => type === "modules");
  if (record === undefined) return { kind: "none" };
  const { checksum } = record;
  const name = checksum === undefined ? undefined : `${checksum.type}-${checksum.value}.modules.v${FORMAT}`;
  const kept = name === undefined ? undefined : await cache.read("tables", name);
  const known = kept === undefined ? undefined : decodeIndex(kept);
  if (known !== undefined) return { kind: "known", index: known };
  try {
    const bytes = (await repository.open("modules")) ?? new Uint8Array();
    if (bytes.length > MAX_TEXT)
      throw new Error(`modules.yaml has ${bytes.length} bytes, at most ${MAX_TEXT} are read`);
    // The reader of YAML is some 60 files, which a run with warm caches has no use for.
    const [{ parseModules }, { indexModules }] = await Promise.all([
      import("../repodata/parse-modules.ts"),
      import("../repodata/index-modules.ts"),
    ]);
    const index = indexModules(parseModules(new TextDecoder().decode(bytes)));
    if (name !== undefined) await cache.write("tables", name, encodeIndex(index));
    return { kind: "known", index };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "unreadable", reason: error.message };
  }
}

function encodeIndex(index: ModuleIndex): Uint8Array {
  const text = JSON.stringify(index);
  return new TextEncoder().encode(`${hashOf(text)}\n${text}`);
}

/** Undefined where the entry is damaged. Whole, it is what we wrote. */
function decodeIndex(bytes: Uint8Array): ModuleIndex | undefined {
  const entry = new TextDecoder().decode(bytes);
  const end = entry.indexOf("\n");
  const text = entry.slice(end + 1);
  return end === 64 && entry.slice(0, end) === hashOf(text) ? (JSON.parse(text) as ModuleIndex) : undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
