import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type FrameLimits, type Frames, parseFrames } from "./parse-frames.ts";

/** A program that gives its standard input to a shell, here or on a host; never a shell line. */
export interface ShellCommand {
  readonly file: string;
  readonly arguments: readonly string[];
}

export interface CollectorOptions {
  readonly limits?: FrameLimits;
  /** Longest time until the answer begins, in seconds: connecting, logging in, starting the shell. */
  readonly startSeconds: number;
  /** Longest time for all of it, in seconds. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** What the program did: `stopped` when its time was over. `status` is its exit code, or the name of the signal that ended it. */
export type CollectorRun =
  | { readonly kind: "ended"; readonly frames: Frames; readonly status: number | string; readonly stderr: string }
  | { readonly kind: "stopped"; readonly started: boolean; readonly seconds: number; readonly stderr: string }
  | { readonly kind: "not-started"; readonly reason: string };

const STDERR_BYTES = 16 << 10;

/**
 * Sends the collector to a shell and reads its answer. The program is ended with all that it started when its time is over,
 * when the answer breaks a limit, or when `signal` aborts.
 * @throws HostError as parseFrames does; the signal's reason when it aborts.
 */
export async function runCollector(command: ShellCommand, options: CollectorOptions): Promise<CollectorRun> {
  options.signal?.throwIfAborted();
  const script = await collectorScript();
  const nonce = randomBytes(16).toString("hex");
  const child = spawn(command.file, [...command.arguments, nonce], {
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own, so that all of it can be ended; no terminal, so that nothing can ask questions there.
    detached: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  const exited = new Promise<number | string>((settle) => child.once("exit", (code, by) => settle(code ?? by ?? 0)));
  const failed = new Promise<string>((settle) => child.once("error", (error) => settle(error.message)));
  // A program that ends before it has read the script says why in its status and on standard error.
  child.stdin.on("error", () => {});
  child.stdin.end(script);
  const stderr = keepBeginning(child.stderr);

  let started = false;
  let overdue: number | undefined;
  function stop(): void {
    endGroup(child);
    child.stdout.destroy();
  }
  function after(seconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      overdue = seconds;
      stop();
    }, seconds * 1000);
  }
  const startTimer = after(Math.min(options.startSeconds, options.seconds));
  const timer = after(options.seconds);
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    const frames = parseFrames(child.stdout, {
      nonce,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      onStart: () => {
        started = true;
        clearTimeout(startTimer);
      },
    });
    const first = await Promise.race([failed, frames.then((value) => ({ value }))]);
    if (typeof first === "string") return { kind: "not-started", reason: first };
    // What is not over soon after the answer is (a shell's log-out script) is ended.
    const status = await Promise.race([exited, sleep(2000, 0, { ref: false })]);
    return { kind: "ended", frames: first.value, status, stderr: stderr() };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (overdue !== undefined) return { kind: "stopped", started, seconds: overdue, stderr: stderr() };
    throw error;
  } finally {
    clearTimeout(startTimer);
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
    if (child.exitCode === null && child.signalCode === null) stop();
    child.stderr.destroy();
  }
}

let script: Promise<string> | undefined;

/** The collector, read once. */
function collectorScript(): Promise<string> {
  script ??= readFile(new URL("./collector.sh", import.meta.url), "utf8");
  return script;
}

/** Ends a program and what it started: asks, then after two seconds makes it. */
function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  setTimeout(() => signalGroup(pid, "SIGKILL"), 2000).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function keepBeginning(stream: NodeJS.ReadableStream): () => string {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on("data", (piece: Buffer) => {
    if (length < STDERR_BYTES) pieces.push(piece.subarray(0, STDERR_BYTES - length));
    length += piece.length;
  });
  stream.on("error", () => {});
  return () => Buffer.concat(pieces).toString("utf8");
}
