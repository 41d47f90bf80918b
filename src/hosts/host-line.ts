import { type ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { HostError } from "./host-error.ts";
import { printable } from "./printable.ts";
import type { ShellCommand } from "./run-collector.ts";
import { sshCommand } from "./ssh-command.ts";
import { sshFailure } from "./ssh-failure.ts";
import { type Target, targetName } from "./target.ts";

/** A target whose hosts can be changed. */
export type LiveTarget = Target & { readonly kind: "ssh" | "local" };

/** A way to run programs as root on one host. The line may be cut at any time: what must outlive it is a job (jobs/). */
export interface HostLine {
  readonly name: string;
  readonly target: LiveTarget;
  /** Runs a POSIX sh script. `$1`… are `args`, which no shell ever reads as more than data. */
  readonly run: (script: string, options?: RunOptions) => Promise<Ran>;
}

export interface RunOptions {
  readonly args?: readonly string[];
  /** Standard input of the script: secrets and data go here, never into arguments. */
  readonly input?: string | Uint8Array | Readable;
  /** Longest time, in seconds; 60 without it. */
  readonly seconds?: number;
  /** Longest standard output that is kept, in bytes; more is an error. 8 MiB without it. */
  readonly maxBytes?: number;
  /** Takes standard output as it comes; nothing of it is kept then. */
  readonly onOutput?: (piece: Buffer) => void;
  /** A connection of its own: a shared one may still hang on a host that has been reset. */
  readonly fresh?: boolean;
  /** The shared connection is left, as it may hang like that, and a new one is shared from now on. */
  readonly anew?: boolean;
  /** What goes over the line is packed already: a connection of its own that does not pack it once more. */
  readonly packed?: boolean;
  /** The script is on its way: from now on nothing of this process is needed until it answers. */
  readonly onSent?: () => void;
  readonly signal?: AbortSignal;
}

/** `unreachable`: the script may have run, or begun, all the same: ask the host before anything is said or done twice. */
export type Ran =
  | { readonly kind: "ended"; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "stopped"; readonly seconds: number };

/** ssh's own exit code when it could not do its work (ssh(1), EXIT STATUS). Scripts for hosts never use it. */
const SSH_FAILED = 255;
const STDERR_BYTES = 64 << 10;
/** Status of a script that refused to run on a machine that is not a lab's host. */
const NOT_A_LAB_HOST = 97;

export function openLine(target: LiveTarget): HostLine {
  return { name: targetName(target), target, run: (script, options = {}) => run(target, script, options) };
}

export type Unreachable = Ran & { readonly kind: "unreachable" };

/**
 * Opens the connection that sessions side by side are to share: each would open one of its own, and exchanging keys is most of
 * what a short session costs.
 */
export async function openConnection(line: HostLine, signal?: AbortSignal): Promise<Unreachable | undefined> {
  if (line.target.kind === "local") return undefined;
  const ran = await line.run("exit 0", signal === undefined ? {} : { signal });
  return ran.kind === "unreachable" ? ran : undefined;
}

/** A word for a POSIX shell that stands for exactly this text. @throws HostError when it holds a NUL. @internal for tests */
export function shellWord(text: string): string {
  if (text.includes("\0")) throw new HostError("Cannot hand a text with a NUL to a shell");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function run(target: LiveTarget, script: string, options: RunOptions): Promise<Ran> {
  options.signal?.throwIfAborted();
  if (options.anew === true) await leaveShared(target);
  const words = ["sh", "-c", guarded(script), "ferry", ...(options.args ?? [])];
  const child = start(await commandFor(target, words, options));
  const stdout = keep(child, options);
  const stderr = keepEnd(child);
  const ended = new Promise<number | string>((settle, fail) => {
    child.once("error", (error) => fail(new HostError(`Cannot start ${child.spawnfile}: ${error.message}`)));
    child.once("close", (code, by) => settle(code ?? by ?? 0));
  });
  feed(child, options.input);
  options.onSent?.();
  const seconds = options.seconds ?? 60;
  let overdue = false;
  const timer = setTimeout(() => {
    overdue = true;
    endGroup(child);
  }, seconds * 1000);
  const abort = (): void => endGroup(child);
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const status = await ended;
    options.signal?.throwIfAborted();
    if (stdout.tooMuch()) throw new HostError(`Cannot read the answer of ${targetName(target)}: it is too long`);
    if (overdue) return { kind: "stopped", seconds };
    if (target.kind === "ssh" && (status === SSH_FAILED || typeof status === "string")) {
      return {
        kind: "unreachable",
        reason: typeof status === "string" ? `ssh was ended by ${status}` : sshFailure(stderr()),
      };
    }
    if (status === NOT_A_LAB_HOST && process.env["FERRY_LAB_ONLY"] !== undefined) {
      throw new HostError(`Cannot act on ${targetName(target)}: FERRY_LAB_ONLY is set and this is not a lab's host`);
    }
    return {
      kind: "ended",
      status: typeof status === "number" ? status : 128,
      stdout: stdout.text(),
      stderr: stderr(),
    };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  }
}

/** Sessions that are in it go on; new ones do not get into it (ssh(1), -O stop). There may be none. */
async function leaveShared(target: LiveTarget): Promise<void> {
  if (target.kind === "local") return;
  const { file, arguments: words } = await sshCommand(target.host, target.ssh, []);
  const child = spawn(file, ["-O", "stop", ...words], { stdio: "ignore" });
  await new Promise<void>((settle, fail) => {
    child.once("error", (error) => fail(new HostError(`Cannot start ${file}: ${error.message}`)));
    child.once("close", () => settle());
  });
}

/** In tests nothing may act on a machine that a lab has not made. */
function guarded(script: string): string {
  if (process.env["FERRY_LAB_ONLY"] === undefined) return script;
  return `[ -d /run/lab ] || exit ${NOT_A_LAB_HOST}\n${script}`;
}

async function commandFor(
  target: LiveTarget,
  words: readonly string[],
  { fresh = false, packed = false }: RunOptions,
): Promise<ShellCommand> {
  const underSudo = target.become ? ["sudo", "-n", "--", ...words] : words;
  if (target.kind === "local") {
    const [file = "sh", ...rest] = underSudo;
    return { file, arguments: rest };
  }
  const command = await sshCommand(target.host, target.ssh, underSudo.map(shellWord));
  const own = [...(fresh || packed ? ["ControlPath=none"] : []), ...(packed ? ["Compression=no"] : [])];
  return { ...command, arguments: [...own.flatMap((setting) => ["-o", setting]), ...command.arguments] };
}

function start(command: ShellCommand): ChildProcess {
  return spawn(command.file, command.arguments, {
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own, so that all of it can be ended; no terminal, so that nothing can ask questions there.
    detached: true,
    env: { ...process.env, LC_ALL: "C" },
  });
}

function feed(child: ChildProcess, input: RunOptions["input"]): void {
  const { stdin } = child;
  if (stdin === null) return;
  // A script that ends before it has read its input says why in its status.
  stdin.on("error", () => {});
  if (input instanceof Readable) input.pipe(stdin);
  else stdin.end(input ?? "");
}

function keep(child: ChildProcess, options: RunOptions): { text: () => string; tooMuch: () => boolean } {
  const most = options.maxBytes ?? 8 << 20;
  const pieces: Buffer[] = [];
  let length = 0;
  child.stdout?.on("data", (piece: Buffer) => {
    if (options.onOutput !== undefined) return options.onOutput(piece);
    length += piece.length;
    if (length <= most) pieces.push(piece);
    else endGroup(child);
  });
  return { text: () => Buffer.concat(pieces).toString("utf8"), tooMuch: () => length > most };
}

function keepEnd(child: ChildProcess): () => string {
  let end = Buffer.alloc(0);
  child.stderr?.on("data", (piece: Buffer) => {
    end = Buffer.concat([end, piece]).subarray(-STDERR_BYTES);
  });
  return () => end.toString("utf8");
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** The last line a program wrote to standard error, fit to be shown. */
export function lastLine(stderr: string): string {
  return (
    stderr
      .split("\n")
      .map(printable)
      .filter((line) => line !== "")
      .at(-1) ?? "it said nothing"
  );
}
