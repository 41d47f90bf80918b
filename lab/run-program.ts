import { spawn } from "node:child_process";
import { LabError } from "./lab-error.ts";

/** How a program ended: its exit code, or the signal that ended it. */
export interface ProgramResult {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** SIGKILL after so many seconds; the default is ten minutes. */
  readonly timeoutSeconds?: number;
}

/** Runs a program to its end and keeps what it wrote. A failure is an answer too: the caller looks at `exitCode`. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((settle, fail) => {
    const child = spawn(file, args, {
      stdio: ["pipe", "pipe", "pipe"],
      timeout: (options.timeoutSeconds ?? 600) * 1000,
      killSignal: "SIGKILL",
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on("error", () => {}); // it ended before it read its input; its exit code says why
    child.stdin.end(options.input);
    child.once("error", (cause) => fail(new LabError(`Cannot run ${file}: ${cause.message}`, { cause })));
    child.once("close", (code, signal) =>
      settle({
        exitCode: code ?? undefined,
        signal: signal ?? undefined,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}

/** Runs a program that must succeed; returns its standard output. */
export async function mustRun(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const result = await runProgram(file, args, options);
  if (result.exitCode === 0) return result.stdout;
  const words = result.stderr.trim() || result.stdout.trim() || "it said nothing";
  throw new LabError(
    `Cannot run ${[file, ...args].join(" ")}: ${result.signal ?? `exit ${result.exitCode}`}: ${words}`,
  );
}
