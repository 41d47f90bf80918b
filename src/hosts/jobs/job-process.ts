import { readFile } from "node:fs/promises";
import type { HostLine } from "../host-line.ts";
import { printable } from "../printable.ts";
import { id } from "./ask-runner.ts";

/** What a job is at: a process of it that waits for no child of its own. */
export interface JobProcess {
  readonly pid: number;
  /** How long it has run. */
  readonly seconds: number;
  /** Its command line, fit to be shown, at most 200 characters. */
  readonly command: string;
}

/** The youngest process that a job has started; undefined where none can be seen. Changes nothing on the host. */
export async function jobProcess(line: HostLine, run: string, job: string): Promise<JobProcess | undefined> {
  const script = await readFile(new URL("./job-processes.sh", import.meta.url), "utf8");
  const ran = await line.run(script, { args: [id(run), id(job)], seconds: 30, maxBytes: 1 << 20 });
  return ran.kind === "ended" && ran.status === 0 ? youngestLeaf(ran.stdout) : undefined;
}

/** Reads the answer of job-processes.sh; lines that are not of its form are left. @internal for tests */
export function youngestLeaf(text: string): JobProcess | undefined {
  const [head = "", ...lines] = text.split("\n");
  const [, uptime, ticks] = /^(\d+(?:\.\d+)?) (\d+)$/.exec(head) ?? [];
  if (uptime === undefined || Number(ticks) === 0) return undefined;
  const all = lines.flatMap((line) => {
    const [, pid, parent, start, command = ""] = /^(\d+) (\d+) (\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), start: Number(start), command }];
  });
  // What only holds off a shutdown is not what the job is at.
  const guards = new Set(all.filter(({ command }) => command.startsWith("systemd-inhibit ")).map(({ pid }) => pid));
  const own = all.filter(({ pid, parent }) => !guards.has(pid) && !guards.has(parent));
  const parents = new Set(own.map(({ parent }) => parent));
  const [youngest] = own
    .filter(({ pid }) => !parents.has(pid))
    .toSorted((left, right) => right.start - left.start || right.pid - left.pid);
  if (youngest === undefined) return undefined;
  const { pid, start, command } = youngest;
  const seconds = Math.max(0, Math.round(Number(uptime) - start / Number(ticks)));
  return { pid, seconds, command: printable(command.trim()).slice(0, 200) };
}
