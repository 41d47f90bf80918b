import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";

/** What a mirror has under a path: a file on disk, or text that it makes up for each request. */
export type MirrorFile =
  | { readonly kind: "file"; readonly path: string; readonly size: number; readonly modified: Date }
  | { readonly kind: "text"; readonly text: string; readonly type: string }
  | { readonly kind: "nothing" };

export interface MirrorQuestion {
  readonly host: string;
  /** As in the request: encoded, with the query. */
  readonly target: string;
}

/** Hosts that answer with lists of mirrors, which are made up for each request. */
export const madeUpHosts = ["mirrors.almalinux.org", "mirrors.centos.org"];

/** Repository names as the mirror lists of CentOS Stream and AlmaLinux write them, and their folders. */
const folders: Readonly<Record<string, string>> = {
  baseos: "BaseOS",
  appstream: "AppStream",
  crb: "CRB",
  powertools: "PowerTools",
  extras: "extras",
};

/** The path of a request, decoded and without "..": undefined when it cannot be decoded. */
export function cleanPath(target: string): string | undefined {
  try {
    const path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? "");
    return path.includes("\0") ? undefined : posix.normalize(`/${path}`);
  } catch {
    return undefined;
  }
}

/** Finds what the mirrors of the lab answer. `www` holds a folder per host name; mirror lists are made up. */
export async function findFile(www: string, question: MirrorQuestion): Promise<MirrorFile> {
  const path = cleanPath(question.target);
  if (path === undefined || !/^[a-z0-9][a-z0-9.-]*$/.test(question.host)) return { kind: "nothing" };
  if (question.host === "mirrors.almalinux.org") return almaMirrorList(path);
  if (question.host === "mirrors.centos.org") return centosMetalink(www, question.target);
  const file = join(www, question.host, path);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return { kind: "nothing" };
  return { kind: "file", path: file, size: found.size, modified: found.mtime };
}

/** `/mirrorlist/9.6/baseos` → one base URL. AlmaLinux's own list has one mirror a line, dnf fills in $basearch. */
function almaMirrorList(path: string): MirrorFile {
  const [, release, name] = /^\/mirrorlist\/(\d+)(?:\.\d+)?\/([a-z-]+)$/.exec(path) ?? [];
  if (release === undefined || name === undefined) return { kind: "nothing" };
  const folder = folders[name] ?? name;
  const text = `https://repo.almalinux.org/almalinux/${release}/${folder}/$basearch/os/\n`;
  return { kind: "text", text, type: "text/plain" };
}

/** `/metalink?repo=centos-baseos-9-stream&arch=x86_64` → a metalink with the size and digest of repomd.xml. */
async function centosMetalink(www: string, target: string): Promise<MirrorFile> {
  const query = new URLSearchParams(target.slice(target.indexOf("?") + 1));
  const [, name = "", release] = /^centos-([a-z-]+)-(\d+-stream)$/.exec(query.get("repo") ?? "") ?? [];
  const arch = query.get("arch") ?? "";
  if (release === undefined || !/^[a-z0-9_]+$/.test(arch)) return { kind: "nothing" };
  const folder =
    name === "extras-sig-extras-common"
      ? `SIGs/${release}/extras/${arch}/extras-common`
      : `${release}/${folders[name]}/${arch}/os`;
  const path = `${folder}/repodata/repomd.xml`;
  const file = join(www, "mirror.stream.centos.org", path);
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return { kind: "nothing" };
  const seconds = Math.floor((await stat(file)).mtimeMs / 1000);
  const text = `<?xml version="1.0" encoding="utf-8"?>
<metalink version="3.0" xmlns="http://www.metalinker.org/" xmlns:mm0="http://fedorahosted.org/mirrormanager">
 <files><file name="repomd.xml">
  <mm0:timestamp>${seconds}</mm0:timestamp><size>${bytes.length}</size>
  <verification><hash type="sha256">${createHash("sha256").update(bytes).digest("hex")}</hash></verification>
  <resources maxconnections="1">
   <url protocol="https" type="https" location="XX" preference="100">https://mirror.stream.centos.org/${path}</url>
  </resources>
 </file></files>
</metalink>
`;
  return { kind: "text", text, type: "application/metalink+xml" };
}

/** The bytes from `start` up to, not with, `end`. */
export async function* readBytes(file: MirrorFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (start >= end) return;
  if (file.kind === "text") yield Buffer.from(file.text).subarray(start, end);
  else if (file.kind === "file") yield* createReadStream(file.path, { start, end: end - 1 });
}
