import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processesOf } from "../cgroup.ts";
import type { Lab } from "../lab.ts";
import { labPaths } from "../lab-paths.ts";

/** What a lab is on its machine, to be looked for when it should be gone. */
export interface LabTraces {
  readonly folder: string;
  readonly cgroup: string;
  /** "pid starttime" */
  readonly processes: ReadonlySet<string>;
  /** "net:[4026532281]" */
  readonly namespaces: ReadonlySet<string>;
}

/** Clock ticks a second (USER_HZ). */
const TICKS = 100;
const kinds = ["mnt", "net", "pid", "uts", "ipc", "cgroup"];

export async function tracesOf(lab: Lab): Promise<LabTraces> {
  const { cgroup } = await lab.describe();
  const pids = await processesOf(cgroup);
  const machine = new Set(namespacesOf("self"));
  const all = pids.flatMap((pid) => namespacesOf(String(pid)));
  return {
    folder: labPaths(lab.id).folder,
    cgroup,
    processes: new Set(pids.map((pid) => `${pid} ${startOf(String(pid))}`)),
    namespaces: new Set(all.filter((namespace) => !machine.has(namespace))),
  };
}

/** What is left of a lab; waits, as the kernel frees namespaces behind our back. */
export async function tracesLeft(traces: LabTraces, seconds = 20): Promise<readonly string[]> {
  const limit = performance.now() + seconds * 1000;
  const now = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * TICKS;
  for (;;) {
    const left = look(traces, now);
    if (left.length === 0 || performance.now() > limit) return left;
    await sleep(100);
  }
}

/** @param now processes that began later are others', which may have got the number of a freed namespace */
function look(traces: LabTraces, now: number): readonly string[] {
  const left: string[] = [];
  if (existsSync(traces.folder)) left.push(`folder ${traces.folder}`);
  if (existsSync(`${traces.folder}.lock`)) left.push(`file ${traces.folder}.lock`);
  if (existsSync(traces.cgroup)) left.push(`cgroup ${traces.cgroup}`);
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (traces.processes.has(`${pid} ${startOf(pid)}`)) left.push(`process ${pid}`);
    if (Number(startOf(pid)) > now) continue;
    for (const namespace of namespacesOf(pid)) {
      if (traces.namespaces.has(namespace)) left.push(`namespace ${namespace} in process ${pid}`);
    }
    if (read(`/proc/${pid}/mountinfo`).includes(traces.folder)) left.push(`a mount in process ${pid}`);
  }
  for (const device of readdirSync("/sys/block").filter((name) => name.startsWith("loop"))) {
    if (read(`/sys/block/${device}/loop/backing_file`).startsWith(traces.folder)) left.push(`/dev/${device}`);
  }
  return left;
}

function namespacesOf(pid: string): string[] {
  return kinds.flatMap((kind) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${kind}`)];
    } catch {
      return []; // the process has ended
    }
  });
}

/** The start time in clock ticks: with the pid it tells one process from all others (proc(5), field 22 of stat). */
function startOf(pid: string): string {
  return read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[19] ?? "";
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // gone meanwhile
  }
}
