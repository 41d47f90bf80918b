import type { PackageTable } from "../pool/package-table.ts";
import { encodePackageTable, openPackageTable, PackageTableFileError } from "../pool/package-table-file.ts";
import { parseMetalink } from "../repodata/metalink.ts";
import { parseMirrorList } from "../repodata/mirrorlist.ts";
import { parsePrimary } from "../repodata/parse-primary.ts";
import { parseRepomd, type Repomd, type RepomdRecord } from "../repodata/repomd.ts";
import { describeBareFolder } from "./bare-folder.ts";
import type { Cache } from "./cache.ts";
import { checksumMismatch } from "./checksum.ts";
import { decompress } from "./decompress.ts";
import type { Fetcher } from "./fetch.ts";
import { freshFiles } from "./fresh.ts";
import { readKeyring } from "./keyring.ts";
import { RepositoryError } from "./repository-error.ts";
import { folderFiles, networkFiles, type RepositoryFiles } from "./repository-files.ts";
import type { RepositorySource } from "./repository-source.ts";
import { describeSignature, type SignatureResult } from "./signature-result.ts";
import { verifySignature } from "./verify-signature.ts";

export interface LoadOptions {
  readonly cache: Cache;
  readonly fetcher: Fetcher;
  /** repomd.xml of the network is fetched again when the cached one is older than this, in milliseconds. */
  readonly maxAge: number;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** A repository, verified. */
export interface LoadedRepository {
  readonly id: string;
  /** Where it came from: the folder, or the address that answered. */
  readonly location: string;
  readonly table: PackageTable;
  readonly repomd: Repomd;
  readonly signature: SignatureResult;
  /** What is odd but did not stop us, in whole sentences. */
  readonly warnings: readonly string[];
  /** The decompressed content of a file that repomd names (modules, updateinfo …); undefined when it names none such. */
  open(type: string): Promise<Uint8Array | undefined>;
}

const MAX_REPOMD = 4 * 1024 * 1024;
const MAX_LIST = 16 * 1024 * 1024;
const MAX_FILE = 1024 * 1024 * 1024;
const TABLE_FORMAT = 1;

/** @throws RepositoryError, RepodataError, DecompressionError, FetchError, OpenPgpError */
export async function loadRepository(source: RepositorySource, options: LoadOptions): Promise<LoadedRepository> {
  const files =
    source.folder === undefined
      ? networkFiles(source.id, await mirrorsOf(source, options), options)
      : folderFiles(source.id, source.folder);
  const { repomd, signature, location, isBare } = await readRepomd(source, files, options);
  const primary = primaryOf(source.id, repomd);
  const open = (record: RepomdRecord) => openRecord(source.id, record, files);
  return {
    id: source.id,
    location,
    table: await tableOf(source.id, primary, options.cache, () => open(primary)),
    repomd,
    signature,
    warnings: warningsOf(repomd, signature, isBare),
    open: async (type) => {
      const record = repomd.records.find((candidate) => candidate.type === type);
      return record === undefined ? undefined : open(record);
    },
  };
}

async function mirrorsOf(source: RepositorySource, options: LoadOptions): Promise<readonly string[]> {
  const lists: string[] = [];
  for (const [kind, url] of [
    ["metalink", source.metalink],
    ["mirror list", source.mirrorList],
  ] as const) {
    if (url === undefined) continue;
    const fresh = freshFiles(options.cache, options.now);
    let bytes = await fresh.read(url, options.maxAge);
    if (bytes === undefined) {
      const fetched = await options.fetcher.fetchBytes({
        mirrors: [url],
        path: "",
        maximumBytes: MAX_LIST,
        label: `${source.id} ${kind}`,
        optional: source.baseUrls.length > 0,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      if (fetched.kind === "absent") continue;
      bytes = fetched.bytes;
      await fresh.write(url, bytes);
    }
    const text = new TextDecoder().decode(bytes);
    const suffix = /repodata\/repomd\.xml$/;
    lists.push(
      ...(kind === "metalink"
        ? parseMetalink(text).urls.map((each) => each.replace(suffix, ""))
        : parseMirrorList(text)),
    );
  }
  const mirrors = [...new Set([...lists, ...source.baseUrls])].filter((url) => /^https?:\/\//.test(url));
  if (mirrors.length === 0)
    throw new RepositoryError(source.id, "neither its mirror list nor its configuration names an address");
  return mirrors;
}

interface VerifiedRepomd {
  readonly repomd: Repomd;
  /** There is no repomd.xml: it was made up from the names of the files. */
  readonly isBare: boolean;
  readonly signature: SignatureResult;
  readonly location: string;
}

async function readRepomd(
  source: RepositorySource,
  files: RepositoryFiles,
  options: LoadOptions,
): Promise<VerifiedRepomd> {
  const location = files.location();
  const bytes = await files.read("repodata/repomd.xml", { maximumBytes: MAX_REPOMD });
  if (source.keys.length === 0 && source.signature === "required") {
    throw new RepositoryError(source.id, "it must be signed, but no key is known that could have");
  }
  if (bytes === undefined) {
    const bare = source.folder === undefined ? undefined : describeBareFolder(source.id, source.folder);
    if (bare !== undefined && source.signature !== "required") {
      return { repomd: bare, signature: { kind: "unsigned" }, location, isBare: true };
    }
    const where = files.location();
    throw new RepositoryError(
      source.id,
      `there is no repodata/repomd.xml at ${where}: is this the address of a repository?`,
    );
  }
  const repomd = parseRepomd(new TextDecoder().decode(bytes));
  if (source.keys.length === 0) {
    return { repomd, signature: { kind: "not-checked" }, location: files.location(), isBare: false };
  }
  const armor = await files.read("repodata/repomd.xml.asc", { maximumBytes: MAX_REPOMD });
  const keyring = await readKeyring(source.keys, source.trusted);
  const signature: SignatureResult =
    armor === undefined
      ? { kind: "unsigned" }
      : await verifySignature(bytes, { name: "repomd.xml.asc", bytes: armor }, keyring, options.now);
  if (signature.kind !== "good" && !(signature.kind === "unsigned" && source.signature === "if-signed")) {
    await files.forget("repodata/repomd.xml");
    const notes = keyring.passedOver.length === 0 ? "" : ` (${keyring.passedOver.join("; ")})`;
    throw new RepositoryError(source.id, `${describeSignature(signature)}${notes}`);
  }
  return { repomd, signature, location: files.location(), isBare: false };
}

/** zchunk twins (primary_zck) are never the only one that createrepo_c writes; SQLite ones (primary_db) may be. */
function primaryOf(id: string, repomd: Repomd): RepomdRecord {
  const primary = repomd.records.find(({ type }) => type === "primary");
  if (primary !== undefined) return primary;
  const types = repomd.records.map(({ type }) => type);
  const only = types.filter((type) => type.startsWith("primary"));
  const state =
    only.length > 0
      ? `it has its packages as ${only.join(", ")} only, and Ferry reads primary.xml`
      : "repomd.xml names no primary.xml";
  throw new RepositoryError(id, state);
}

async function openRecord(id: string, record: RepomdRecord, files: RepositoryFiles): Promise<Uint8Array> {
  const { checksum, openChecksum, size, openSize } = record;
  if (checksum === undefined) throw new RepositoryError(id, `repomd.xml has no checksum of ${record.location}`);
  const bytes = await files.read(record.location, {
    maximumBytes: Math.min(size ?? MAX_FILE, MAX_FILE),
    ...(record.base === undefined ? {} : { base: record.base }),
    ...(size === undefined ? {} : { expectedBytes: size }),
    checksum,
  });
  if (bytes === undefined) {
    throw new RepositoryError(id, `${record.location}, which repomd.xml names, is not there`);
  }
  const content = await decompress(record.location, bytes, { openSize });
  const wrong = openChecksum === undefined ? undefined : checksumMismatch(content, openChecksum);
  if (wrong !== undefined) throw new RepositoryError(id, `the content of ${record.location} is damaged: ${wrong}`);
  return content;
}

/** From the cache, where the table stands under the checksum of primary.xml; else parsed, and put there. */
async function tableOf(
  id: string,
  primary: RepomdRecord,
  cache: Cache,
  open: () => Promise<Uint8Array>,
): Promise<PackageTable> {
  const { checksum } = primary;
  const name = checksum === undefined ? undefined : `${checksum.type}-${checksum.value}.v${TABLE_FORMAT}`;
  const cached = name === undefined ? undefined : await cache.read("tables", name);
  if (name !== undefined && cached !== undefined) {
    try {
      return openPackageTable(cached, name);
    } catch (error) {
      if (!(error instanceof PackageTableFileError)) throw error;
      await cache.remove("tables", name);
    }
  }
  const table = parsePrimary(await open());
  if (table.count === 0) throw new RepositoryError(id, "it holds no packages");
  if (name !== undefined) await cache.write("tables", name, encodePackageTable(table));
  return table;
}

function warningsOf(repomd: Repomd, signature: SignatureResult, isBare: boolean): readonly string[] {
  if (isBare) return ["there is no repomd.xml: what the files should be is not known, and nothing vouches for them"];
  const unsigned = signature.kind === "unsigned" ? ["repomd.xml is not signed"] : [];
  const zchunk =
    repomd.records.some(({ type }) => type.endsWith("_zck")) &&
    !repomd.records.some(({ type }) => type === "filelists");
  return zchunk ? [...unsigned, "its file lists are there as zchunk only, which Ferry does not read"] : unsigned;
}
