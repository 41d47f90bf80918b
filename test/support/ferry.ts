import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

export const ferryPath = resolve(import.meta.dirname, "../../bin/ferry");
export const fixtures = resolve(import.meta.dirname, "../../fixtures/hosts");

/** The date of the goldens, 2026-11-22, as SOURCE_DATE_EPOCH. */
export const goldenDate = "1795305600";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts bin/ferry as a user would, without a terminal, with a cache folder of its own below `cache`. */
export function startFerry(args: readonly string[], cache: string, options: RunOptions = {}): ChildProcess {
  const { NO_COLOR: _, FORCE_COLOR: __, SOURCE_DATE_EPOCH: ___, ...environment } = process.env;
  return spawn(ferryPath, args, {
    cwd: options.cwd ?? cache,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, XDG_CACHE_HOME: cache, ...options.environment },
  });
}

/** Runs it to its end. */
export function ferry(args: readonly string[], cache: string, options: RunOptions = {}): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = startFerry(args, cache, options);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail);
    child.on("close", (code, signal) => done({ stdout, stderr, exit: code ?? (signal === "SIGINT" ? 130 : 1) }));
  });
}
