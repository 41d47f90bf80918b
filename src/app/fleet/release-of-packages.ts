import type { Catalog } from "../../catalog/catalog.ts";
import { parseNevra } from "../../package/nevra.ts";
import { type Recognition, recognise } from "../../routes/recognise.ts";

/** What os-release says on a host that has the package: every distribution has one package that brings that file. */
const systems: Readonly<Record<string, { readonly id: string; readonly name: string }>> = {
  "centos-stream-release": { id: "centos", name: "CentOS Stream" },
  "centos-linux-release": { id: "centos", name: "CentOS Linux" },
  "centos-release": { id: "centos", name: "CentOS Linux" },
  "redhat-release": { id: "rhel", name: "Red Hat Enterprise Linux" },
  "redhat-release-server": { id: "rhel", name: "Red Hat Enterprise Linux Server" },
  "almalinux-release": { id: "almalinux", name: "AlmaLinux" },
  "rocky-release": { id: "rocky", name: "Rocky Linux" },
  "oraclelinux-release": { id: "ol", name: "Oracle Linux Server" },
};

const releasePackage =
  /^(?:centos|redhat|almalinux|rocky|oraclelinux)-(?:stream-|linux-)?release(?:-server)?-(?:\d+:)?\d/;

/** Which release a host runs, by the release package among its packages. */
export function releaseOfPackages(packages: readonly string[], catalog: Pick<Catalog, "releases">): Recognition {
  for (const text of packages) {
    if (!releasePackage.test(text)) continue;
    const nevra = parseNevra(text);
    const system = nevra === undefined ? undefined : systems[nevra.name];
    if (nevra === undefined || system === undefined) continue;
    const { version } = nevra;
    return recognise({ ...system, versionId: version, prettyName: `${system.name} ${version}` }, undefined, catalog);
  }
  return {
    kind: "unknown",
    title: "unknown system",
    because: "none of the packages is the release package of a system",
  };
}
