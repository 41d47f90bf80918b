import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { runTool } from "../scripts/generate/run-tool.ts";
import { encodePackageTable, openPackageTable } from "../src/pool/package-table-file.ts";
import { parsePrimary } from "../src/repodata/parse-primary.ts";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";
import { cpuOf, openSamplePrimary } from "./sample-primary.ts";

/**
 * Reading and opening a repository's cache file, in milliseconds of CPU, beside libsolv reading its .solv of the same
 * repository (load-solv.c, compiled here). Both are in the page cache.
 */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  using sample = openSamplePrimary();
  say(`loading ${sample.name}`);
  const table = join(sample.folder, "table");
  writeFileSync(table, encodePackageTable(parsePrimary(sample.bytes), crc32));
  const solv = join(sample.folder, "repo.solv");
  await runTool("sh", ["-c", 'rpmmd2solv < "$0" > "$1"', sample.path, solv]);
  const peer = join(sample.folder, "load-solv");
  const source = resolve(import.meta.dirname, "load-solv.c");
  await runTool("cc", ["-O2", "-o", peer, source, "-lsolvext", "-lsolv"]);
  const times: number[] = [];
  const peerTimes: number[] = [];
  for (let i = 0; i < runs; i++) {
    times.push(cpuOf(() => openPackageTable(readFileSync(table), table, crc32)));
    const { stdout } = await runTool(peer, [solv, "1"]);
    peerTimes.push(Number(stdout));
    say(`run ${i + 1} of ${runs}: Ferry ${times[i]?.toFixed(1)} ms, libsolv ${peerTimes[i]?.toFixed(1)} ms`);
  }
  const [ferry, libsolv] = [median(times), median(peerTimes)];
  return { bench: "load", unit: "ms CPU", ferry, peers: { libsolv }, ratio: { libsolv: libsolv / ferry } };
}
