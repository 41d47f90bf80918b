import { HostError } from "./host-error.ts";
import type { Inspection, NotInspected } from "./inspection.ts";
import type { FrameLimits } from "./parse-frames.ts";
import { printable } from "./printable.ts";
import { readRoot } from "./read-root.ts";
import { readRecording } from "./recording.ts";
import { type CollectorRun, runCollector, type ShellCommand } from "./run-collector.ts";
import { isHostArgument, sshCommand } from "./ssh-command.ts";
import { sshFailure } from "./ssh-failure.ts";
import { type Target, targetName } from "./target.ts";

export interface InspectOptions {
  /** Longest time for one host, in seconds. */
  readonly timeoutSeconds?: number;
  /** Longest time until a host begins to answer, in seconds. */
  readonly startSeconds?: number;
  readonly limits?: FrameLimits;
  readonly signal?: AbortSignal;
}

/** ssh's own exit code when it could not do its work (ssh(1), EXIT STATUS). */
const SSH_FAILED = 255;

/**
 * Reads one host; changes nothing on it. All that may well happen to a host comes back as an Inspection.
 * @throws the signal's reason when it aborts; errors of this machine (no ssh, an unreadable directory).
 */
export async function inspectHost(target: Target, options: InspectOptions = {}): Promise<Inspection> {
  try {
    if (target.kind === "ssh") return await inspectOverSsh(target, options);
    if (target.kind === "local") return await inspectWith({ file: "sh", arguments: ["-s", "--"] }, target, options);
    return await (target.kind === "root" ? readRoot(target.directory) : readRecording(target.directory));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { kind: "broken", host: targetName(target), reason: error.message };
  }
}

async function inspectOverSsh(target: Target & { kind: "ssh" }, options: InspectOptions): Promise<Inspection> {
  if (!isHostArgument(target.host)) {
    return { kind: "unreachable", host: printable(target.host), reason: "this is not a host name" };
  }
  const shell = target.become ? sudoShell : plainShell;
  return inspectWith(await sshCommand(target.host, target.ssh, shell), target, options);
}

const plainShell = ["sh", "-s", "--"];
const sudoShell = ["sudo", "-n", "--", "sh", "-s", "--"];

async function inspectWith(
  command: ShellCommand,
  target: Target & { kind: "ssh" | "local" },
  options: InspectOptions,
): Promise<Inspection> {
  const run = await runCollector(target.kind === "local" && target.become ? underSudo(command) : command, {
    startSeconds: options.startSeconds ?? 45,
    seconds: options.timeoutSeconds ?? 180,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (run.kind === "ended" && run.frames.kind === "complete") {
    return {
      kind: "inspected",
      host: targetName(target),
      source: target.kind,
      collectedAt: new Date().toISOString(),
      captures: run.frames.captures,
    };
  }
  return { host: targetName(target), ...whyNot(run, target) };
}

function underSudo(command: ShellCommand): ShellCommand {
  return { file: "sudo", arguments: ["-n", "--", command.file, ...command.arguments] };
}

/** Names what happened to a run that did not bring all of the stream. */
function whyNot(run: CollectorRun, target: Target & { kind: "ssh" | "local" }): Omit<NotInspected, "host"> {
  if (run.kind === "not-started") {
    if (target.kind === "local" && target.become)
      return { kind: "refused", reason: `cannot start sudo: ${run.reason}` };
    throw new Error(`Cannot start ${target.kind === "ssh" ? "ssh" : "sh"}: ${run.reason}`);
  }
  if (run.kind === "stopped") {
    return run.started
      ? { kind: "broken", reason: `it had not answered all after ${run.seconds} seconds` }
      : { kind: "unreachable", reason: `it gave no answer within ${run.seconds} seconds` };
  }
  const { frames, status, stderr } = run;
  if (frames.kind === "cut") {
    return {
      kind: "broken",
      reason: `the line was cut after ${frames.captures.size} probes (${lastWords(stderr, status)})`,
    };
  }
  if (target.become && /^sudo: /m.test(stderr)) return { kind: "refused", reason: sudoFailure(stderr) };
  const noise = frames.kind === "none" ? printable(frames.noise) : "";
  if (target.kind === "ssh" && status === SSH_FAILED && noise === "") {
    return { kind: "unreachable", reason: sshFailure(stderr) };
  }
  const said = noise === "" ? lastWords(stderr, status) : noise;
  return { kind: "refused", reason: `its log-in shell did not run the collector: ${said}` };
}

/** Why sudo did not run the shell, from its own words (sudo 1.7 to 1.9). */
function sudoFailure(stderr: string): string {
  if (/password is required|a terminal is required|no tty present/.test(stderr)) {
    return "sudo asks for a password: allow this user sudo without one (NOPASSWD), or log in as root";
  }
  if (/must have a tty/.test(stderr))
    return "sudo wants a terminal: take requiretty from its configuration for this user";
  return `sudo refused: ${printable(/^sudo: .*$/m.exec(stderr)?.[0] ?? stderr)}`;
}

function lastWords(stderr: string, status: number | string): string {
  const line = stderr
    .split("\n")
    .map(printable)
    .filter((text) => text !== "")
    .at(-1);
  return line ?? `it ended with status ${status}`;
}
