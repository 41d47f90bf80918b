import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type FileEntry, fillIn, type LabPackage } from "./lab-package.ts";
import type { StagedFile } from "./spec-file.ts";

/** Where the files of a package come from. */
export interface Source {
  /** The base tree of the edition. */
  readonly tree: string;
  readonly configs: ReadonlySet<string>;
  readonly vendor: string;
}

const scripts = join(import.meta.dirname, "files");

/** Puts the files of a package into the staged tree, by hard links where they come from the base tree, and lists them. */
export function stagePackage(own: LabPackage, source: Source, stage: string): readonly StagedFile[] {
  const fromBase = own.payload
    .filter((path) => own.files[path] === undefined)
    .map((path) => stageBaseFile(path, source, stage));
  const made = Object.entries(own.files).map(([path, entry]) => stageEntry(path, entry, own, source.vendor, stage));
  return [...fromBase, ...made];
}

function stageBaseFile(path: string, source: Source, stage: string): StagedFile {
  const from = join(source.tree, path);
  const to = join(stage, path);
  mkdirSync(dirname(to), { recursive: true });
  const stat = lstatSync(from);
  if (stat.isDirectory()) {
    mkdirSync(to, { recursive: true });
    return { path, kind: "directory", mode: stat.mode & 0o7777 };
  }
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else linkSync(from, to);
  return { path, kind: "file", ...(source.configs.has(path) ? { config: "keep" as const } : {}) };
}

function stageEntry(path: string, entry: FileEntry, own: LabPackage, vendor: string, stage: string): StagedFile {
  const to = join(stage, path);
  mkdirSync(entry.kind === "directory" ? to : dirname(to), { recursive: true });
  const mode = entry.mode ?? (entry.kind === "script" || entry.kind === "directory" ? 0o755 : 0o644);
  const parts = {
    ...(entry.owner === undefined ? {} : { owner: entry.owner }),
    ...(entry.config === undefined ? {} : { config: entry.config }),
    ...(entry.verified === undefined ? {} : { verified: entry.verified }),
  };
  switch (entry.kind) {
    case "directory":
      return { path, kind: "directory", mode, ...parts };
    case "ghost":
      writeFileSync(to, "");
      return { path, kind: "ghost", mode, ...parts };
    case "link":
      symlinkSync(entry.to, to);
      return { path, kind: "file", ...parts };
    case "text":
      writeFileSync(to, fillIn(entry.text, own, vendor));
      break;
    case "script":
      writeFileSync(to, fillIn(readFileSync(join(scripts, entry.name), "utf8"), own, vendor));
      break;
    case "bytes":
      writeFileSync(to, seededBytes(`${path} ${entry.seed ?? ""}`, entry.size));
      break;
    case "copy":
      copyFileSync(entry.from, to);
      break;
  }
  chmodSync(to, mode);
  return { path, kind: "file", mode, ...parts };
}

function seededBytes(seed: string, size: number): Buffer {
  return createHash("shake256", { outputLength: size }).update(seed).digest();
}
