import { spawn } from "node:child_process";
import { resolve } from "node:path";

const ferry = resolve(import.meta.dirname, "../../bin/ferry");

/** One command of the demo and what it must end with. */
export interface Step {
  /** What the reader is about to see, in a sentence or two. */
  readonly say: string;
  readonly args: readonly string[];
  readonly exit: number;
  /** Lines of output to show; all are read. */
  readonly lines?: number;
  /** What standard output and error together must hold. */
  readonly shows?: readonly RegExp[];
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Runs `ferry` with these arguments in a folder. */
export function runFerry(args: readonly string[], folder: string, environment: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(ferry, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail);
    child.on("close", (code) => done({ stdout, stderr, exit: code ?? 1 }));
  });
}

/** What is wrong with how the command ended; empty when all is as foretold. */
export function judge(step: Step, { stdout, stderr, exit }: Ran): readonly string[] {
  const wrong = exit === step.exit ? [] : [`exit code ${exit}, foretold was ${step.exit}`];
  const missing = (step.shows ?? []).filter((pattern) => !pattern.test(stdout + stderr));
  return [...wrong, ...missing.map((pattern) => `the output has nothing like ${String(pattern)}`)];
}

const WIDTH = 150;

/** The output for the reader: talk on standard error first, long results cut. */
export function excerpt({ stdout, stderr }: Ran, lines = 30): string {
  const all = [...stderr.trimEnd().split("\n"), ...stdout.trimEnd().split("\n")].filter(
    (line, i) => line !== "" || i > 0,
  );
  const shown = all
    .slice(0, lines)
    .map((line) => `  ${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`.trimEnd());
  return [...shown, ...(all.length > lines ? [`  … ${all.length - lines} more lines`] : [])].join("\n");
}
