import type { KeyFile } from "./keyring.ts";

/** Where a repository is. A folder may be the repository (with repodata/ in it) or the repodata folder itself. */
export interface RepositorySource {
  readonly id: string;
  /** A folder, or undefined for one on the network. */
  readonly folder?: string;
  /** http(s) addresses, the best first. */
  readonly baseUrls: readonly string[];
  readonly mirrorList?: string;
  readonly metalink?: string;
  /** Keys that must have signed repomd.xml; empty: the signature is not checked. */
  readonly keys: readonly KeyFile[];
  /** Fingerprints of the keys among them that count; undefined: all. */
  readonly trusted?: readonly string[];
  /** `required`: without a good signature the repository is refused. `if-signed`: an unsigned one passes, a bad one does not. */
  readonly signature: "required" | "if-signed";
}

/** What a user names: a URL (file: too) or a folder. */
export function sourceAt(id: string, location: string): Pick<RepositorySource, "id" | "folder" | "baseUrls"> {
  if (/^https?:\/\//.test(location)) return { id, baseUrls: [location] };
  if (location.startsWith("file:")) return { id, folder: decodeURIComponent(new URL(location).pathname), baseUrls: [] };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
    throw new SyntaxError(
      `Cannot read the repository "${id}" at ${location}: it takes an http, https or file address, or a folder`,
    );
  }
  return { id, folder: location, baseUrls: [] };
}
