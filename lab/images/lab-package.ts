import type { Edition } from "./releases.ts";

/** What a package puts at one path. In texts, `@VERSION@`, `@RELEASE@`, `@EVR@` and `@VENDOR@` are the package's. */
export type FileEntry = (
  | { readonly kind: "text"; readonly text: string }
  /** A file of lab/images/files. */
  | { readonly kind: "script"; readonly name: string }
  /** Bytes that no compression makes smaller, the same for the same path and seed. */
  | { readonly kind: "bytes"; readonly size: number; readonly seed?: string }
  | { readonly kind: "copy"; readonly from: string }
  | { readonly kind: "link"; readonly to: string }
  | { readonly kind: "directory" }
  | { readonly kind: "ghost" }
) & {
  /** 0o644 for texts, bytes, copies and ghosts, 0o755 for scripts and directories, when left out. */
  readonly mode?: number;
  readonly owner?: string;
  /** "keep" is %config(noreplace): an edited file stays and the new one comes beside it as .rpmnew. */
  readonly config?: "replace" | "keep";
  /** False: `rpm -V` does not look at what is in it, because other programs write it. */
  readonly verified?: boolean;
};

export type FileTree = Readonly<Record<string, FileEntry>>;

export type Scriptlet = "pre" | "post" | "preun" | "postun" | "posttrans" | "pretrans -p <lua>";

/** The repository of an edition that has the package. */
export type RepositoryName = "baseos" | "appstream" | "crb" | "extras";

/** One package as one edition has it. */
export interface LabPackage {
  readonly name: string;
  readonly epoch?: number;
  readonly version: string;
  readonly release: string;
  readonly arch: "x86_64" | "noarch";
  readonly repository: RepositoryName;
  readonly summary: string;
  /** Paths of the base tree that become this package's. */
  readonly payload: readonly string[];
  readonly files: FileTree;
  /** `name`, `name = evr`, or `(pre) name` for what a scriptlet needs. */
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly obsoletes: readonly string[];
  readonly conflicts: readonly string[];
  readonly scripts: Readonly<Partial<Record<Scriptlet, string>>>;
  /** The modularity label `name:stream:version:context`. */
  readonly module?: string;
  /** False: in the repository, but not on a fresh host. */
  readonly installed: boolean;
}

export type PackageParts = Partial<Omit<LabPackage, "name" | "epoch" | "version" | "release">>;

/** A package from its name and `[epoch:]version-release`, where the release is already whole (`2.el9_6`). */
export function labPackage(name: string, evr: string, parts: PackageParts = {}): LabPackage {
  return {
    name,
    ...splitEvr(evr),
    arch: "x86_64",
    repository: "baseos",
    summary: `${name} of the lab`,
    payload: [],
    files: {},
    requires: [],
    provides: [],
    obsoletes: [],
    conflicts: [],
    scripts: {},
    installed: true,
    ...parts,
  };
}

function splitEvr(evr: string): { readonly epoch?: number; readonly version: string; readonly release: string } {
  const match = /^(?:(\d+):)?([^-:]+)-([^-:]+)$/.exec(evr);
  const [, epoch, version, release] = match ?? [];
  if (version === undefined || release === undefined)
    throw new Error(`Cannot read "${evr}" as [epoch:]version-release`);
  return { ...(epoch === undefined ? {} : { epoch: Number(epoch) }), version, release };
}

/** Puts the major's mark into a short release, as the `dist` macro does: `1:3.2.2-6_5.1` is `1:3.2.2-6.el9_5.1`. */
export function withDist(evr: string, edition: Pick<Edition, "major">): string {
  const match = /^(.*-)([0-9.]*[0-9])(.*)$/.exec(evr);
  if (match === null) throw new Error(`Cannot put the mark of a major into "${evr}": it has no release`);
  const [, before = "", number = "", after = ""] = match;
  return `${before}${number}.el${edition.major}${after}`;
}

/** `[epoch:]version-release`. */
export function evrOf({ epoch, version, release }: Pick<LabPackage, "epoch" | "version" | "release">): string {
  return `${epoch === undefined ? "" : `${epoch}:`}${version}-${release}`;
}

export function rpmNameOf({ name, version, release, arch }: LabPackage): string {
  return `${name}-${version}-${release}.${arch}.rpm`;
}

/** A text with the package's own words in it. */
export function fillIn(text: string, own: Pick<LabPackage, "epoch" | "version" | "release">, vendor: string): string {
  return text
    .replaceAll("@VERSION@", own.version)
    .replaceAll("@RELEASE@", own.release)
    .replaceAll("@EVR@", evrOf(own))
    .replaceAll("@VENDOR@", vendor);
}

export function text(contents: string, mode = 0o644): FileEntry {
  return { kind: "text", text: contents, mode };
}

export function script(name: string): FileEntry {
  return { kind: "script", name };
}

/** A configuration file that an administrator's changes survive in. */
export function keptConfig(contents: string, mode = 0o644): FileEntry {
  return { kind: "text", text: contents, mode, config: "keep" };
}

/** A kept configuration file that programs write, such as /etc/passwd. */
export function accountFile(contents: string, mode = 0o644): FileEntry {
  return { kind: "text", text: contents, mode, config: "keep", verified: false };
}

export function replacedConfig(contents: string): FileEntry {
  return { kind: "text", text: contents, config: "replace" };
}

export function bytes(size: number, seed = ""): FileEntry {
  return { kind: "bytes", size, seed };
}

export function link(to: string): FileEntry {
  return { kind: "link", to };
}

export function directory(mode = 0o755, owner = "root"): FileEntry {
  return { kind: "directory", mode, owner };
}
