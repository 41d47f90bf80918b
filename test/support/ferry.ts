import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect } from "vitest";

export const ferryPath = resolve(import.meta.dirname, "../../bin/ferry");
export const fixtures = resolve(import.meta.dirname, "../../fixtures/hosts");

/** The date of the goldens, 2026-11-22, as SOURCE_DATE_EPOCH. */
export const goldenDate = "1795305600";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  /** The most memory it was seen to hold, in megabytes; 0 where that was not measured. */
  readonly peak: number;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly measure?: boolean;
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
    let peak = 0;
    const timer = setInterval(() => (peak = options.measure === true ? Math.max(peak, memoryOf(child.pid)) : 0), 20);
    child.on("error", fail);
    child.on("close", (code, signal) => {
      clearInterval(timer);
      done({ stdout, stderr, exit: code ?? (signal === "SIGINT" ? 130 : 1), peak });
    });
  });
}

/** The high-water mark of a process's memory, 0 when it is gone. */
function memoryOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1000);
  } catch {
    return 0;
  }
}

/** A folder for one test file's work, which is Ferry's working folder and holds its cache. */
export function workFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `ferry-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** No line is longer than a terminal, nothing in it steers one, and nothing looks like a stack trace. */
export function expectCalm(text: string): void {
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expectHarmless(text);
}

export function expectHarmless(text: string): void {
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text).not.toMatch(/^\s+at .*(?:\.ts|node:)/m);
}
