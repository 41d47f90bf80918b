import { type ChildProcess, spawn } from "node:child_process";
import { type HostProgram, programHead } from "../host-program.ts";

/** What a program of src/hosts/backup did when it was run on this machine, on a tree of a test's own. */
export interface ProgramRun {
  readonly status: number | string;
  readonly stdout: Buffer;
  readonly answer: () => unknown;
}

const START =
  'import sys\nsize = int(sys.stdin.buffer.readline())\nexec(compile(sys.stdin.buffer.read(size), "ferry", "exec"))';

/** Runs it as the host would. `follow` is what comes after the input; `onStart` is given the process. */
export async function runHere(
  name: HostProgram,
  input: object,
  options: { readonly follow?: Buffer; readonly path?: string; readonly onStart?: (child: ChildProcess) => void } = {},
): Promise<ProgramRun> {
  const child = spawn("/usr/bin/python3", ["-E", "-s", "-c", START], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...(options.path === undefined ? {} : { PATH: options.path }) },
  });
  const pieces: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  child.stdin.on("error", () => {});
  const ended = new Promise<number | string>((settle, fail) => {
    child.once("error", fail);
    child.once("close", (status, by) => settle(status ?? by ?? 0));
  });
  child.stdin.end(Buffer.concat([await programHead(name, input), options.follow ?? Buffer.alloc(0)]));
  options.onStart?.(child);
  const status = await ended;
  const stdout = Buffer.concat(pieces);
  return { status, stdout, answer: () => JSON.parse(stdout.toString("utf8")) as unknown };
}
