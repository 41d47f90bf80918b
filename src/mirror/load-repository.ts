import { crc32 } from "node:zlib";
import type { PackageTable } from "../pool/package-table.ts";
import { encodePackageTable, openPackageTable, PackageTableFileError } from "../pool/package-table-file.ts";
import type { Repomd, RepomdRecord } from "../repodata/repomd.ts";
import type { NetworkOptions } from "./find-mirrors.ts";
import { folderPlace } from "./folder-place.ts";
import { MirrorsError } from "./mirrors-error.ts";
import { readRepomd, type VerifiedRepomd } from "./read-repomd.ts";
import { RepositoryError } from "./repository-error.ts";
import type { RepositoryPlace } from "./repository-place.ts";
import type { RepositorySource } from "./repository-source.ts";
import type { SignatureResult } from "./signature-result.ts";

export type LoadOptions = NetworkOptions;

/** A repository, verified. */
export interface LoadedRepository {
  readonly id: string;
  /** Where it came from: the folder, or the mirror that answered. Without a password. */
  readonly location: string;
  readonly table: PackageTable;
  readonly repomd: Repomd;
  readonly signature: SignatureResult;
  /** What is odd but did not stop us, in whole sentences. */
  readonly warnings: readonly string[];
  /** The decompressed content of a file that repomd names (modules, updateinfo …); undefined when it names none such. */
  open(type: string): Promise<Uint8Array | undefined>;
  /**
   * The same in pieces, for files that are too large to hold open (filelists: 300 MB). A wrong checksum is thrown at the
   * end: believe nothing of it before.
   */
  stream(type: string): AsyncIterable<Uint8Array> | undefined;
}

const TABLE_FORMAT = 3;

/**
 * Loads a repository from a folder or the network. Where a file that repomd.xml names is not to be had, the repository
 * may have changed meanwhile: repomd.xml is fetched again, once.
 *
 * @throws RepositoryError, RepodataError, DecompressionError, ChecksumError, OpenPgpError, LocationError, CacheError
 */
export async function loadRepository(source: RepositorySource, options: LoadOptions): Promise<LoadedRepository> {
  const place = await placeOf(source, options);
  const first = await readRepomd(source, place, { now: options.now, renew: false });
  try {
    return await loaded(source, place, first, options);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const renewed = await readRepomd(source, place, { now: options.now, renew: true });
    if (Buffer.compare(renewed.bytes, first.bytes) === 0) throw error;
    return loaded(source, place, renewed, options);
  }
}

async function placeOf(source: RepositorySource, options: LoadOptions): Promise<RepositoryPlace> {
  if (source.folder !== undefined) return folderPlace(source.id, source.folder);
  const { networkPlace } = await import("./network-place.ts");
  return networkPlace(source, options);
}

function isUnavailable(error: unknown): boolean {
  return error instanceof RepositoryError && error.cause instanceof MirrorsError;
}

async function loaded(
  source: RepositorySource,
  place: RepositoryPlace,
  { repomd, signature, location, isBare }: VerifiedRepomd,
  options: LoadOptions,
): Promise<LoadedRepository> {
  const { id } = source;
  const recordOf = (type: string): RepomdRecord | undefined => repomd.records.find((record) => record.type === type);
  const table = await tableOf(id, primaryOf(id, repomd), place, options);
  const read = async (record: RepomdRecord): Promise<Uint8Array> => {
    try {
      return await place.read(record);
    } catch (error) {
      // The next run reads repomd.xml anew; this one cannot, as its packages are those of the old one.
      if (isUnavailable(error)) await place.forget();
      throw error;
    }
  };
  return {
    id,
    location,
    table,
    repomd,
    signature,
    warnings: [...place.warnings, ...warningsOf(repomd, signature, isBare)],
    async open(type) {
      const record = recordOf(type);
      if (record === undefined) return undefined;
      const { openWhole } = await import("./open-record.ts");
      return openWhole(record, await read(record), location);
    },
    stream(type) {
      const record = recordOf(type);
      return record === undefined ? undefined : streamOf(record, () => read(record), location);
    },
  };
}

async function* streamOf(
  ...record: Parameters<typeof import("./open-record.ts").openStream>
): AsyncGenerator<Uint8Array, void, undefined> {
  const { openStream } = await import("./open-record.ts");
  yield* openStream(...record);
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

/** From the cache, where the table stands under the checksum of primary.xml; else parsed, and put there. */
async function tableOf(
  id: string,
  primary: RepomdRecord,
  place: RepositoryPlace,
  { cache, now }: LoadOptions,
): Promise<PackageTable> {
  const { checksum } = primary;
  const name = checksum === undefined ? undefined : `${checksum.type}-${checksum.value}.v${TABLE_FORMAT}`;
  const cached = name === undefined ? undefined : await cache.read("tables", name);
  if (name !== undefined && cached !== undefined) {
    try {
      return openPackageTable(cached, name, crc32);
    } catch (error) {
      if (!(error instanceof PackageTableFileError)) throw error;
      await cache.remove("tables", name);
    }
  }
  const [{ openWhole }, { parsePrimary }] = await Promise.all([
    import("./open-record.ts"),
    import("../repodata/parse-primary.ts"),
  ]);
  const table = parsePrimary(await openWhole(primary, await place.read(primary), place.location));
  if (table.count === 0) throw new RepositoryError(id, "it holds no packages");
  if (name !== undefined) {
    await cache.write("tables", name, encodePackageTable(table, crc32));
    await cache.prune(now);
  }
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
