import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RECORDING_FILE } from "../hosts/recording-file.ts";
import type { Target } from "../hosts/target.ts";

/** How hosts are reached; what is left out is for the user's own OpenSSH configuration to say. */
export interface LoginOptions {
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly configFile?: string;
  readonly become: boolean;
  readonly trustNew: boolean;
}

/** How several hosts are read. */
export interface ConnectionOptions extends LoginOptions {
  /** Hosts at the same time. */
  readonly forks: number;
  /** Longest time for one host. */
  readonly timeoutSeconds: number;
}

/** Where the facts of one host come from. */
export type Source =
  | { readonly kind: "target"; readonly target: Target }
  | { readonly kind: "document"; readonly path: string }
  | { readonly kind: "archive"; readonly path: string };

/**
 * What the words of a command line mean. A word that exists on disk is that file or folder (a facts document, an archive,
 * a recorded folder, or a folder of those); `localhost` is this machine; everything else is a host for ssh.
 */
export function sourcesOf(words: readonly string[], connection: LoginOptions): readonly Source[] {
  return words.flatMap((word) => (existsSync(word) ? sourcesAt(word) : [hostSource(word, connection)]));
}

function hostSource(word: string, connection: LoginOptions): Source {
  if (word.includes("/")) throw new Error(`Cannot read "${word}": there is no such file or folder`);
  const { become } = connection;
  if (word === "localhost") return { kind: "target", target: { kind: "local", become } };
  return { kind: "target", target: { kind: "ssh", host: word, ssh: connection, become } };
}

function sourcesAt(path: string): readonly Source[] {
  if (!statSync(path).isDirectory()) return [{ kind: isDocument(path) ? "document" : "archive", path }];
  if (existsSync(join(path, RECORDING_FILE)))
    return [{ kind: "target", target: { kind: "recorded", directory: path } }];
  const members = readdirSync(path)
    .sort()
    .map((name) => join(path, name));
  const known = members.filter(
    (member) => isDocument(member) || isArchiveName(member) || existsSync(join(member, RECORDING_FILE)),
  );
  if (known.length > 0) return known.flatMap(sourcesAt);
  return [{ kind: "archive", path }];
}

function isDocument(path: string): boolean {
  return path.endsWith(".json");
}

function isArchiveName(path: string): boolean {
  return /\.(?:tar|tgz|tar\.(?:gz|xz|bz2|zst))$/.test(path);
}
