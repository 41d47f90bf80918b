import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { checksumMismatch } from "./checksum.ts";
import { FetchError } from "./fetch-error.ts";
import { readLocalFile } from "./read-local-file.ts";
import { RepositoryError } from "./repository-error.ts";
import {
  type DetachedSignature,
  MAX_FILE,
  MAX_REPOMD,
  REPOMD,
  type RepositoryPlace,
  SIGNATURE,
} from "./repository-place.ts";

/** A repository in a folder: the one above repodata/, or the repodata folder itself. Nothing of it is cached. */
export function folderPlace(id: string, folder: string): RepositoryPlace {
  const root = resolve(folder);
  if (!existsSync(root)) throw new RepositoryError(id, `there is no folder ${folder}`);
  const isRepodata = existsSync(join(root, "repomd.xml")) && !existsSync(join(root, "repodata"));
  const pathOf = (path: string): string => join(root, isRepodata ? basename(path) : path);
  const read = async (path: string, limit: number): Promise<Uint8Array | undefined> => {
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of readLocalFile(pathOf(path), limit)) pieces.push(piece);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      if (error.failure === "not-found") return undefined;
      throw new RepositoryError(id, error.message, { cause: error });
    }
    return Buffer.concat(pieces);
  };
  return {
    location: folder,
    warnings: [],
    async *repomds({ signature }) {
      const bytes = await read(REPOMD, MAX_REPOMD);
      if (bytes === undefined) return;
      const armor = signature ? await read(SIGNATURE, MAX_REPOMD) : undefined;
      yield { bytes, signature: detached(signature, armor), location: folder, isCached: false };
    },
    keep: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    async read({ location, checksum, size }) {
      if (checksum === undefined) throw new RepositoryError(id, `repomd.xml has no checksum of ${location}`);
      const bytes = await read(location, Math.min(size ?? MAX_FILE, MAX_FILE));
      if (bytes === undefined) throw new RepositoryError(id, `${location}, which repomd.xml names, is not there`);
      const wrong = checksumMismatch(bytes, checksum);
      if (wrong !== undefined) throw new RepositoryError(id, `${pathOf(location)} is damaged: ${wrong}`);
      return bytes;
    },
  };
}

function detached(isAsked: boolean, bytes: Uint8Array | undefined): DetachedSignature {
  if (!isAsked) return { kind: "not-asked" };
  return bytes === undefined ? { kind: "none" } : { kind: "there", bytes };
}
