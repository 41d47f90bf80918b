import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** PROVISIONAL copy until labimage's. */
export interface LabFiles {
  readonly directory: string;
  image(release: string): string;
  readonly www: string;
  readonly keys: LabKeys;
  readonly releases: readonly string[];
}
export interface LabKeys {
  readonly directory: string;
  readonly caCertificate: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly identity: string;
}
export function openLabFiles(): LabFiles {
  const root =
    process.env["FERRY_LAB_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ferry-lab");
  const hash = existsSync(root) ? readdirSync(root)[0] : undefined;
  if (hash === undefined) throw new Error("The lab is not built: npm run lab -- build");
  const directory = join(root, hash);
  const keys = join(directory, "keys");
  return {
    directory,
    image: (release) => join(directory, "images", release),
    www: join(directory, "www"),
    keys: {
      directory: keys,
      caCertificate: join(keys, "ca.crt"),
      serverCertificate: join(keys, "server.crt"),
      serverKey: join(keys, "server.key"),
      identity: join(keys, "id_ed25519"),
    },
    releases: readdirSync(join(directory, "images")),
  };
}
