import type { Catalog } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";

/** What /etc/os-release says of a host. */
export interface OsIdentity {
  readonly id: string;
  readonly versionId: string;
  readonly name: string;
  readonly prettyName: string;
}

/** `minor` is left out where the release has none (CentOS Stream) or the host does not tell it. */
export type Recognition =
  | { readonly kind: "known"; readonly release: Release; readonly minor?: number }
  | { readonly kind: "unknown"; readonly title: string; readonly because: string };

/**
 * Which release a host runs. `osRelease` decides where there is one; `redhatRelease`, the first line of
 * /etc/redhat-release, tells the minor version of CentOS Linux, and the release of hosts older than os-release.
 */
export function recognise(
  osRelease: OsIdentity | undefined,
  redhatRelease: string | undefined,
  catalog: Pick<Catalog, "releases">,
): Recognition {
  if (osRelease === undefined) return recogniseRedhatRelease(redhatRelease, catalog);
  const { id, name, versionId } = osRelease;
  const title = osRelease.prettyName === "" ? `${name} ${versionId}`.trim() : osRelease.prettyName;
  const [, major = "", versionMinor] = /^(\d+)(?:\.(\d+))?/.exec(versionId) ?? [];
  const family = catalog.releases.filter((release) => release.osRelease?.id === id);
  const release = family.find(
    (candidate) => candidate.osRelease?.names.includes(name) === true && String(candidate.major) === major,
  );
  if (release !== undefined) {
    const minor = versionMinor ?? minorOfRedhatRelease(redhatRelease, release);
    return minor === undefined ? { kind: "known", release } : { kind: "known", release, minor: Number(minor) };
  }
  const because =
    family.length > 0
      ? `${title} is a release that Ferry does not know`
      : `${title} is not CentOS, AlmaLinux, Red Hat Enterprise Linux, Rocky Linux or Oracle Linux`;
  return { kind: "unknown", title, because };
}

function recogniseRedhatRelease(line: string | undefined, catalog: Pick<Catalog, "releases">): Recognition {
  if (line === undefined) {
    return { kind: "unknown", title: "unknown system", because: "The host has no /etc/os-release that could be read" };
  }
  for (const release of catalog.releases) {
    const minor = minorOfRedhatRelease(line, release);
    if (minor !== undefined) return { kind: "known", release, minor: Number(minor) };
    if (release.redhatRelease !== null && `${line} `.startsWith(`${release.redhatRelease} `)) {
      return { kind: "known", release };
    }
  }
  const because = `The host has no /etc/os-release that could be read, and "${line}" does not tell its release`;
  return { kind: "unknown", title: line, because };
}

/** "9" of `CentOS Linux release 7.9.2009 (Core)`. */
function minorOfRedhatRelease(line: string | undefined, release: Release): string | undefined {
  if (line === undefined || release.redhatRelease === null) return undefined;
  if (!line.startsWith(`${release.redhatRelease}.`)) return undefined;
  return /^\d+/.exec(line.slice(release.redhatRelease.length + 1))?.[0];
}
