import type { Catalog } from "../../catalog/catalog.ts";
import type { FactValue } from "../../facts/facts.ts";
import { type Nevra, parseNevra } from "../../package/nevra.ts";
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

/** Which system the package is the release package of; undefined where it is none. */
export function releaseOfPackage(text: string, catalog: Pick<Catalog, "releases">): Recognition | undefined {
  if (!releasePackage.test(text)) return undefined;
  const nevra = parseNevra(text);
  const system = nevra === undefined ? undefined : osReleaseOf(nevra);
  return system === undefined ? undefined : recognise(system, undefined, catalog);
}

/** What os-release says where this package is installed; undefined where it does not bring that file. */
export function osReleaseOf({ name, version }: Pick<Nevra, "name" | "version">): FactValue<"osRelease"> | undefined {
  const system = Object.hasOwn(systems, name) ? systems[name] : undefined;
  return system === undefined
    ? undefined
    : { ...system, versionId: version, prettyName: `${system.name} ${version}`, idLike: [] };
}
