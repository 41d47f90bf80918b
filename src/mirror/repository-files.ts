import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import type { Checksum } from "../repodata/repomd.ts";
import type { Cache } from "./cache.ts";
import { checksumMismatch } from "./checksum.ts";
import type { Fetcher } from "./fetch.ts";
import { freshFiles } from "./fresh.ts";
import { RepositoryError } from "./repository-error.ts";

export interface ReadOptions {
  readonly maximumBytes: number;
  readonly expectedBytes?: number;
  /** The bytes are refused when they are others, and cached under it. */
  readonly checksum?: Checksum;
  /** Another address than the repository's own. */
  readonly base?: string;
}

/** The files of one repository by their path below its base. `read` gives undefined for what is not there. */
export interface RepositoryFiles {
  read(path: string, options: ReadOptions): Promise<Uint8Array | undefined>;
  /** Where they come from, for people. */
  location(): string;
  /** Takes a file out of the cache, because what it holds was refused. */
  forget(path: string): Promise<void>;
}

/** A repository in a folder: the one above repodata/, or the repodata folder itself. Nothing of it is cached. */
export function folderFiles(id: string, folder: string): RepositoryFiles {
  const root = resolve(folder);
  if (!existsSync(root)) throw new RepositoryError(id, `there is no folder ${folder}`);
  const isRepodata = existsSync(join(root, "repomd.xml")) && !existsSync(join(root, "repodata"));
  return {
    location: () => folder,
    forget: async () => {},
    read: async (path, { maximumBytes, checksum }) => {
      const inside = isRepodata ? basename(path) : path;
      const file = join(root, inside);
      if (!`${file}${sep}`.startsWith(`${root}${sep}`)) throw new RepositoryError(id, `${path} leaves the folder`);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat === undefined) return undefined;
      if (!stat.isFile()) throw new RepositoryError(id, `${file} is not a regular file`);
      if (stat.size > maximumBytes) {
        throw new RepositoryError(id, `${file} has ${stat.size} bytes, at most ${maximumBytes} were expected`);
      }
      const bytes = readFileSync(file);
      const wrong = checksum === undefined ? undefined : checksumMismatch(bytes, checksum);
      if (wrong !== undefined) throw new RepositoryError(id, `${file} is damaged: ${wrong}`);
      return bytes;
    },
  };
}

/** A repository on the network. Files with a checksum are cached under it, others under their address for `maxAge`. */
export function networkFiles(
  id: string,
  mirrors: readonly string[],
  options: {
    readonly cache: Cache;
    readonly fetcher: Fetcher;
    readonly maxAge: number;
    readonly now: Date;
    readonly signal?: AbortSignal;
  },
): RepositoryFiles {
  const { cache, fetcher, maxAge, now, signal } = options;
  const fresh = freshFiles(cache, now);
  const addressOf = (path: string) => [...mirrors, path].join("\n");
  let answered: string | undefined;
  return {
    location: () => answered ?? mirrors[0] ?? "",
    forget: (path) => fresh.drop(addressOf(path)),
    read: async (path, { maximumBytes, expectedBytes, checksum, base }) => {
      const name = checksum === undefined ? undefined : `${checksum.type}-${checksum.value}`;
      const cached = name === undefined ? await fresh.read(addressOf(path), maxAge) : await cache.read("files", name);
      if (cached !== undefined && (checksum === undefined || checksumMismatch(cached, checksum) === undefined))
        return cached;
      const fetched = await fetcher.fetchBytes({
        mirrors: base === undefined ? mirrors : [base],
        path,
        maximumBytes,
        label: `${id} ${basename(path)}`,
        optional: true,
        ...(expectedBytes === undefined ? {} : { expectedBytes }),
        ...(checksum === undefined ? {} : { verify: (bytes: Uint8Array) => checksumMismatch(bytes, checksum) }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (fetched.kind === "absent") return undefined;
      answered ??= fetched.url;
      if (name === undefined) await fresh.write(addressOf(path), fetched.bytes);
      else await cache.write("files", name, fetched.bytes);
      return fetched.bytes;
    },
  };
}
