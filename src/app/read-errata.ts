import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { extract } from "tar-stream";
import { type Advisory, ErrataError, type ErrataFigures, MAX_ADVISORY, parseAdvisory } from "../compare/errata.ts";
import { RequestError } from "./request-error.ts";

/** AlmaLinux's database has some 6,000 advisories, in 40 MB. */
const MAX_ADVISORIES = 200_000;
const MAX_BYTES = 2 * 1024 ** 3;

/**
 * Reads OSV advisories: a file (.json), a folder of them, or an archive (.tar, .tar.gz, .tgz, .tar.zst) as GitHub makes of
 * AlmaLinux/osv-database. Files that are not JSON are passed over.
 *
 * @throws RequestError when it cannot be read, is too large, or has no advisory of AlmaLinux
 */
export async function readErrata(path: string): Promise<ErrataFigures> {
  const advisories: Advisory[] = [];
  const budget = { files: 0, bytes: 0 };
  try {
    for await (const { name, text } of textsAt(path, budget)) {
      const advisory = parseAdvisory(name, text);
      if (advisory !== undefined) advisories.push(advisory);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why =
      error instanceof ErrataError ? error.message : `Cannot read the advisories at "${path}": ${error.message}`;
    throw new RequestError(why, { cause: error });
  }
  if (advisories.length === 0) {
    throw new RequestError(`Cannot use the advisories at "${path}": none is of AlmaLinux, in OSV's form (.json)`);
  }
  const newest = advisories.reduce((day, { published }) => (published > day ? published : day), "");
  return { source: `--errata ${path}`, advisories, newest };
}

interface Budget {
  files: number;
  bytes: number;
}
interface NamedText {
  readonly name: string;
  readonly text: string;
}

async function* textsAt(path: string, budget: Budget): AsyncGenerator<NamedText> {
  const state = statSync(path);
  if (state.isDirectory()) yield* textsIn(path, budget, 0);
  else if (/\.(?:tar|tgz|tar\.gz|tar\.zst)$/.test(path)) yield* textsInArchive(path, budget);
  else {
    spend(budget, path, state.size);
    yield { name: path, text: readFileSync(path, "utf8") };
  }
}

const DEEPEST = 8;

function* textsIn(folder: string, budget: Budget, depth: number): Generator<NamedText> {
  if (depth > DEEPEST) throw new RangeError(`${folder} lies deeper than ${DEEPEST} folders`);
  // links are not followed: neither loops nor files elsewhere
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* textsIn(path, budget, depth + 1);
    else if (entry.isFile() && entry.name.endsWith(".json")) {
      spend(budget, path, statSync(path).size);
      yield { name: path, text: readFileSync(path, "utf8") };
    }
  }
}

async function* textsInArchive(path: string, budget: Budget): AsyncGenerator<NamedText> {
  const tar = extract();
  const file = createReadStream(path);
  const through = path.endsWith(".zst") ? createZstdDecompress() : path.endsWith("gz") ? createGunzip() : undefined;
  const done = (error: NodeJS.ErrnoException | null): void => {
    if (error !== null) tar.destroy(error);
  };
  if (through === undefined) pipeline(file, tar, done);
  else pipeline(file, through, tar, done);
  for await (const entry of tar) {
    const { name, size, type } = entry.header;
    spend(budget, name, size, type === "file" && name.endsWith(".json"));
    if (type === "file" && name.endsWith(".json")) yield { name, text: await textOf(entry) };
    else entry.resume();
  }
}

async function textOf(entry: AsyncIterable<unknown>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

/** Counts before anything is read: the number of files, the size of each (of advisories) and of all. */
function spend(budget: Budget, name: string, size: number, isAdvisory = true): void {
  budget.files += 1;
  budget.bytes += size;
  if (isAdvisory && size > MAX_ADVISORY) throw new RangeError(`${name} has ${size} bytes, at most ${MAX_ADVISORY}`);
  if (budget.files > MAX_ADVISORIES) throw new RangeError(`there are more than ${MAX_ADVISORIES} files`);
  if (budget.bytes > MAX_BYTES) throw new RangeError(`there are more than ${MAX_BYTES} bytes`);
}
