import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Capture } from "../facts/capture.ts";
import { type ProbeId, probes } from "../facts/probes.ts";
import { HostError } from "./host-error.ts";
import type { Inspected } from "./inspection.ts";
import { rootFiles } from "./root-files.ts";
import { readRootPackages } from "./root-packages.ts";
import { rootProbes } from "./root-probes.ts";

/** What is said of all that only a running kernel or its processes tell. */
const notRunning: Capture = { kind: "unreadable", reason: "not a running system" };

/**
 * Reads a system that is mounted at a directory. Its files alone are read, by this process; nothing in it is run.
 * @throws HostError when it is not a directory.
 */
export async function readRoot(directory: string): Promise<Inspected> {
  const root = resolve(directory);
  const information = await stat(root).catch((cause: unknown) => {
    throw new HostError(`Cannot read the root "${directory}": it is not there`, { cause });
  });
  if (!information.isDirectory()) throw new HostError(`Cannot read the root "${directory}": it is not a directory`);
  const files = rootFiles(root);
  const packages = await readRootPackages(root, files);
  const captures = new Map<ProbeId, Capture>();
  for (const id of Object.keys(probes) as ProbeId[]) {
    captures.set(id, packages.get(id) ?? (await rootProbes[id]?.(files)) ?? notRunning);
  }
  return { kind: "inspected", host: directory, source: "root", collectedAt: new Date().toISOString(), captures };
}
