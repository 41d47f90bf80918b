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

/** Bits that rpm gives to what a scriptlet needs (rpmds.h: RPMSENSE_SCRIPT_PRE and so on). */
const FOR_PRE = 1 << 9;
const FOR_POST = 1 << 10;
const FOR_PREUN = 1 << 11;
const FOR_POSTUN = 1 << 12;

/** The bits of a requirement: the shell's, and those of one in seven others, picked by their text. */
export function scriptletsThatNeed(dependency: Dependency): number {
  if (dependency.name === "/bin/sh") return FOR_POST;
  let sum = 0;
  for (const letter of `${dependency.name} ${dependency.evr}`) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const place = sum % 100;
  if (place < 5) return FOR_POST;
  if (place < 9) return FOR_PRE;
  if (place < 12) return FOR_POSTUN;
  return place < 14 ? FOR_POST | FOR_PREUN : 0;
}

/** createrepo_c writes pre="1" for what the installation needs (src/parsehdr.c). */
export function isNeededByScriptlets(dependency: Dependency): boolean {
  return (scriptletsThatNeed(dependency) & (FOR_PRE | FOR_POST)) !== 0;
}

export function descriptionOf(spec: PackageSpec): string {
  return `${spec.summary}.\nBuilt by ${spec.vendor} from ${spec.sourceRpm}, with all the usual options turned on.`;
}

export function packagerOf(spec: PackageSpec): string {
  return `${spec.vendor} packagers <packagers@example.org>`;
}
