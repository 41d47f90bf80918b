import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Repomd, RepomdRecord } from "../repodata/repomd.ts";
import { RepositoryError } from "./repository-error.ts";

/** repomd's names of metadata by how their files are called: `HASH-primary.xml.gz`, `comps.xml.xz` … */
const kinds: readonly (readonly [type: string, name: RegExp])[] = [
  ["primary", /(?:^|-)primary\.xml(?:\.\w+)?$/],
  ["filelists", /(?:^|-)filelists\.xml(?:\.\w+)?$/],
  ["updateinfo", /(?:^|-)updateinfo\.xml(?:\.\w+)?$/],
  ["group", /(?:^|-)comps[\w.-]*\.xml(?:\.\w+)?$/],
  ["modules", /(?:^|-)modules\.yaml(?:\.\w+)?$/],
];

const MAX_FILE = 1024 * 1024 * 1024;

/**
 * What repomd.xml would say of a folder that has metadata files but no repomd.xml (somebody copied a primary.xml out of a
 * repository). A file whose name begins with a SHA-256 must have it. Undefined when there is no primary.xml either.
 */
export function describeBareFolder(id: string, folder: string): Repomd | undefined {
  const repodata = join(folder, "repodata");
  const base = existsSync(repodata) ? repodata : folder;
  if (statSync(base, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const names = readdirSync(base).sort();
  const records = kinds.flatMap(([type, pattern]): RepomdRecord[] => {
    const name = names.find((candidate) => pattern.test(candidate));
    if (name === undefined) return [];
    const path = join(base, name);
    const { size } = statSync(path);
    if (size > MAX_FILE) throw new RepositoryError(id, `${path} has ${size} bytes, at most ${MAX_FILE} are read`);
    const value = createHash("sha256").update(readFileSync(path)).digest("hex");
    const promised = /^([0-9a-f]{64})-/.exec(name)?.[1];
    if (promised !== undefined && promised !== value) {
      throw new RepositoryError(id, `${path} is damaged: its sha256 is ${value}, its name promises ${promised}`);
    }
    const location = base === folder ? name : `repodata/${name}`;
    return [{ type, location, checksum: { type: "sha256", value }, size }];
  });
  return records.some(({ type }) => type === "primary")
    ? { revision: null, tags: { content: [], distributions: [], repositories: [] }, records }
    : undefined;
}
