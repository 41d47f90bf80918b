import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { RepomdRecord } from "../repodata/repomd.ts";
import { readCachedRepomd, writeCachedRepomd } from "./cached-repomd.ts";
import { checksumMismatch } from "./checksum.ts";
import type { Fetched, FetchRequest } from "./fetch.ts";
import { type FoundMirrors, findMirrors, type NetworkOptions, printableAddress, unvouched } from "./find-mirrors.ts";
import { MirrorsError } from "./mirrors-error.ts";
import { RepositoryError } from "./repository-error.ts";
import {
  type DetachedSignature,
  MAX_FILE,
  MAX_REPOMD,
  REPOMD,
  type RepomdFiles,
  type RepositoryPlace,
  SIGNATURE,
} from "./repository-place.ts";
import type { RepositorySource } from "./repository-source.ts";

/**
 * A repository on the network. Its repomd.xml is cached for `maxAge`, the files it names under their checksums. The
 * mirror that gave repomd.xml is asked first for the rest.
 */
export function networkPlace(source: RepositorySource, options: NetworkOptions): RepositoryPlace {
  const { id } = source;
  const { cache, fetcher, signal } = options;
  const addresses = [source.metalink, source.mirrorList, ...source.baseUrls].filter((each) => each !== undefined);
  const name = createHash("sha256").update(JSON.stringify(addresses)).digest("hex");
  const warnings: string[] = [];
  let finding: Promise<FoundMirrors> | undefined;
  let preferred: string | undefined;

  function found(): Promise<FoundMirrors> {
    finding ??= findMirrors(source, options).then((mirrors) => {
      warnings.push(...mirrors.warnings);
      return mirrors;
    });
    return finding;
  }

  /** Throws RepositoryError with the MirrorsError as its cause. */
  async function fetch(request: Omit<FetchRequest, "signal" | "label">): Promise<Fetched> {
    const label = `${id} ${basename(request.path)}`;
    try {
      return await fetcher.fetchBytes({ ...request, label, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (error instanceof MirrorsError) throw new RepositoryError(id, error.message, { cause: error });
      throw error;
    }
  }

  async function* fromMirrors(isSigned: boolean): AsyncGenerator<RepomdFiles> {
    const { bases, vouched } = await found();
    let left = [...bases];
    let failure: RepositoryError | undefined;
    let hasYielded = false;
    while (left.length > 0) {
      const before = left;
      let mirror: string | undefined;
      try {
        const request = { mirrors: left, path: REPOMD, maximumBytes: MAX_REPOMD, optional: true };
        const fetched = await fetch({ ...request, verify: (bytes) => unvouched(bytes, vouched) });
        if (fetched.kind === "absent") break;
        const { bytes, base } = fetched;
        mirror = left.find((each) => printableAddress(each) === printableAddress(base)) ?? base;
        preferred = base;
        const signature = isSigned ? await fetchSignature(mirror) : ({ kind: "not-asked" } as const);
        hasYielded = true;
        yield { bytes, signature, location: base, isCached: false };
      } catch (error) {
        if (!(error instanceof RepositoryError)) throw error;
        failure ??= error;
        if (mirror === undefined) break;
      }
      left = before.filter((each) => each !== mirror);
    }
    // Where a repomd.xml was there and not accepted, the caller knows better why than we do.
    if (!hasYielded && failure !== undefined) throw failure;
  }

  /** What cannot be fetched is not the same as none: an error, so that nobody passes as unsigned by withholding it. */
  async function fetchSignature(mirror: string): Promise<DetachedSignature> {
    const fetched = await fetch({ mirrors: [mirror], path: SIGNATURE, maximumBytes: MAX_REPOMD, optional: true });
    return fetched.kind === "absent" ? { kind: "none" } : { kind: "there", bytes: fetched.bytes };
  }

  async function mirrorsFor({ base, location }: RepomdRecord): Promise<readonly string[]> {
    if (base !== undefined && !/^https?:\/\//.test(base))
      throw new RepositoryError(id, `repomd.xml puts ${location} below "${base}", which is no http(s) address`);
    if (base !== undefined) return [base];
    const { bases } = await found();
    const first = bases.filter((each) => printableAddress(each) === preferred);
    return [...first, ...bases.filter((each) => !first.includes(each))];
  }

  return {
    location: addresses[0] === undefined ? "" : printableAddress(addresses[0]),
    warnings,
    async *repomds({ signature: isSigned, renew }) {
      const cached = renew ? undefined : await readCachedRepomd(cache, name, options);
      if (cached !== undefined && !(isSigned && cached.signature.kind === "not-asked")) {
        preferred = cached.location;
        yield cached;
      }
      yield* fromMirrors(isSigned);
    },
    keep: (files, verdict) =>
      writeCachedRepomd(cache, name, { ...files, ...(verdict === undefined ? {} : { verdict }) }, options.now),
    forget: () => cache.remove("repomd", name),
    async read(record) {
      const { location, checksum, size } = record;
      if (checksum === undefined) throw new RepositoryError(id, `repomd.xml has no checksum of ${location}`);
      const entry = `${checksum.type}-${checksum.value}`;
      const cached = await cache.read("files", entry);
      if (cached !== undefined && checksumMismatch(cached, checksum) === undefined) return cached;
      const fetched = await fetch({
        mirrors: await mirrorsFor(record),
        path: location,
        maximumBytes: MAX_FILE,
        ...(size === undefined ? {} : { expectedBytes: size }),
        verify: (bytes) => checksumMismatch(bytes, checksum),
      });
      if (fetched.kind === "absent") throw new RepositoryError(id, `${location}, which repomd.xml names, is not there`);
      await cache.write("files", entry, fetched.bytes);
      return fetched.bytes;
    },
  };
}
