import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { labCacheRoot, labHash } from "./images/lab-cache.ts";
import type { LabRelease } from "./images/releases.ts";

/** A built lab: everything in it is read only, and gone when its sources change and the cache is pruned. */
export interface LabFiles {
  readonly directory: string;
  readonly releases: readonly LabRelease[];
  /** The root tree of a host: the lower layer of its overlay. */
  image(release: LabRelease): string;
  /** What the mirror serves: one folder for each host name. */
  readonly www: string;
  readonly keys: {
    readonly directory: string;
    /** OpenPGP keys, armoured. */
    readonly centos: string;
    readonly alma: string;
    readonly epel: string;
    readonly vendor: string;
    readonly rogue: string;
    /** The authority of TLS and the mirror's certificate. */
    readonly ca: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
    /** Opens every host as root, alice and deploy. */
    readonly ssh: string;
  };
}

/** lab.json: `{"schema":"ferry-lab/1","releases":[…]}`. */
export interface LabIndex {
  readonly schema: "ferry-lab/1";
  readonly releases: readonly LabRelease[];
}

/** The lab that fits the sources, where it is built; else undefined. */
export function openLabFiles(): LabFiles | undefined {
  const directory = join(labCacheRoot(), labHash());
  const index = join(directory, "lab.json");
  if (!existsSync(index)) return undefined;
  const { releases } = JSON.parse(readFileSync(index, "utf8")) as LabIndex;
  const keys = join(directory, "keys");
  const file = (name: string): string => join(keys, name);
  return {
    directory,
    releases,
    image: (release) => join(directory, "images", release),
    www: join(directory, "www"),
    keys: {
      directory: keys,
      centos: file("centos.asc"),
      alma: file("alma.asc"),
      epel: file("epel.asc"),
      vendor: file("vendor.asc"),
      rogue: file("rogue.asc"),
      ca: file("ca.crt"),
      serverCertificate: file("server.crt"),
      serverKey: file("server.key"),
      ssh: file("id_ed25519"),
    },
  };
}
