import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Order } from "./engine-worker.ts";

const program = join(import.meta.dirname, "engine-worker.ts");

/** A worker process: takes orders, and dies when it is killed. */
export class EngineWorker {
  readonly #child: ChildProcess;
  readonly #answers: string[] = [];
  #wake: () => void = () => {};
  stderr = "";

  constructor(stateFolder: string, file: string, milliseconds: number, databaseUrl?: string) {
    const words = [
      program,
      stateFolder,
      file,
      String(milliseconds),
      ...(databaseUrl === undefined ? [] : [databaseUrl]),
    ];
    this.#child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "pipe"] });
    const { stdin, stdout, stderr } = this.#child;
    // An order to a process that has just been killed gets no answer, and that is told by `order`.
    stdin?.on("error", () => {});
    stderr?.on("data", (piece: Buffer) => {
      this.stderr += piece.toString();
    });
    if (stdout !== null) {
      createInterface({ input: stdout }).on("line", (line) => {
        this.#answers.push(line);
        this.#wake();
      });
    }
    this.#child.once("close", () => this.#wake());
  }

  /** Its answer, or undefined when it died before. */
  async answer(): Promise<unknown> {
    for (;;) {
      const line = this.#answers.shift();
      if (line !== undefined) return JSON.parse(line);
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async order(order: Order): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    return this.answer();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get dead(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async kill(): Promise<void> {
    if (this.dead) return;
    const gone = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await gone;
  }

  async gone(): Promise<number | null> {
    if (!this.dead) await once(this.#child, "close");
    return this.#child.exitCode;
  }
}

/** A worker that has started. */
export async function startWorker(
  stateFolder: string,
  file: string,
  milliseconds: number,
  databaseUrl?: string,
): Promise<EngineWorker> {
  const worker = new EngineWorker(stateFolder, file, milliseconds, databaseUrl);
  await worker.answer();
  return worker;
}

/** Kills the private PostgreSQL of a state folder and its children, as the kernel does when memory runs out. */
export function killPostgres(stateFolder: string): boolean {
  try {
    const pid = Number(readFileSync(join(stateFolder, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
    process.kill(pid, "SIGKILL");
    for (const child of children) if (child > 1) killIfThere(child);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** A session that has just ended, or saw the end of its server, is there no more. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ENOENT" || code === "ESRCH";
}
