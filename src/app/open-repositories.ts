import { readFileSync } from "node:fs";
import type { Catalog } from "../catalog/catalog.ts";
import type { Build, Release } from "../catalog/release.ts";
import { ownerOf, urlsOf } from "../checks/repositories/host-repository.ts";
import type { FactValue } from "../facts/facts.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import { Cache, defaultCacheFolder } from "../mirror/cache.ts";
import type { Fetcher } from "../mirror/fetch.ts";
import { fetchOnDemand } from "../mirror/fetch-on-demand.ts";
import type { KeyFile } from "../mirror/keyring.ts";
import { type LoadedRepository, loadRepository } from "../mirror/load-repository.ts";
import { MirrorsError } from "../mirror/mirrors-error.ts";
import type { FetchProgress } from "../mirror/progress.ts";
import { type RepositorySource, sourceAt } from "../mirror/repository-source.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { targetRepositories } from "../routes/target-repositories.ts";
import { filesAmong, lookUpPaths, type PathLookup } from "./look-up-paths.ts";
import { type RepositoryFailure, repositoryFailure, repositoryFailures } from "./repository-failure.ts";
import { type RepositoryModules, readModules } from "./repository-modules.ts";
import type { NamedRepository } from "./repository-option.ts";
import { RequestError } from "./request-error.ts";
import { valueOf } from "./value-of.ts";

/** A repository ready for the solver. */
export interface OpenedRepository {
  readonly id: string;
  readonly location: string;
  readonly table: PackageTable;
  /** The table with the owners of these paths too, from the file lists. */
  readonly withPaths: (paths: readonly string[]) => Promise<PathLookup>;
  /** Which of the paths are files of which packages, by their checksum; undefined without file lists. */
  readonly filesAmong: (paths: readonly string[]) => Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined>;
  /** The file lists, decompressed, in pieces; undefined where the repository has none. */
  readonly fileLists: () => AsyncIterable<Uint8Array> | undefined;
  readonly revision: string | null;
  /** Kind of the signature's result. */
  readonly signature: string;
  readonly modules: RepositoryModules;
  /** Modular filtering leaves it alone (dnf's module_hotfixes). */
  readonly isHotfix: boolean;
  readonly priority?: number;
  readonly cost?: number;
  readonly excludes: readonly string[];
  /** Only what these patterns name is taken from it; all of it where there are none. */
  readonly includes: readonly string[];
  readonly warnings: readonly string[];
  /** Where it was found, and by which keys it is trusted. */
  readonly source: RepositorySource;
  /** The user named this place for it. */
  readonly isNamed: boolean;
  /** The host's own section of it; undefined for one of the target's. */
  readonly configured: HostRepository | undefined;
}

export interface Opened {
  readonly repositories: readonly OpenedRepository[];
  /** Why the target's repositories, or some that the user named, could not be opened. */
  readonly failures: readonly RepositoryFailure[];
  /** Repositories of others that the answer leaves out: sentences. */
  readonly leftOut: readonly string[];
}

export interface OpenerOptions {
  readonly repositories: readonly NamedRepository[];
  readonly gpgKeyFiles: readonly string[];
  readonly maxAgeHours: number;
  readonly progress: (line: string) => void;
  /** Only what the cache has: nothing is asked of the network. */
  readonly offline?: boolean;
}

/** Opens repositories for hosts; each is read once however many hosts need it. */
export interface RepositoryOpener extends AsyncDisposable {
  open(
    target: Release,
    kind: "convert" | "upgrade",
    document: Pick<FactsDocument, "facts">,
    build: Build | undefined,
  ): Promise<Opened>;
}

type HostRepository = FactValue<"repositories">[number];
type Attempt =
  | { readonly kind: "opened"; readonly repository: LoadedRepository; readonly modules: RepositoryModules }
  | { readonly kind: "failed"; readonly error: Error };

const HOUR = 60 * 60 * 1000;

/** The keys that a user trusts for repositories. Throws RequestError when a file cannot be read. */
export function readKeyFiles(paths: readonly string[]): readonly KeyFile[] {
  return paths.map((name) => {
    try {
      return { name, bytes: readFileSync(name) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const why = { ENOENT: "it is not there", EISDIR: "it is a folder", EACCES: "permission denied" }[code] ?? code;
      throw new RequestError(`Cannot read the key file "${name}": ${why}`, { cause: error });
    }
  });
}

export function repositoryOpener(options: OpenerOptions, catalog: Catalog): RepositoryOpener {
  const cache = Cache.open(defaultCacheFolder(process.env));
  const onProgress = ({ label, bytes, total }: FetchProgress) => options.progress(progressLine(label, bytes, total));
  const fetcher = options.offline === true ? cacheOnly : fetchOnDemand({ onProgress });
  const maxAge = options.maxAgeHours * HOUR;
  const keys = readKeyFiles(options.gpgKeyFiles);
  const attempts = new Map<string, Promise<Attempt>>();
  const attempt = (source: RepositorySource): Promise<Attempt> => {
    const key = JSON.stringify([source.id, source.folder, source.baseUrls, source.mirrorList, source.metalink]);
    const known = attempts.get(key) ?? load(source, { cache, fetcher, maxAge });
    attempts.set(key, known);
    return known;
  };
  return {
    async open(target, kind, document, build) {
      if (options.repositories.length > 0) {
        const signature = keys.length === 0 ? "if-signed" : "required";
        const sources = options.repositories.map(
          ({ id, location }): RepositorySource => ({ ...sourceAt(id, location), keys, signature }),
        );
        return collect(
          await Promise.all(sources.map(async (source) => ({ source, attempt: await attempt(source) }))),
          [],
        );
      }
      if (build === undefined) {
        const failure = {
          ids: [],
          sentence: `${target.title} has no build for this machine`,
          fix: "name repositories that have one with --repo ID=URL|DIR",
        };
        return { repositories: [], failures: [failure], leftOut: [] };
      }
      const enabled = (valueOf(document.facts, "repositories") ?? []).filter((repository) => repository.enabled);
      const own = targetRepositories(
        target,
        build,
        enabled.map(({ id }) => id),
        catalog,
      );
      const trusted = catalog.signingKeys.flatMap(({ vendor, majors, fingerprint }) =>
        vendor === target.vendor && majors.includes(target.major) && fingerprint !== null ? [fingerprint] : [],
      );
      const ownKeys: Pick<RepositorySource, "keys" | "trusted" | "signature"> =
        keys.length > 0
          ? { keys, signature: "required" }
          : {
              keys: await fetchKeys([...new Set(own.map(({ key }) => key))], { cache, fetcher }),
              trusted,
              signature: "if-signed",
            };
      const sources = own.map(
        ({ id, baseUrl, mirrorList }): RepositorySource => ({
          id,
          baseUrls: [baseUrl],
          ...(mirrorList === undefined ? {} : { mirrorList }),
          ...ownKeys,
        }),
      );
      const others = enabled.filter((repository) => ownerOf(repository, catalog).kind !== "distribution");
      const { usable, leftOut } = usableOthers(others, kind, catalog);
      const results = [...sources, ...usable].map(async (source) => ({ source, attempt: await attempt(source) }));
      return collect(
        await Promise.all(results),
        leftOut,
        new Set(own.map(({ id }) => id)),
        new Map(others.map((each) => [each.id, each])),
      );
    },
    async [Symbol.asyncDispose]() {
      await fetcher.close();
      await cache.prune(new Date());
    },
  };
}

async function load(
  source: RepositorySource,
  options: { readonly cache: Cache; readonly fetcher: Fetcher; readonly maxAge: number },
): Promise<Attempt> {
  try {
    const repository = await loadRepository(source, { ...options, now: new Date() });
    return { kind: "opened", repository, modules: await readModules(repository, options.cache) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "failed", error };
  }
}

/** Stands in for the network where only the cache may be used. */
const cacheOnly: Fetcher = {
  fetchBytes: ({ path }) => Promise.reject(new MirrorsError(path, [])),
  close: () => Promise.resolve(),
};

const KEY_BASE = "https://repo.almalinux.org/almalinux/";
const MAX_KEY = 256 * 1024;

/** AlmaLinux's key files. They may come from anywhere: only the keys whose fingerprints are in data/signing-keys count. */
async function fetchKeys(
  names: readonly string[],
  { cache, fetcher }: { readonly cache: Cache; readonly fetcher: Fetcher },
): Promise<readonly KeyFile[]> {
  const files = names.map(async (name): Promise<KeyFile | undefined> => {
    const cached = await cache.read("files", `key-${name}`);
    if (cached !== undefined) return { name, bytes: cached };
    const fetched = await fetcher
      .fetchBytes({ mirrors: [KEY_BASE], path: name, maximumBytes: MAX_KEY, label: name, optional: true })
      .catch((error: unknown) => {
        if (error instanceof Error) return { kind: "absent" as const };
        throw error;
      });
    if (fetched.kind === "absent") return undefined;
    await cache.write("files", `key-${name}`, fetched.bytes);
    return { name, bytes: fetched.bytes };
  });
  return (await Promise.all(files)).filter((file) => file !== undefined);
}

/**
 * Repositories of third parties that serve this host after the move too. Addresses come from the host, so only those of
 * parties that Ferry knows, at an address of theirs, are asked.
 */
function usableOthers(
  others: readonly HostRepository[],
  kind: "convert" | "upgrade",
  catalog: Catalog,
): { readonly usable: readonly RepositorySource[]; readonly leftOut: readonly string[] } {
  const usable: RepositorySource[] = [];
  const leftOut: string[] = [];
  for (const repository of others) {
    const { id, baseUrls, mirrorList, metalink } = repository;
    const owner = ownerOf(repository, catalog);
    const hosts = owner.kind === "third-party" ? owner.party.hosts : [];
    const theirs = (url: string) => hosts.some((host) => isBelow(url, host));
    if (kind === "upgrade")
      leftOut.push(
        `The repository "${id}" serves the old major version: what it has for the new one is not in this answer; name it with --repo ${id}=URL`,
      );
    else if (!urlsOf(repository).every(theirs))
      leftOut.push(
        `The repository "${id}" is not one that Ferry knows to be safe to ask: its packages are kept as they are; name it with --repo ${id}=URL to count it in`,
      );
    else {
      usable.push({
        id,
        baseUrls,
        ...(mirrorList === undefined ? {} : { mirrorList }),
        ...(metalink === undefined ? {} : { metalink }),
        keys: [],
        signature: "if-signed",
      });
    }
  }
  return { usable, leftOut };
}

/** Whether an https address is on the host or a host below it, and below the path, that `place` names ("docker.com/linux"). */
function isBelow(address: string, place: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, pathname } = new URL(address);
  const [placeHost = "", ...path] = place.split("/");
  const isTheirs = host === placeHost || host.endsWith(`.${placeHost}`);
  return protocol === "https:" && isTheirs && `${pathname}/`.startsWith(`/${path.join("/")}`);
}

function collect(
  results: readonly { readonly source: RepositorySource; readonly attempt: Attempt }[],
  leftOut: readonly string[],
  needed?: ReadonlySet<string>,
  configured: ReadonlyMap<string, HostRepository> = new Map(),
): Opened {
  const repositories: OpenedRepository[] = [];
  const failed: { readonly id: string; readonly error: Error }[] = [];
  const others: string[] = [...leftOut];
  for (const { source, attempt } of results) {
    const { id } = source;
    if (attempt.kind === "failed") {
      if (needed === undefined || needed.has(id)) failed.push({ id, error: attempt.error });
      else others.push(`${repositoryFailure(id, attempt.error)}; its packages are kept as they are`);
      continue;
    }
    const { location, table, repomd, signature, warnings } = attempt.repository;
    const own = configured.get(id);
    repositories.push({
      id,
      location,
      table,
      withPaths: (paths) => lookUpPaths(attempt.repository, paths),
      filesAmong: (paths) => filesAmong(attempt.repository, paths),
      fileLists: () => attempt.repository.stream("filelists"),
      revision: repomd.revision,
      signature: signature.kind,
      modules: attempt.modules,
      isHotfix: own?.moduleHotfixes ?? false,
      ...(own?.priority === undefined ? {} : { priority: own.priority }),
      ...(own?.cost === undefined ? {} : { cost: own.cost }),
      excludes: own?.excludes ?? [],
      includes: own?.includes ?? [],
      warnings,
      source,
      isNamed: needed === undefined,
      configured: own,
    });
  }
  return { repositories, failures: repositoryFailures(failed), leftOut: others };
}

function progressLine(label: string, bytes: number, total: number | undefined): string {
  const done = (bytes / 1e6).toFixed(1);
  return total === undefined ? `${label}  ${done} MB` : `${label}  ${done} of ${(total / 1e6).toFixed(1)} MB`;
}
