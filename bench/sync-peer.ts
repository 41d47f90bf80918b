import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runTool } from "../scripts/generate/run-tool.ts";
import type { FleetWorld } from "./fleet-world.ts";

/** libsolv in C (sync-solv.c), compiled for this run, and the world's repositories and samples in its own format. */
export interface SyncPeer extends Disposable {
  readonly program: string;
  readonly repositories: readonly string[];
  /** In the order of the world's samples. */
  readonly samples: readonly string[];
}

export async function openSyncPeer(world: FleetWorld): Promise<SyncPeer> {
  const folder = mkdtempSync(join(tmpdir(), "ferry-bench-"));
  const program = join(folder, "sync-solv");
  await runTool("cc", ["-O2", "-o", program, resolve(import.meta.dirname, "sync-solv.c"), "-lsolvext", "-lsolv"]);
  const convert = async (directory: string, name: string): Promise<string> => {
    const path = join(folder, `${name}.solv`);
    await runTool("sh", ["-c", 'gzip -dc "$0" | rpmmd2solv > "$1"', primaryOf(directory), path]);
    return path;
  };
  const repositories: string[] = [];
  for (const { id, directory } of world.targets) repositories.push(await convert(directory, id));
  const samples: string[] = [];
  for (const [index, { directory }] of world.samples.entries()) samples.push(await convert(directory, `host-${index}`));
  return { program, repositories, samples, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

export function primaryOf(directory: string): string {
  const [file] = globSync(join(directory, "repodata/*-primary.xml.gz"));
  if (file === undefined) throw new Error(`Cannot measure: no primary.xml.gz in ${directory}`);
  return file;
}
