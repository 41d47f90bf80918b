import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { type HostOptions, type Lab, startLab } from "../../../lab/lab.ts";
import type { LabHost } from "../../../lab/lab-host.ts";
import { differences, readHostState } from "../../../scripts/faults/host-state.ts";
import { type FerryStart, startFerry } from "../../../scripts/faults/start-ferry.ts";

const ferry = resolve(import.meta.dirname, "../../../bin/ferry");

/** What a command of Ferry's came to: its exit code and all that it wrote, in one line for searching. */
export interface Said {
  readonly exit: number;
  readonly text: string;
}

/** A CentOS Stream 9 host with Ferry beside it. */
export interface Trial {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly ferry: (command: string, ...words: readonly string[]) => Promise<Said>;
  /** Starts a command and does not wait for its end. */
  readonly start: (command: string, ...words: readonly string[]) => FerryStart;
  /** Does something that must leave packages, data and programs of the host as they are. */
  readonly untouched: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

let hosts = 0;

/** Makes a host for one test, and ends all of it afterwards. */
export async function withHost(
  options: Omit<HostOptions, "name" | "release">,
  work: (trial: Trial) => Promise<void>,
): Promise<void> {
  await using lab = await startLab();
  hosts += 1;
  const folder = await mkdtemp(join(tmpdir(), "ferry-"));
  // PostgreSQL's account has to get through it.
  await chmod(folder, 0o711);
  const name = `failing-${process.pid}-${hosts}`;
  try {
    const host = await lab.host({ ...options, name, release: "centos-stream-9" });
    const line = (command: string, words: readonly string[]) => [
      command,
      name,
      "--gpg-key",
      lab.files.keys.alma,
      ...words,
    ];
    await work({
      lab,
      host,
      ferry: (command, ...words) => runFerry(lab, folder, line(command, words)),
      start: (command, ...words) => startFerry(lab, line(command, words), join(folder, "state")),
      untouched: (run) => untouched(host, run),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runFerry(lab: Lab, folder: string, words: readonly string[]): Promise<Said> {
  const env = { FERRY_STATE: join(folder, "state"), XDG_CACHE_HOME: join(folder, "cache"), XDG_RUNTIME_DIR: folder };
  const { exitCode, stdout, stderr } = await lab.exec(ferry, [...words, "--no-color"], { env, timeoutSeconds: 900 });
  return { exit: exitCode ?? -1, text: `${stdout}\n${stderr}`.replace(/\s+/g, " ") };
}

async function untouched<Value>(host: LabHost, work: () => Promise<Value>): Promise<Value> {
  const before = await readHostState(host);
  const value = await work();
  expect(differences(before, await readHostState(host))).toEqual([]);
  return value;
}
