import { type Dependency, type DependencyKind, dependencyKinds, EQUAL, GREATER, LESS } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { parseNevra } from "../package/nevra.ts";
import { FactError, lineError } from "./fact-error.ts";
import { linesOf } from "./lines.ts";

/** A package of `rpm -qa`, under the key that the lists of dependencies and files name it by. */
export interface ListedPackage {
  /** `NAME-EPOCH:VERSION-RELEASE.ARCH`, EPOCH as rpm prints it: "(none)" where there is none. */
  readonly key: string;
  readonly package: InstalledPackage;
}

const fieldCount = 13;

/**
 * Reads the packages, a line each, fields by tab in the order of the probe `rpm-packages`; `(none)` where rpm has no tag, an
 * empty field where the source does not tell. Keys of signers (gpg-pubkey) lie in rpm's database but are no packages: they are
 * left out.
 *
 * @example (tabs shown as blanks)
 * bash (none) 5.1.8 9.el9 x86_64 CentOS 1712345678 x86-05.stream.rdu2.redhat.com 1714000000 7738778 bash-5.1.8-9.el9.src.rpm (none) RSA/SHA256, Tue May  9 2023, Key ID 05b555b38483c65d
 */
export function parsePackages(text: string): readonly ListedPackage[] {
  const listed: ListedPackage[] = [];
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    if (line === "") continue;
    const fields = line.split("\t");
    if (fields.length !== fieldCount) {
      throw lineError("the packages", number, line, `has ${fields.length} fields instead of ${fieldCount}`);
    }
    const [name = "", epoch = "", version = "", release = "", arch = "", ...rest] = fields;
    if (name === "gpg-pubkey") continue;
    if (name === "" || version === "" || release === "" || arch === "" || !/^(\d{1,10}|\(none\))$/.test(epoch)) {
      throw lineError("the packages", number, line, "has no name, epoch, version, release and architecture");
    }
    const [vendor, buildTime, buildHost, installTime, size, sourceRpm, module, signature = ""] = rest;
    const listedPackage: InstalledPackage = {
      name,
      epoch: epoch === "(none)" ? 0 : Number(epoch),
      version,
      release,
      arch,
      ...textField("vendor", vendor),
      ...numberField("buildTime", buildTime),
      ...textField("buildHost", buildHost),
      ...numberField("installTime", installTime),
      ...numberField("size", size),
      ...textField("sourceRpm", sourceRpm),
      ...textField("module", module),
      ...textField("signer", signature === "(none)" ? undefined : signerOf(signature)),
      ...(signature === "(none)" ? { signer: "" } : {}),
    };
    listed.push({ key: `${name}-${epoch}:${version}-${release}.${arch}`, package: listedPackage });
  }
  return listed;
}

function textField<Name extends string>(name: Name, field: string | undefined): { readonly [Key in Name]?: string } {
  return field === undefined || field === "" || field === "(none)"
    ? {}
    : ({ [name]: field } as { [Key in Name]?: string });
}

function numberField<Name extends string>(name: Name, field: string | undefined): { readonly [Key in Name]?: number } {
  return /^\d{1,15}$/.test(field ?? "") ? ({ [name]: Number(field) } as { [Key in Name]?: number }) : {};
}

/**
 * The long key id in rpm's `pgpsig` format: `RSA/SHA256, Tue May  9 2023, Key ID d36cb86cb86b3716` (rpm 4), or the last 16
 * digits of `…, Key Fingerprint: bf18ac2876178908d6e71267d36cb86cb86b3716` (rpm 6). Undefined when there is none to read.
 * @internal for tests
 */
export function signerOf(signature: string): string | undefined {
  return /Key (?:ID|Fingerprint:?) (?:[0-9a-fA-F]*?)([0-9a-fA-F]{16})$/.exec(signature.trim())?.[1]?.toLowerCase();
}

export type Dependencies = NonNullable<InstalledPackage["dependencies"]>;

/** rpm's own bits of a comparison (rpm 4.18, include/rpm/rpmds.h). */
const rpmLess = 2;
const rpmGreater = 4;
const rpmEqual = 8;
/** Required before or by a package's installation, and before or by its removal: prereq, pre, post; prereq, preun, postun. */
const forInstallation = (1 << 6) | (1 << 9) | (1 << 10);
const forRemoval = (1 << 6) | (1 << 11) | (1 << 12);

/**
 * Reads the dependencies by package: a line `P KEY`, then `KIND NAME FLAGS EVR` a line each, fields by tab. What a package
 * requires of rpm itself, rpmlib(…), is left out, as repository metadata leaves it out, and so is what only its installation
 * required, which is over: rpm and dnf do not ask for it any more (libsolv, ext/repo_rpmdb.c, SOLVABLE_PREREQ_IGNOREINST). What
 * other scriptlets require comes last, as libsolv has it.
 * `(none)` stands where a package has no dependency of that kind.
 */
export function parseDependencies(text: string): ReadonlyMap<string, Dependencies> {
  const byPackage = new Map<string, Partial<Record<DependencyKind, Dependency[]>>>();
  const known = new Map<string, Dependency | "dropped">();
  const over = new Set<Dependency>();
  const ofScriptlets = new Set<Dependency>();
  const kinds: ReadonlySet<string> = new Set(dependencyKinds);
  let current: Partial<Record<DependencyKind, Dependency[]>> | undefined;
  let number = 0;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const line = text.slice(start, end);
    start = end + 1;
    number++;
    if (line === "") continue;
    const tab = line.indexOf("\t");
    const kind = line.slice(0, tab);
    const rest = line.slice(tab + 1);
    if (kind === "P") {
      current = {};
      byPackage.set(rest, current);
      continue;
    }
    if (current === undefined || !kinds.has(kind)) {
      throw lineError("the dependencies", number, line, "is neither a package nor one of its dependencies");
    }
    let dependency = known.get(rest);
    if (dependency === undefined) {
      dependency = parseRelation(rest, number);
      known.set(rest, dependency);
      if (dependency !== "dropped") {
        const bits = Number(rest.split("\t", 2)[1]);
        if (isOver(dependency.name, bits)) over.add(dependency);
        if ((bits & (forInstallation | forRemoval)) !== 0) ofScriptlets.add(dependency);
      }
    }
    if (dependency === "dropped" || (kind === "requires" && over.has(dependency))) continue;
    const list = (current[kind as DependencyKind] ??= []);
    list.push(dependency);
  }
  for (const dependencies of byPackage.values()) {
    const { requires } = dependencies;
    if (requires?.some((one) => ofScriptlets.has(one)) === true)
      dependencies.requires = requires.toSorted((one, other) => +ofScriptlets.has(one) - +ofScriptlets.has(other));
  }
  return byPackage;
}

/** Whether an installed package no longer requires this. */
function isOver(name: string, bits: number): boolean {
  // libsolv goes on asking for rich ones (makedeps() of ext/repo_rpmdb.c).
  if (name.startsWith("(")) return false;
  return name.startsWith("rpmlib(") || ((bits & forInstallation) !== 0 && (bits & forRemoval) === 0);
}

function parseRelation(text: string, line: number): Dependency | "dropped" {
  const [name = "", flags = "", evr = "", ...more] = text.split("\t");
  if (name === "(none)" && (flags === "(none)" || flags === "")) return "dropped";
  if (name === "" || !/^\d{1,10}$/.test(flags) || more.length > 0) {
    throw lineError("the dependencies", line, text, "is not NAME FLAGS EVR");
  }
  const bits = Number(flags);
  const sense =
    ((bits & rpmGreater) === 0 ? 0 : GREATER) |
    ((bits & rpmEqual) === 0 ? 0 : EQUAL) |
    ((bits & rpmLess) === 0 ? 0 : LESS);
  return sense === 0 || evr === "" || evr === "(none)" ? { name, flags: 0, evr: "" } : { name, flags: sense, evr };
}

/** Reads the files by package: a line `P KEY`, then a path a line. A package may come several times; its paths add up. */
export function parseFiles(text: string): ReadonlyMap<string, readonly string[]> {
  const byPackage = new Map<string, Set<string>>();
  let current: Set<string> | undefined;
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    if (line === "") continue;
    if (line.startsWith("P\t")) {
      const key = line.slice(2);
      current = byPackage.get(key) ?? new Set();
      byPackage.set(key, current);
    } else if (current !== undefined && line.startsWith("/")) {
      current.add(line);
    } else {
      throw lineError("the files of packages", number, line, "is neither a package nor a path");
    }
  }
  return new Map([...byPackage].map(([key, paths]) => [key, [...paths]]));
}

/**
 * Reads where packages came from: `NAME-VERSION-RELEASE.ARCH REPOSITORY` a line each, with or without an epoch before the
 * version; the "@" that dnf and yum show before the repository is dropped. The map's keys have no epoch: yum's database has none.
 */
export function parseOrigins(text: string): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [package_, repository, ...more] = line.text.trim().split(" ");
    const nevra = parseNevra(package_ ?? "");
    if (nevra === undefined || more.length > 0) {
      throw lineError("the origins of packages", line.number, line.text, "is not a package and a repository");
    }
    if (repository === undefined || repository === "") continue;
    origins.set(`${nevra.name}-${nevra.version}-${nevra.release}.${nevra.arch}`, repository.replace(/^@/, ""));
  }
  return origins;
}

export interface PackageParts {
  readonly listed: readonly ListedPackage[];
  readonly dependencies: ReadonlyMap<string, Dependencies> | undefined;
  readonly files: ReadonlyMap<string, readonly string[]> | undefined;
  readonly origins: ReadonlyMap<string, string> | undefined;
}

/** The packages with all that was told of them. A package that the list of dependencies passes over makes the list doubtful. */
export function packagesOf({ listed, dependencies, files, origins }: PackageParts): readonly InstalledPackage[] {
  return listed.map(({ key, package: listedPackage }) => {
    const { name, version, release, arch } = listedPackage;
    const origin = origins?.get(`${name}-${version}-${release}.${arch}`);
    const relations = dependencies?.get(key);
    if (dependencies !== undefined && relations === undefined) {
      throw new FactError(`Cannot read the dependencies: they do not tell those of ${key}`);
    }
    return {
      ...listedPackage,
      ...(origin === undefined ? {} : { origin }),
      ...(relations === undefined ? {} : { dependencies: relations }),
      ...(files === undefined ? {} : { files: files.get(key) ?? [] }),
    };
  });
}
