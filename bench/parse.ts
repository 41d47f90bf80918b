import { resolve } from "node:path";
import { runTool } from "../scripts/generate/run-tool.ts";
import { parsePrimary } from "../src/repodata/parse-primary.ts";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";
import { processTime } from "./process-time.ts";
import { cpuOf, openSamplePrimary } from "./sample-primary.ts";

const WARM_UP = 8;
/** The first after the peers had the processor finds cold caches; the median of three does not. */
const PARSES_A_RUN = 3;

/** createrepo_c's parser with a callback that does nothing, called from Python: CPU of the call alone. */
const createrepo = `
import sys, time, createrepo_c
start = time.process_time()
createrepo_c.xml_parse_primary(sys.argv[1], pkgcb=lambda package: None, do_files=True, warningcb=lambda *_: True)
print(time.process_time() - start)
`;

/** Parses once in a new process, so that compilation is part of it. */
const cold = `
import { readFileSync } from "node:fs";
const { parsePrimary } = await import(process.argv[1]);
const bytes = new Uint8Array(readFileSync(process.argv[2]));
const start = process.cpuUsage();
parsePrimary(bytes);
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1e6);
`;

/**
 * A decompressed primary.xml into a package table, in MB per second of CPU, beside rpmmd2solv (the whole process) and
 * createrepo_c on the same file. Ferry's figure is that of a process that has parsed before.
 */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  using sample = openSamplePrimary();
  const megabytes = sample.bytes.length / 1e6;
  say(`parsing ${sample.name}`);
  for (let i = 0; i < WARM_UP; i++) parsePrimary(sample.bytes);
  const rates = { ferry: [] as number[], cold: [] as number[], libsolv: [] as number[], createrepo_c: [] as number[] };
  const parser = resolve(import.meta.dirname, "../src/repodata/parse-primary.ts");
  for (let i = 0; i < runs; i++) {
    const times = Array.from({ length: PARSES_A_RUN }, () => cpuOf(() => parsePrimary(sample.bytes)));
    rates.ferry.push((megabytes * 1000) / median(times));
    const solv = await processTime(["sh", "-c", 'exec rpmmd2solv < "$0"', sample.path]);
    rates.libsolv.push(megabytes / solv.cpu);
    const peer = await runTool("/usr/bin/python3", ["-c", createrepo, sample.path]);
    rates.createrepo_c.push(megabytes / Number(peer.stdout));
    const fresh = await runTool(process.execPath, ["--input-type=module", "-e", cold, parser, sample.path]);
    rates.cold.push(megabytes / Number(fresh.stdout));
    say(
      `run ${i + 1} of ${runs}: Ferry ${rate(rates.ferry[i])} (cold ${rate(rates.cold[i])}), libsolv ${rate(rates.libsolv[i])}, createrepo_c ${rate(rates.createrepo_c[i])} MB/s`,
    );
  }
  const ferry = median(rates.ferry);
  const peers = { libsolv: median(rates.libsolv), createrepo_c: median(rates.createrepo_c) };
  say(`cold, in a process that never parsed before: ${rate(median(rates.cold))} MB/s`);
  const ratio = { libsolv: ferry / peers.libsolv, createrepo_c: ferry / peers.createrepo_c };
  return { bench: "parse", unit: "MB/s", ferry, peers, ratio };
}

function rate(value: number | undefined): string {
  return (value ?? Number.NaN).toFixed(0);
}
