import { readFile } from "node:fs/promises";
import { processesOf } from "../cgroup.ts";
import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

export const killPostgres: LabFault = {
  name: "kill-postgres",
  words: "Kills the PostgreSQL that keeps Ferry's state (SIGKILL of its first process)",
  breaks: "controller",
  async inject({ lab }) {
    const servers = (await Promise.all((await processesOf(lab.programsCgroup)).map(postgresOf))).filter(
      (found) => found !== undefined,
    );
    const first = servers.find(({ parent }) => !servers.some(({ pid }) => pid === parent));
    if (first === undefined) return missed("no PostgreSQL runs in the lab");
    process.kill(first.pid, "SIGKILL");
    return played(`killed PostgreSQL, process ${first.pid}`);
  },
  heal: nothingToHeal,
};

/** The process and its parent if it is a PostgreSQL server's; undefined for others and those that have ended. */
async function postgresOf(pid: number): Promise<{ readonly pid: number; readonly parent: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const parent = Number(/^PPid:\t(\d+)$/m.exec(status)?.[1]);
  return /^Name:\tpostgres$/m.test(status) ? { pid, parent } : undefined;
}
