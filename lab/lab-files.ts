import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A built lab: everything in it is read only. */
export interface LabFiles {
  readonly directory: string;
  readonly releases: readonly string[];
  /** The root tree of a host: the lower layer of its overlay. */
  image(release: string): string;
  /** What the mirror serves: one folder for each host name. */
  readonly www: string;
  readonly keys: {
    readonly ca: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
    /** Opens every host as root. */
    readonly ssh: string;
  };
}

/** The lab that is built, else undefined. */
export function openLabFiles(): LabFiles | undefined {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const root = process.env["FERRY_LAB_CACHE"] ?? join(cache, "ferry-lab");
  const hash = existsSync(root) ? readdirSync(root)[0] : undefined;
  if (hash === undefined) return undefined;
  const directory = join(root, hash);
  const keys = join(directory, "keys");
  return {
    directory,
    releases: readdirSync(join(directory, "images")),
    image: (release) => join(directory, "images", release),
    www: join(directory, "www"),
    keys: {
      ca: join(keys, "ca.crt"),
      serverCertificate: join(keys, "server.crt"),
      serverKey: join(keys, "server.key"),
      ssh: join(keys, "id_ed25519"),
    },
  };
}
