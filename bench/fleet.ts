import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runTool } from "../scripts/generate/run-tool.ts";
import type { FleetAssessment } from "../src/report/fleet-assessment.ts";
import type { BenchOptions, BenchResult } from "./bench-result.ts";
import { type FleetWorld, openFleetWorld } from "./fleet-world.ts";
import { openSyncPeer, type SyncPeer } from "./sync-peer.ts";

const ferry = resolve(import.meta.dirname, "../bin/ferry");
/** Hosts that each of the peer's processes solves, a sample of the fleet. */
const PEER_HOSTS = 60;
/** A smaller fleet, the first of the large one: the cost of a host must not grow with the fleet. */
const SMALL = 2_000;
const LARGE = 10_000;

interface Usage {
  readonly wall: number;
  readonly cpu: number;
  /** Megabytes that were resident at most, of all threads. */
  readonly memory: number;
  readonly output: string;
}

/** Runs a program and tells what it used; the standard library of Python knows how to ask. */
const measure = `
import json, resource, subprocess, sys, time
start = time.monotonic()
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1000, "output": ended.stdout.decode()}))
`;

/**
 * The whole process `ferry assess` of a fleet file of 10,000 hosts that are all different, with warm caches, by the clock, beside
 * libsolv's fleet loop in C (sync-solv.c) on a sample, as many processes at once as there are processors.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const world = await openFleetWorld(say);
  using peer = await openSyncPeer(world);
  const work = mkdtempSync(join(tmpdir(), "ferry-bench-"));
  try {
    const env = { ...process.env, XDG_CACHE_HOME: join(work, "cache") };
    const assess = (file: string): Promise<Usage> => used([ferry, ...argumentsFor(world, file)], env);
    say("filling the cache");
    await assess(world.samples[1]!.file);
    const small = await assess(smallFleet(world, work));
    say(`${SMALL} hosts: ${words(small, SMALL)}`);
    const before = await peerTimes(peer);
    const large = await assess(world.fleet);
    checkAnswer(large.output);
    say(`${LARGE} hosts: ${words(large, LARGE)}`);
    const after = await peerTimes(peer);
    const libsolv = ((before.wall + after.wall) / 2) * LARGE;
    const libsolvCpu = ((before.cpu + after.cpu) / 2) * 1000;
    const processes = availableParallelism();
    say(
      `libsolv, ${processes} processes of ${PEER_HOSTS} hosts, before and after: ${((libsolv * 1000) / LARGE).toFixed(2)} ms a host`,
    );
    say(`load: ${loadavg()[0]!.toFixed(1)} on ${processes} processors`);
    const own = (large.cpu / LARGE) * 1000;
    const others = (small.cpu / SMALL) * 1000;
    const wall: BenchResult = {
      bench: "fleet",
      unit: "s",
      ferry: large.wall,
      peers: { libsolv },
      ratio: { libsolv: libsolv / large.wall },
    };
    const memory: BenchResult = { bench: "fleet, memory", unit: "MB", ferry: large.memory, peers: {}, ratio: {} };
    const smaller = `the same in a fleet of ${SMALL}`;
    const host: BenchResult = {
      bench: "fleet, CPU of a host",
      unit: "ms",
      ferry: own,
      peers: { libsolv: libsolvCpu, [smaller]: others },
      ratio: { libsolv: libsolvCpu / own, [smaller]: others / own },
    };
    return { ...wall, parts: [wall, memory, host] };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function argumentsFor({ targets, old }: FleetWorld, file: string): readonly string[] {
  const repositories = targets.flatMap(({ id, directory }) => ["--repo", `${id}=${directory}`]);
  return ["assess", "--quiet", "--json", file, ...repositories, "--origin", `old=${old}`];
}

async function used(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Usage> {
  const { stdout } = await runTool("/usr/bin/python3", ["-c", measure, ...command], { env });
  return JSON.parse(stdout) as Usage;
}

function words({ wall, cpu, memory }: Usage, hosts: number): string {
  const each = ((cpu / hosts) * 1000).toFixed(2);
  return `${wall.toFixed(1)} s by the clock, ${cpu.toFixed(1)} s of CPU (${each} ms a host), ${memory.toFixed(0)} MB`;
}

function smallFleet({ fleet }: FleetWorld, work: string): string {
  const text = execFileSync("sh", ["-c", 'zstd -dcq "$0" | head -n "$1"', fleet, String(SMALL)], {
    maxBuffer: 1 << 30,
  });
  const path = join(work, "small.jsonl");
  writeFileSync(path, text);
  return path;
}

/** All hosts are different and all can move; anything else is not the work that is measured. */
function checkAnswer(output: string): void {
  const { hosts, transactions, cohorts } = JSON.parse(output) as FleetAssessment;
  const ready = cohorts.reduce((sum, one) => sum + (one.outcome === "ready" ? one.hosts.length : 0), 0);
  if (hosts !== LARGE || ready !== LARGE || transactions !== LARGE)
    throw new Error(`Cannot measure: of ${hosts} hosts ${ready} are ready, with ${transactions} transactions`);
}

/** Seconds for a host of 1,500 packages, by the clock with a process on every processor, and of CPU. */
async function peerTimes(peer: SyncPeer): Promise<Pick<Usage, "wall" | "cpu">> {
  const processes = availableParallelism();
  const hosts = peer.samples.slice(3);
  const start = performance.now();
  const args = ["fleet", String(PEER_HOSTS), ...peer.repositories, "--", ...hosts];
  const ended = await Promise.all(Array.from({ length: processes }, () => runTool(peer.program, args)));
  const hostsInAll = PEER_HOSTS * processes;
  const cpu = ended.reduce((sum, { stdout }) => sum + Number(stdout), 0);
  return { wall: (performance.now() - start) / 1000 / hostsInAll, cpu: cpu / 1000 / hostsInAll };
}
