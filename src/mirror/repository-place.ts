import type { RepomdRecord } from "../repodata/repomd.ts";
import type { SignatureResult } from "./signature-result.ts";

/** repomd.xml and the signature beside it, from one and the same mirror. */
export interface RepomdFiles {
  readonly bytes: Uint8Array;
  readonly signature: DetachedSignature;
  /** Where it is from, for people: never with a password. */
  readonly location: string;
  /** It was kept by an earlier run. */
  readonly isCached: boolean;
  /** What that run told `keep` of it. */
  readonly verdict?: Verdict;
}

export type DetachedSignature =
  | { readonly kind: "there"; readonly bytes: Uint8Array }
  | { readonly kind: "none" }
  | { readonly kind: "not-asked" };

/** A signature found good, and with which keys: so that the next run need not look at it again. */
export interface Verdict {
  /** A hash of the keys that were trusted. */
  readonly keys: string;
  readonly signature: GoodSignature;
}

type GoodSignature = Extract<SignatureResult, { kind: "good" }>;

/** Where a repository's files are: a folder, or mirrors on the network with the cache before them. */
export interface RepositoryPlace {
  /** For people: never with a password. */
  readonly location: string;
  /**
   * repomd.xml from one mirror after the other, each with its signature where that is wanted, until the caller is
   * content. None at all where there is no repomd.xml. `renew` passes the cache over.
   */
  repomds(wanted: { readonly signature: boolean; readonly renew: boolean }): AsyncGenerator<RepomdFiles>;
  /** Remembers a repomd.xml that was found good. */
  keep(files: RepomdFiles, verdict: Verdict | undefined): Promise<void>;
  /** Forgets it, because what it names is not there any more. */
  forget(): Promise<void>;
  /** A file that repomd.xml names, compressed as it is, its checksum verified. Throws RepositoryError. */
  read(record: RepomdRecord): Promise<Uint8Array>;
  /** What is odd about the place, in whole sentences. */
  readonly warnings: readonly string[];
}

export const REPOMD = "repodata/repomd.xml";
export const SIGNATURE = "repodata/repomd.xml.asc";
export const MAX_REPOMD = 4 * 1024 * 1024;
export const MAX_FILE = 1024 * 1024 * 1024;
