import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./lab-error.ts";

/**
 * The cgroup of everything the lab does. Only the version 2 hierarchy is used: a host that saw the tree of another would
 * stop services there, and `cgroup.kill` ends all processes of a host or a lab at once, whatever their ids have become.
 * The path ends in the id.
 */
export function labCgroup(id: string): string {
  return join(cgroupMount(), `ferry-lab-${id}`);
}

function cgroupMount(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const point = mounts.map((line) => line.split(" ")).find((fields) => fields[2] === "cgroup2")?.[1];
  if (point === undefined) {
    throw new LabError(
      "Cannot start the lab: no cgroup2 file system is mounted; mount one (mount -t cgroup2 none /sys/fs/cgroup)",
    );
  }
  return point;
}

export function makeCgroup(path: string): void {
  mkdirSync(path, { recursive: true });
}

/** Kills every process in the cgroup and below it (cgroup.kill: Linux 5.14). */
export function killCgroup(path: string): void {
  writeFileSync(join(path, "cgroup.kill"), "1");
}

/** Kills every process in the cgroup and below it and waits until none is left. */
export async function emptyCgroup(path: string, seconds = 20): Promise<void> {
  const limit = performance.now() + seconds * 1000;
  while (isPopulated(path)) {
    killCgroup(path);
    if (performance.now() > limit) {
      throw new LabError(`Cannot end the processes in ${path}: some are left after ${seconds} s`);
    }
    await sleep(5);
  }
}

function isPopulated(path: string): boolean {
  return /^populated 1$/m.test(readFileSync(join(path, "cgroup.events"), "utf8"));
}

/** Removes a cgroup without processes, and those below it. */
export async function removeCgroup(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  }
  rmdirSync(path);
}

/** The ids of the processes in a cgroup and below it, at this moment. */
export async function processesOf(path: string): Promise<number[]> {
  const own = (await readFile(join(path, "cgroup.procs"), "utf8")).split("\n").filter(Boolean).map(Number);
  const entries = await readdir(path, { withFileTypes: true });
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => processesOf(join(path, entry.name))),
  );
  return [...own, ...below.flat()];
}
