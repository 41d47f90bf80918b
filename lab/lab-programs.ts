import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import type { LabFiles } from "./lab-files.ts";
import { runtimeFolder } from "./lab-paths.ts";
import { type ProgramOptions, type ProgramResult, runProgram } from "./run-program.ts";

/** The lab that a program is to run in. */
export interface ProgramPlace {
  readonly cgroup: string;
  readonly daemon: number;
  readonly files: LabFiles;
}

const enter = join(import.meta.dirname, "enter.sh");

/** Settings of the machine's own way to the internet; there is none in the lab. */
const proxySettings = /^(?:https?|ftp|all|no)_proxy$/i;

/**
 * The environment of programs in the lab: the caller's, trust in the lab's certificate authority, and FERRY_LAB_ONLY, with
 * which Ferry refuses to change a host that has no /run/lab.
 */
export function programEnvironment(files: LabFiles, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !proxySettings.test(name));
  return {
    ...Object.fromEntries(own),
    NODE_EXTRA_CA_CERTS: files.keys.ca,
    SSL_CERT_FILE: files.keys.ca,
    CURL_CA_BUNDLE: files.keys.ca,
    XDG_RUNTIME_DIR: runtimeFolder,
    FERRY_LAB_ONLY: "1",
    ...extra,
  };
}

/** Starts a program in the lab's network and mounts. The child's id is the program's own, so a signal reaches it. */
export function spawnInLab(
  place: ProgramPlace,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  return spawn("sh", entering(place, [command, ...args]), {
    ...options,
    env: programEnvironment(place.files, options.env),
  });
}

/** Runs a program in the lab's network and mounts, to its end. */
export function runInLab(
  place: ProgramPlace,
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return runProgram("sh", entering(place, [command, ...args]), {
    ...options,
    env: programEnvironment(place.files, options.env),
  });
}

/** The arguments for sh that run a program in the lab's network and mounts. */
export function entering(place: ProgramPlace, program: readonly string[]): string[] {
  return [enter, join(place.cgroup, "programs"), String(place.daemon), ...program];
}
