import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { runTool } from "../scripts/generate/run-tool.ts";
import { createPool } from "../src/pool/create-pool.ts";
import type { PackageTable } from "../src/pool/package-table.ts";
import { isInstalled } from "../src/pool/pool.ts";
import { parsePrimary } from "../src/repodata/parse-primary.ts";
import { runDistroSync } from "../src/resolve/distro-sync.ts";
import { nevraOf } from "../src/resolve/package-words.ts";
import type { Resolver } from "../src/resolve/resolver.ts";
import { solve } from "../src/resolve/solve.ts";
import { ReusedRoom } from "../src/solver/room.ts";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";
import { openFleetWorld } from "./fleet-world.ts";
import { cpuOf } from "./sample-primary.ts";
import { openSyncPeer, primaryOf } from "./sync-peer.ts";

/** Samples of three sizes: 1,500 packages first, which is also the result. */
const measured = [1, 0, 2] as const;
const WARM_UP = 60;
/** Solves of each side between two turns. */
const SOLVES = 15;

/**
 * One distro-sync of a host whose pool is there, in ms of CPU: rules, search and all, in a process that has solved before, beside
 * libsolv's solver_solve with dnf's jobs on the same packages. Both must come to the same packages.
 */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  const world = await openFleetWorld(say);
  using peer = await openSyncPeer(world);
  const repositories = world.targets.map(({ id, directory }) => ({ id, table: tableAt(directory) }));
  const parts: BenchResult[] = [];
  for (const index of measured) {
    const { directory } = world.samples[index]!;
    const pool = createPool({ architecture: "x86_64", installed: tableAt(directory), repositories });
    const { result } = runDistroSync(pool, { installonlyLimit: 0 });
    const room = new ReusedRoom();
    const again = (): Resolver => {
      room.clear();
      return solve({ ...result, room });
    };
    for (let i = 0; i < WARM_UP; i++) again();
    const times = { ferry: [] as number[], libsolv: [] as number[] };
    for (let i = 0; i < runs; i++) {
      for (let turn = 0; turn < SOLVES; turn++) times.ferry.push(cpuOf(again));
      const args = ["solve", `${SOLVES + 5}`, ...peer.repositories, "--", peer.samples[index]!];
      const { stdout } = await runTool(peer.program, args);
      const lines = stdout.trim().split("\n");
      const solves = lines.filter((line) => line.startsWith("host "));
      // Its first solves make lists that later ones find.
      times.libsolv.push(...solves.slice(5).map((line) => Number(line.split(": ")[1])));
      mustBeEqual(changesOf(result), lines.slice(solves.length));
    }
    const [ferry, libsolv] = [median(times.ferry), median(times.libsolv)];
    const installed = pool.installedEnd - pool.installedStart;
    const bench = `solve, ${installed} installed`;
    parts.push({ bench, unit: "ms CPU", ferry, peers: { libsolv }, ratio: { libsolv: libsolv / ferry } });
    say(`${installed} installed: Ferry ${ferry.toFixed(2)} ms, libsolv ${libsolv.toFixed(2)} ms; equal transactions`);
  }
  const [first] = parts;
  return { ...first!, bench: "solve", parts };
}

function tableAt(directory: string): PackageTable {
  return parsePrimary(new Uint8Array(gunzipSync(readFileSync(primaryOf(directory)))));
}

function changesOf({ pool, search }: Resolver): string[] {
  const changes: string[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (isInstalled(pool, id) === search.levels[id]! > 0) continue;
    changes.push(`${isInstalled(pool, id) ? "-" : "+"}${nevraOf(pool, id)}`);
  }
  return changes;
}

function mustBeEqual(own: readonly string[], others: readonly string[]): void {
  const [mine, theirs] = [new Set(own), new Set(others)];
  const different = [...own.filter((line) => !theirs.has(line)), ...others.filter((line) => !mine.has(line))];
  if (different.length > 0)
    throw new Error(`Cannot compare: the transactions differ in ${different.length} packages, such as ${different[0]}`);
}
