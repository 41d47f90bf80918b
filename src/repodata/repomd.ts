import { readXml } from "./read-xml.ts";
import { RepodataError } from "./repodata-error.ts";

/** `type` as repomd names it: sha256, sha, md5 …; `value` in lower-case hex. */
export interface Checksum {
  readonly type: string;
  readonly value: string;
}

/** One file of a repository. Sizes are bytes; `open…` speak of the decompressed content. Left out where not said. */
export interface RepomdRecord {
  readonly type: string;
  /** Path below the repository's base, without ".." or a leading "/". */
  readonly location: string;
  /** Another base than the repository's own (xml:base). */
  readonly base?: string;
  readonly checksum?: Checksum;
  readonly openChecksum?: Checksum;
  readonly size?: number;
  readonly openSize?: number;
  readonly timestamp?: number;
}

export interface RepomdTags {
  /** `binary-x86_64` … */
  readonly content: readonly string[];
  /** `cpe:/o:almalinux:almalinux:9` with the distribution's name. */
  readonly distributions: readonly { readonly cpe: string; readonly name: string }[];
  readonly repositories: readonly string[];
}

/** repomd.xml: what a repository holds (createrepo_c, src/repomd.c). */
export interface Repomd {
  readonly revision: string | null;
  /** What the repository says it is for; each list in the order of the file. */
  readonly tags: RepomdTags;
  readonly records: readonly RepomdRecord[];
}

const MAX_RECORDS = 1_000;

/** @throws RepodataError */
export function parseRepomd(text: string): Repomd {
  let revision: string | null = null;
  let record: { -readonly [Key in keyof RepomdRecord]?: RepomdRecord[Key] } = {};
  const records: RepomdRecord[] = [];
  const content: string[] = [];
  const distributions: { readonly cpe: string; readonly name: string }[] = [];
  const repositories: string[] = [];
  let isRepomd = false;
  readXml("repomd.xml", text, {
    open: (path, attributes) => {
      if (path.length === 1) isRepomd = path[0] === "repomd";
      if (path.length === 2 && path[1] === "data") record = { type: attributes.get("type") ?? "" };
    },
    close: (path, element) => {
      if (path.length === 2 && element.name === "revision") revision = element.text.trim();
      if (path.length === 3 && path[1] === "tags") {
        const value = element.text.trim();
        if (element.name === "content") content.push(value);
        if (element.name === "repo") repositories.push(value);
        if (element.name === "distro") distributions.push({ cpe: element.attributes.get("cpeid") ?? "", name: value });
      }
      if (path.length === 3 && path[1] === "data") readField(record, element.name, element.attributes, element.text);
      if (path.length !== 2 || element.name !== "data") return;
      if (records.length === MAX_RECORDS)
        throw new RepodataError("repomd.xml", `it names more than ${MAX_RECORDS} files`);
      records.push(finished(record));
    },
  });
  if (!isRepomd)
    throw new RepodataError("repomd.xml", "its root is not <repomd>; is this the address of a repository?");
  const tags = { content, distributions, repositories };
  return { revision: revision === "" ? null : revision, tags, records };
}

function readField(
  record: { -readonly [Key in keyof RepomdRecord]?: RepomdRecord[Key] },
  name: string,
  attributes: ReadonlyMap<string, string>,
  text: string,
): void {
  const value = text.trim();
  switch (name) {
    case "location": {
      record.location = attributes.get("href") ?? "";
      const base = attributes.get("base");
      if (base !== undefined && base !== "") record.base = base;
      return;
    }
    case "checksum":
      record.checksum = checksumOf(attributes, value);
      return;
    case "open-checksum":
      record.openChecksum = checksumOf(attributes, value);
      return;
    case "size":
      record.size = wholeNumber(name, value);
      return;
    case "open-size":
      record.openSize = wholeNumber(name, value);
      return;
    case "timestamp":
      record.timestamp = Math.trunc(Number(value)) || 0;
      return;
    default:
  }
}

function checksumOf(attributes: ReadonlyMap<string, string>, value: string): Checksum {
  const type = attributes.get("type") ?? "";
  if (!/^[0-9a-fA-F]{32,128}$/.test(value))
    throw new RepodataError("repomd.xml", `"${value.slice(0, 80)}" is no checksum`);
  return { type, value: value.toLowerCase() };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new RepodataError("repomd.xml", `<${name}> is "${text.slice(0, 40)}", not a number of bytes`);
  }
  return value;
}

function finished(record: { -readonly [Key in keyof RepomdRecord]?: RepomdRecord[Key] }): RepomdRecord {
  const { type = "", location = "", ...rest } = record;
  if (location === "") throw new RepodataError("repomd.xml", `the entry "${type}" has no location`);
  if (location.startsWith("/") || location.split("/").includes("..") || /[\u0000-\u001f\\]/.test(location)) {
    throw new RepodataError(
      "repomd.xml",
      `the entry "${type}" has the location "${location.slice(0, 200)}", which leaves the repository`,
    );
  }
  return { type, location, ...rest };
}
