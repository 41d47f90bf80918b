import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type Dependency,
  type DependencyKind,
  dependencyKinds,
  EQUAL,
  formatDependency,
  GREATER,
  LESS,
} from "../../src/package/dependency.ts";
import { parseEvr } from "../../src/package/evr.ts";
import { formatNevra } from "../../src/package/nevra.ts";
import { descriptionOf, isNeededByScriptlets, type PackageSpec, packagerOf, rpmFileName } from "./package-spec.ts";

/** What createrepo_c writes into primary.xml of a package's files: lib/createrepo_shared, cr_is_primary. */
const primaryPath = /^\/etc\/|bin\/|^\/usr\/lib\/sendmail$/;

const flagNames: Readonly<Record<number, string>> = {
  [GREATER]: "GT",
  [GREATER | EQUAL]: "GE",
  [EQUAL]: "EQ",
  [LESS | EQUAL]: "LE",
  [LESS]: "LT",
};

export interface RepodataOptions {
  /** Files to invent in filelists.xml besides those of the specs, over all packages. */
  readonly inventedFiles?: number;
  /** The text of modules.yaml; "" for none. */
  readonly modules?: string;
}

/**
 * Writes `directory/repodata` straight from the specs, without any .rpm: as createrepo_c would have it, but for the
 * checksums of the packages, which are those of their names.
 */
export function writeRepodata(
  directory: string,
  packages: readonly PackageSpec[],
  options: RepodataOptions = {},
): void {
  const folder = join(directory, "repodata");
  mkdirSync(folder, { recursive: true });
  const documents = {
    primary: primaryXml(packages),
    filelists: filelistsXml(packages, options.inventedFiles ?? 0),
    other: otherXml(packages),
    ...(options.modules === undefined || options.modules === "" ? {} : { modules: options.modules }),
  };
  const records = Object.entries(documents).map(([type, text]) => {
    const open = Buffer.from(text);
    const closed = gzipSync(open, { level: 6 });
    const file = `${sha256(closed)}-${type}.${type === "modules" ? "yaml" : "xml"}.gz`;
    writeFileSync(join(folder, file), closed);
    return `  <data type="${type}">
    <checksum type="sha256">${sha256(closed)}</checksum>
    <open-checksum type="sha256">${sha256(open)}</open-checksum>
    <location href="repodata/${file}"/>
    <timestamp>1710000000</timestamp>
    <size>${closed.length}</size>
    <open-size>${open.length}</open-size>
  </data>
`;
  });
  const repomd = `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1710000000</revision>
${records.join("")}</repomd>
`;
  writeFileSync(join(folder, "repomd.xml"), repomd);
}

function primaryXml(packages: readonly PackageSpec[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${packages.length}">
${packages.map(primaryPackage).join("")}</metadata>
`;
}

function primaryPackage(spec: PackageSpec): string {
  const files = spec.files.filter((file) => primaryPath.test(file.path));
  return `<package type="rpm">
  <name>${escape(spec.name)}</name>
  <arch>${spec.arch}</arch>
  ${versionXml(spec)}
  <checksum type="sha256" pkgid="YES">${packageId(spec)}</checksum>
  <summary>${escape(spec.summary)}</summary>
  <description>${escape(descriptionOf(spec))}</description>
  <packager>${escape(packagerOf(spec))}</packager>
  <url>https://example.org/${escape(spec.name)}</url>
  <time file="${spec.buildTime + 3600}" build="${spec.buildTime}"/>
  <size package="${spec.packageSize}" installed="${spec.installedSize}" archive="${spec.installedSize + 1200}"/>
  <location href="Packages/${escape(rpmFileName(spec))}"/>
  <format>
    <rpm:license>GPLv2+ and MIT</rpm:license>
    <rpm:vendor>${escape(spec.vendor)}</rpm:vendor>
    <rpm:group>Unspecified</rpm:group>
    <rpm:buildhost>builder.example.org</rpm:buildhost>
    <rpm:sourcerpm>${escape(spec.sourceRpm)}</rpm:sourcerpm>
    <rpm:header-range start="4504" end="${8000 + spec.name.length * 100}"/>
${dependencyKinds.map((kind) => dependenciesXml(kind, listed(spec, kind))).join("")}${files.map((file) => `    <file${fileType(file.kind)}>${escape(file.path)}</file>\n`).join("")}  </format>
</package>
`;
}

/**
 * createrepo_c leaves out what a package requires of itself, and of the requirements of libc.so.6 all but the newest symbols
 * (src/parsehdr.c): here the library itself, as made packages need the symbols of one version.
 */
function listed(spec: PackageSpec, kind: DependencyKind): readonly Dependency[] {
  const dependencies = spec.dependencies[kind] ?? [];
  if (kind !== "requires") return dependencies;
  const own = new Set(spec.dependencies.provides?.map(formatDependency));
  const needsLibcSymbols = dependencies.some(({ name }) => name.startsWith("libc.so.6(GLIBC_"));
  return dependencies.filter(
    (dependency) =>
      !own.has(formatDependency(dependency)) &&
      !(needsLibcSymbols && /^libc\.so\.6(?:\(\)\(64bit\))?$/.test(dependency.name)),
  );
}

function dependenciesXml(kind: DependencyKind, dependencies: readonly Dependency[]): string {
  if (dependencies.length === 0) return "";
  return `    <rpm:${kind}>\n${dependencies.map((dependency) => entryXml(kind, dependency)).join("")}    </rpm:${kind}>\n`;
}

function entryXml(kind: DependencyKind, dependency: Dependency): string {
  const pre = kind === "requires" && isNeededByScriptlets(dependency) ? ` pre="1"` : "";
  const flags = flagNames[dependency.flags];
  if (flags === undefined) return `      <rpm:entry name="${escape(dependency.name)}"${pre}/>\n`;
  const { epoch, version, release } = parseEvr(dependency.evr);
  const rel = release === "" ? "" : ` rel="${escape(release)}"`;
  return `      <rpm:entry name="${escape(dependency.name)}" flags="${flags}" epoch="${epoch}" ver="${escape(version)}"${rel}${pre}/>\n`;
}

function filelistsXml(packages: readonly PackageSpec[], inventedFiles: number): string {
  const perPackage = packages.length === 0 ? 0 : Math.floor(inventedFiles / packages.length);
  const entries = packages.map((spec) => {
    const invented = Array.from(
      { length: perPackage },
      (_, i) =>
        `  <file>/usr/share/${escape(spec.name)}/part-${Math.floor(i / 16)}/item-${i}-${spec.arch}.html</file>\n`,
    );
    const files = spec.files.map((file) => `  <file${fileType(file.kind)}>${escape(file.path)}</file>\n`);
    return `${packageStart(spec)}  ${versionXml(spec)}\n${files.join("")}${invented.join("")}</package>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<filelists xmlns="http://linux.duke.edu/metadata/filelists" packages="${packages.length}">
${entries.join("")}</filelists>
`;
}

function otherXml(packages: readonly PackageSpec[]): string {
  const entries = packages.map((spec) => `${packageStart(spec)}  ${versionXml(spec)}\n</package>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<otherdata xmlns="http://linux.duke.edu/metadata/other" packages="${packages.length}">
${entries.join("")}</otherdata>
`;
}

function packageStart(spec: PackageSpec): string {
  return `<package pkgid="${packageId(spec)}" name="${escape(spec.name)}" arch="${spec.arch}">\n`;
}

function versionXml(spec: PackageSpec): string {
  return `<version epoch="${spec.epoch}" ver="${escape(spec.version)}" rel="${escape(spec.release)}"/>`;
}

function fileType(kind: PackageSpec["files"][number]["kind"]): string {
  if (kind === "directory") return ` type="dir"`;
  return kind === "ghost" ? ` type="ghost"` : "";
}

function packageId(spec: PackageSpec): string {
  return sha256(Buffer.from(`${formatNevra(spec)} ${spec.vendor} ${spec.buildTime}`));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(`"`, "&quot;");
}
