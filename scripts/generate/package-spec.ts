import type { Dependency, DependencyKind } from "../../src/package/dependency.ts";
import type { Nevra } from "../../src/package/nevra.ts";

/** One file of a made package. Directories and ghosts have no contents; a config file is `%config(noreplace)`. */
export interface FileSpec {
  readonly path: string;
  readonly kind: "file" | "directory" | "config" | "ghost";
  readonly contents?: string;
  /** Permission bits; 0o755 for directories and 0o644 for the rest when left out. */
  readonly mode?: number;
}

/** All that a made package says of itself: enough to write its metadata, its header, or the whole .rpm. */
export interface PackageSpec extends Nevra {
  readonly vendor: string;
  readonly summary: string;
  /** Seconds since 1970. */
  readonly buildTime: number;
  readonly sourceRpm: string;
  /** Bytes that the installed files pretend to take. */
  readonly installedSize: number;
  /** Bytes that the .rpm pretends to have, where only metadata is written. */
  readonly packageSize: number;
  /** Provides hold the package's own `name = evr`, as rpmbuild would write it. */
  readonly dependencies: Readonly<Partial<Record<DependencyKind, readonly Dependency[]>>>;
  readonly files: readonly FileSpec[];
  /** The modularity label `name:stream:version:context`. */
  readonly module?: string;
}

/** The name a mirror gives to the file: `bash-5.1.8-9.el9.x86_64.rpm`. */
export function rpmFileName(nevra: Nevra): string {
  return `${nevra.name}-${nevra.version}-${nevra.release}.${nevra.arch}.rpm`;
}

/** The mark that rpm appends to provides and requires of one word size; "" for noarch. */
export function isaOf(arch: string): "" | "(x86-64)" | "(x86-32)" {
  if (arch === "x86_64") return "(x86-64)";
  return arch === "i686" ? "(x86-32)" : "";
}

/** rpm marks what a scriptlet needs; in made packages that is the shell. */
export function isNeededByScriptlets(dependency: Dependency): boolean {
  return dependency.name === "/bin/sh";
}

export function descriptionOf(spec: PackageSpec): string {
  return `${spec.summary}.\nBuilt by ${spec.vendor} from ${spec.sourceRpm}, with all the usual options turned on.`;
}

export function packagerOf(spec: PackageSpec): string {
  return `${spec.vendor} packagers <packagers@example.org>`;
}
