import { createHash } from "node:crypto";
import { type MetalinkFile, parseMetalink } from "../repodata/metalink.ts";
import { parseMirrorList } from "../repodata/mirrorlist.ts";
import type { Cache } from "./cache.ts";
import { checksumMismatch } from "./checksum.ts";
import type { Fetcher } from "./fetch.ts";
import { parseLocation } from "./location.ts";
import { MirrorsError } from "./mirrors-error.ts";
import { RepositoryError } from "./repository-error.ts";
import type { RepositorySource } from "./repository-source.ts";
import { readTimed, writeTimed } from "./timed-entry.ts";

export interface FoundMirrors {
  /** Base addresses, the best first. */
  readonly bases: readonly string[];
  /** The repomd.xml files that a metalink vouches for; empty where there is no metalink. */
  readonly vouched: readonly MetalinkFile[];
  readonly warnings: readonly string[];
}

export interface NetworkOptions {
  readonly cache: Cache;
  readonly fetcher: Fetcher;
  /** Milliseconds that what has no checksum is believed for. */
  readonly maxAge: number;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

const MAX_LIST = 16 * 1024 * 1024;
const lists = ["metalink", "mirrorList"] as const;

/**
 * The mirrors of a repository: those of its metalink and mirror list, then its base addresses. A list that cannot be had
 * is a warning where there are base addresses. A mirror list may be a metalink (libdnf, dnf/repo/Repo.cpp).
 */
export async function findMirrors(source: RepositorySource, options: NetworkOptions): Promise<FoundMirrors> {
  const bases: string[] = [];
  const vouched: MetalinkFile[] = [];
  const warnings: string[] = [];
  for (const list of lists) {
    const address = source[list];
    if (address === undefined) continue;
    let text: string;
    try {
      text = await readList(source.id, address, options);
    } catch (error) {
      if (!(error instanceof MirrorsError)) throw error;
      if (source.baseUrls.length === 0) throw new RepositoryError(source.id, error.message, { cause: error });
      warnings.push(`The mirrors of "${source.id}" are not known: ${error.message}`);
      continue;
    }
    if (text.trimStart().startsWith("<")) {
      const metalink = parseMetalink(text);
      vouched.push(...metalink.versions);
      bases.push(...metalink.urls.map((url) => url.replace(/repodata\/repomd\.xml$/, "")));
    } else bases.push(...parseMirrorList(text));
  }
  const all = [...new Set([...bases, ...source.baseUrls])].filter((url) => /^https?:\/\//.test(url));
  if (all.length === 0)
    throw new RepositoryError(source.id, "neither its mirror list nor its configuration names an address");
  return { bases: all, vouched, warnings };
}

async function readList(id: string, address: string, options: NetworkOptions): Promise<string> {
  const name = createHash("sha256").update(address).digest("hex");
  const cached = await readTimed(options.cache, name, options);
  if (typeof cached === "string") return cached;
  const fetched = await options.fetcher.fetchBytes({
    mirrors: [address],
    path: "",
    maximumBytes: MAX_LIST,
    label: `${id} mirrors`,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const text = fetched.kind === "absent" ? "" : new TextDecoder().decode(fetched.bytes);
  await writeTimed(options.cache, name, text, options.now);
  return text;
}

const strongestFirst = ["sha512", "sha384", "sha256", "sha224", "sha1", "sha", "md5"];

/** Why a repomd.xml is none that the metalink vouches for; undefined when it is one, or where there is no metalink. */
export function unvouched(bytes: Uint8Array, vouched: readonly MetalinkFile[]): string | undefined {
  if (vouched.length === 0) return undefined;
  const isVouched = vouched.some(({ checksums }) => {
    const best = strongestFirst.map((type) => checksums.find((each) => each.type === type)).find((each) => each);
    return best !== undefined && checksumMismatch(bytes, best) === undefined;
  });
  return isVouched ? undefined : "it is not the one that the metalink vouches for, so the mirror is behind";
}

/** An address without user and password. */
export function printableAddress(address: string): string {
  return parseLocation(address).text;
}
