import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { runDistroSync, type SyncRun } from "../resolve/distro-sync.ts";
import { ownedPaths, repositoryTags } from "../resolve/testcase/repository-tags.ts";
import { repositoryFile, writeTestcase } from "../resolve/testcase/write-testcase.ts";
import type { Grounds } from "./assess.ts";
import { prepareHost } from "./prepare-host.ts";
import { readCatalog } from "./read-catalog.ts";
import { universeOf } from "./universe.ts";

/**
 * Writes what the solver was given for a host and what it said as testcases of libsolv into `folder`, which is made:
 * `testcase.t`, and `erasing.t` where the first has problems and packages were let go. Gives the paths of the testcases.
 */
export async function writeDebugTestcase(folder: string, grounds: Grounds): Promise<readonly string[]> {
  const { document, hop, opened, architecture } = grounds;
  if (architecture === undefined || grounds.solution === undefined) return [];
  const { repositories } = opened;
  const available = universeOf(repositories)?.names ?? new Set();
  const input = { facts: document.facts, hop, architecture, repositories, available, catalog: readCatalog() };
  const { pool, options } = prepareHost(input);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, run: SyncRun): string => {
    const path = join(folder, name);
    writeFileSync(path, writeTestcase(run.result, architecture, md5));
    return path;
  };
  const first = runDistroSync(pool, options);
  const written = [write("testcase.t", first)];
  if (first.result.problems.length > 0)
    written.push(write("erasing.t", runDistroSync(pool, { ...options, allowErasing: true })));
  const owned = ownedPaths(pool);
  for (const [index, repository] of pool.repositories.entries())
    await pipeline(
      Readable.from(inPieces(repositoryTags(pool, repository, owned))),
      createGzip(),
      createWriteStream(join(folder, repositoryFile(index))),
    );
  return written;
}

/** libsolv's ids of rules and problems. */
function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

const PIECE = 1 << 16;

/** Small texts put together: a stream takes a fixed time for each. */
function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}
