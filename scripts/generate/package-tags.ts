import { createHash } from "node:crypto";
import {
  type Dependency,
  type DependencyKind,
  dependencyKinds,
  EQUAL,
  GREATER,
  LESS,
} from "../../src/package/dependency.ts";
import { descriptionOf, type FileSpec, type PackageSpec, packagerOf, scriptletsThatNeed } from "./package-spec.ts";
import type { TagValue } from "./rpm-header.ts";

/** Names, flags and versions of each dependency kind: rpm 4.18 include/rpm/rpmtag.h. */
const dependencyTags: Readonly<Record<DependencyKind, readonly [names: number, flags: number, versions: number]>> = {
  provides: [1047, 1112, 1113],
  requires: [1049, 1048, 1050],
  conflicts: [1054, 1053, 1055],
  obsoletes: [1090, 1114, 1115],
  recommends: [5046, 5048, 5047],
  suggests: [5049, 5051, 5050],
  supplements: [5052, 5054, 5053],
  enhances: [5055, 5057, 5056],
};

/** Bits of rpmsenseFlags: include/rpm/rpmds.h. */
const SENSE_LESS = 2;
const SENSE_GREATER = 4;
const SENSE_EQUAL = 8;
const SENSE_RPMLIB = 1 << 24;

const fileFlags: Readonly<Record<FileSpec["kind"], number>> = { file: 0, directory: 0, config: 1 | 16, ghost: 64 };

/** What the header of the package holds, in the file and on a host alike. */
export function packageTags(spec: PackageSpec): Map<number, TagValue> {
  const tags = new Map<number, TagValue>([
    [100, { type: "strings", value: ["C"] }],
    [1000, { type: "string", value: spec.name }],
    [1001, { type: "string", value: spec.version }],
    [1002, { type: "string", value: spec.release }],
    [1004, { type: "i18n", value: spec.summary }],
    [1005, { type: "i18n", value: descriptionOf(spec) }],
    [1006, { type: "int32", value: [spec.buildTime] }],
    [1007, { type: "string", value: "builder.example.org" }],
    [1009, { type: "int32", value: [spec.installedSize] }],
    [1011, { type: "string", value: spec.vendor }],
    [1014, { type: "string", value: "GPLv2+ and MIT" }],
    [1015, { type: "string", value: packagerOf(spec) }],
    [1016, { type: "i18n", value: "Unspecified" }],
    [1020, { type: "string", value: `https://example.org/${spec.name}` }],
    [1021, { type: "string", value: "linux" }],
    [1022, { type: "string", value: spec.arch }],
    [1044, { type: "string", value: spec.sourceRpm }],
    [1064, { type: "string", value: "4.16.1.3" }],
    [1124, { type: "string", value: "cpio" }],
    [1125, { type: "string", value: "gzip" }],
    [1126, { type: "string", value: "6" }],
    [1132, { type: "string", value: `${spec.arch}-redhat-linux-gnu` }],
    [5062, { type: "string", value: "utf-8" }],
  ]);
  if (spec.epoch > 0) tags.set(1003, { type: "int32", value: [spec.epoch] });
  if (spec.module !== undefined) tags.set(5096, { type: "string", value: spec.module });
  if ((spec.dependencies.requires ?? []).some(({ name }) => name === "/bin/sh")) {
    tags.set(1024, { type: "string", value: ":" });
    tags.set(1086, { type: "string", value: "/bin/sh" });
  }
  addDependencies(tags, spec);
  addFiles(tags, spec);
  return tags;
}

function addDependencies(tags: Map<number, TagValue>, spec: PackageSpec): void {
  for (const kind of dependencyKinds) {
    const listed = (spec.dependencies[kind] ?? []).map((dependency) => ({
      dependency,
      flags: senseOf(kind, dependency),
    }));
    const all = kind === "requires" ? [...listed, ...rpmlibNeeds(spec)] : listed;
    const [names, flags, versions] = dependencyTags[kind];
    tags.set(names, { type: "strings", value: all.map(({ dependency }) => dependency.name) });
    tags.set(flags, { type: "int32", value: all.map((entry) => entry.flags) });
    tags.set(versions, { type: "strings", value: all.map(({ dependency }) => dependency.evr) });
  }
}

function senseOf(kind: DependencyKind, dependency: Dependency): number {
  const bits =
    ((dependency.flags & LESS) === 0 ? 0 : SENSE_LESS) |
    ((dependency.flags & GREATER) === 0 ? 0 : SENSE_GREATER) |
    ((dependency.flags & EQUAL) === 0 ? 0 : SENSE_EQUAL);
  return kind === "requires" ? bits | scriptletsThatNeed(dependency) : bits;
}

/** What the package asks of rpm itself, as rpmbuild adds it. */
function rpmlibNeeds(spec: PackageSpec): { readonly dependency: Dependency; readonly flags: number }[] {
  const needs: [string, string][] = [
    ["rpmlib(CompressedFileNames)", "3.0.4-1"],
    ["rpmlib(FileDigests)", "4.6.0-1"],
    ["rpmlib(PayloadFilesHavePrefix)", "4.0-1"],
  ];
  const isRich = dependencyKinds.some((kind) =>
    (spec.dependencies[kind] ?? []).some(({ name }) => name.startsWith("(")),
  );
  if (isRich) needs.push(["rpmlib(RichDependencies)", "4.12.0-1"]);
  return needs.map(([name, evr]) => ({
    dependency: { name, flags: LESS | EQUAL, evr },
    flags: SENSE_RPMLIB | SENSE_LESS | SENSE_EQUAL,
  }));
}

function addFiles(tags: Map<number, TagValue>, spec: PackageSpec): void {
  const { files } = spec;
  const directories = [...new Set(files.map((file) => directoryOf(file.path)))];
  const int32 = (value: readonly number[]): TagValue => ({ type: "int32", value });
  const strings = (value: readonly string[]): TagValue => ({ type: "strings", value });
  tags.set(1028, int32(files.map((file) => contentsOf(file).length)));
  tags.set(1030, { type: "int16", value: files.map(modeOf) });
  tags.set(1033, { type: "int16", value: files.map(() => 0) });
  tags.set(1034, int32(files.map(() => spec.buildTime)));
  tags.set(1035, strings(files.map(digestOf)));
  tags.set(1036, strings(files.map(() => "")));
  tags.set(1037, int32(files.map((file) => fileFlags[file.kind])));
  tags.set(1039, strings(files.map(() => "root")));
  tags.set(1040, strings(files.map(() => "root")));
  tags.set(1045, int32(files.map(() => 0xffffffff)));
  tags.set(1095, int32(files.map(() => 1)));
  tags.set(1096, int32(files.map((_, i) => i + 1)));
  tags.set(1097, strings(files.map(() => "")));
  tags.set(1116, int32(files.map((file) => directories.indexOf(directoryOf(file.path)))));
  tags.set(1117, strings(files.map((file) => file.path.slice(directoryOf(file.path).length))));
  tags.set(1118, strings(directories));
  if (files.length > 0) tags.set(5011, int32([8]));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The bytes of a file as the package ships it; none for directories and ghosts. */
export function contentsOf(file: FileSpec): Buffer {
  return Buffer.from(file.kind === "directory" || file.kind === "ghost" ? "" : (file.contents ?? ""));
}

/** File type and permission bits. */
export function modeOf(file: FileSpec): number {
  return file.kind === "directory" ? 0o040000 | (file.mode ?? 0o755) : 0o100000 | (file.mode ?? 0o644);
}

function digestOf(file: FileSpec): string {
  if (file.kind === "directory" || file.kind === "ghost") return "";
  return createHash("sha256").update(contentsOf(file)).digest("hex");
}
