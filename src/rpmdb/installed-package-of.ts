import { type Dependency, type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { Nevra } from "../package/nevra.ts";
import { dependenciesOf } from "./dependencies-of.ts";
import { pathsOf } from "./files-of.ts";
import type { RpmHeader } from "./header.ts";
import { getNumber, getText, hasTag } from "./header-values.ts";
import { signatureOf } from "./signature-of.ts";
import { tags } from "./tags.ts";

/** What rpm prints for a tag that a header does not have. */
const NONE = "(none)";

/**
 * Name, EVR and architecture. A header without architecture, such as gpg-pubkey, has "(none)"; a source package has "src" or
 * "nosrc" (its own tag names the machine it was built on).
 */
export function nevraOf(header: RpmHeader): Nevra {
  return {
    name: getText(header, tags.name) ?? NONE,
    epoch: getNumber(header, tags.epoch) ?? 0,
    version: getText(header, tags.version) ?? NONE,
    release: getText(header, tags.release) ?? NONE,
    arch: archOf(header),
  };
}

function archOf(header: RpmHeader): string {
  if (!hasTag(header, tags.sourcePackage)) return getText(header, tags.arch) ?? NONE;
  return hasTag(header, tags.noSource) || hasTag(header, tags.noPatch) ? "nosrc" : "src";
}

/** Bytes of the files when installed. */
export function sizeOf(header: RpmHeader): number | undefined {
  return getNumber(header, tags.longSize) ?? getNumber(header, tags.size);
}

/** A package as facts know it, with dependencies and files. `origin` is not in the database: dnf or yum remembers it. */
export function installedPackageOf(header: RpmHeader): InstalledPackage {
  const vendor = getText(header, tags.vendor);
  const buildTime = getNumber(header, tags.buildTime);
  const buildHost = getText(header, tags.buildHost);
  const installTime = getNumber(header, tags.installTime);
  const size = sizeOf(header);
  const sourceRpm = getText(header, tags.sourceRpm);
  const module = getText(header, tags.modularityLabel);
  const signature = signatureOf(header);
  return {
    ...nevraOf(header),
    ...(vendor !== undefined && { vendor }),
    ...(buildTime !== undefined && { buildTime }),
    ...(buildHost !== undefined && { buildHost }),
    ...(installTime !== undefined && { installTime }),
    ...(size !== undefined && { size }),
    ...(sourceRpm !== undefined && { sourceRpm }),
    ...(module !== undefined && { module }),
    // A signature that cannot be read does not say who signed: left out is "not known".
    ...(signature !== "unreadable" && { signer: signature?.keyId ?? "" }),
    dependencies: allDependenciesOf(header),
    files: pathsOf(header),
  };
}

function allDependenciesOf(header: RpmHeader): Partial<Record<DependencyKind, readonly Dependency[]>> {
  const all: Partial<Record<DependencyKind, readonly Dependency[]>> = {};
  for (const kind of dependencyKinds) {
    const dependencies = dependenciesOf(header, kind);
    if (dependencies.length > 0) all[kind] = dependencies.map(({ name, flags, evr }) => ({ name, flags, evr }));
  }
  return all;
}
