import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ferry = resolve(import.meta.dirname, "../../bin/ferry");
/** Characters and lines of output that are shown. */
const WIDTH = 150;
const LINES = 30;

/** One command of the demo and how it must end. */
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

export type Start = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** PostgreSQL, which does not run as root, has to get through to its own folder in it. */
function demoFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ferry-demo-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** Where the demo plays: it shows commands and what they say, and counts what went as foretold. */
export class Stage implements Disposable {
  /** For what the demo writes; shown as $WORK. */
  readonly work = demoFolder();
  readonly failures: string[] = [];
  passed = 0;
  readonly #start: Start;

  /** `start`: how programs are started with what is added to the environment; here, unless it says where else. */
  constructor(start: Start = startHere) {
    this.#start = start;
  }

  /** Runs `ferry` in the folder, so that paths stay short. Ferry's own cache is a new one. */
  async show(folder: string, step: Step): Promise<string> {
    console.log(`\n${step.say}\n\n${this.#shown(`$ ferry ${step.args.join(" ")}`)}`);
    const env = {
      NO_COLOR: "1",
      COLUMNS: "100",
      XDG_CACHE_HOME: join(this.work, "cache"),
      XDG_STATE_HOME: join(this.work, "state"),
    };
    const ran = await run(this.#start, step.args, folder, env);
    console.log(this.#shown(excerpt(ran, step.lines ?? LINES)));
    const wrong = judge(step, ran);
    this.#count(wrong.length === 0, `ferry ${step.args[0]}: ${wrong.join("; ")}`);
    console.log(wrong.length === 0 ? `→ exit ${ran.exit}, as foretold` : `→ NOT AS FORETOLD: ${wrong.join("; ")}`);
    return ran.stdout;
  }

  /** One thing that the demo looks at itself. */
  check(what: string, isTrue: boolean): void {
    this.#count(isTrue, what);
    console.log(`→ ${isTrue ? "checked" : "NOT TRUE"}: ${what}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.work, { recursive: true });
  }

  #count(isGood: boolean, what: string): void {
    if (isGood) this.passed++;
    else this.failures.push(what);
  }

  #shown(text: string): string {
    return text.replaceAll(this.work, "$WORK");
  }
}

function startHere(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, env: { ...process.env, ...options.env } });
}

function run(start: Start, args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = start(ferry, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail);
    child.on("close", (code) => done({ stdout, stderr, exit: code ?? 1 }));
  });
}

/** What is wrong with how the command ended; empty when all is as foretold. */
function judge(step: Step, { stdout, stderr, exit }: Ran): readonly string[] {
  const wrong = exit === step.exit ? [] : [`exit code ${exit}, foretold was ${step.exit}`];
  const missing = (step.shows ?? []).filter((pattern) => !pattern.test(stdout + stderr));
  return [...wrong, ...missing.map((pattern) => `the output has nothing like ${String(pattern)}`)];
}

/** The output for the reader: talk on standard error first, long results cut. */
function excerpt({ stdout, stderr }: Ran, lines: number): string {
  const all = [stderr, stdout].filter((text) => text !== "").flatMap((text) => text.trimEnd().split("\n"));
  const shown = all
    .slice(0, lines)
    .map((line) => `  ${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`.trimEnd());
  return [...shown, ...(all.length > lines ? [`  … ${all.length - lines} more lines`] : [])].join("\n");
}
