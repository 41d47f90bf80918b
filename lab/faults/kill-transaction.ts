import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { processesOf } from "../cgroup.ts";
import type { LabHost } from "../lab-host.ts";
import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

/** Longest time into the transaction, in seconds: what a conversion of a lab host takes on an idle machine. */
const LONGEST_DELAY = 5;

export const killTransaction: LabFault = {
  name: "kill-transaction",
  words: "Kills dnf (or whatever runs rpm) in the middle of its transaction",
  breaks: "host",
  async inject({ host, patienceSeconds }, random) {
    const limit = performance.now() + patienceSeconds * 1000;
    const delay = random.fraction() * LONGEST_DELAY;
    while (await waitForTransaction(host, limit)) {
      await sleep(delay * 1000);
      const pid = await lockHolder(host);
      // A test transaction or the import of a key, which are over sooner, have the lock too.
      if (pid === undefined) continue;
      const name = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
      process.kill(pid, "SIGKILL");
      return played(`killed ${name} on ${host.name}, ${delay.toFixed(2)} s into its transaction`);
    }
    return missed(`no transaction ran on ${host.name} for ${delay.toFixed(2)} s`);
  },
  heal: nothingToHeal,
};

/** Whether a transaction runs before `limit`, a time of performance.now(). */
async function waitForTransaction(host: LabHost, limit: number): Promise<boolean> {
  while ((await lockHolder(host)) === undefined) {
    if (performance.now() > limit) return false;
    await sleep(50);
  }
  return true;
}

/** The process of the host that has rpm's transaction lock open: rpm does while a transaction runs (rpm 4.18 lib/rpmlock.c). */
async function lockHolder(host: LabHost): Promise<number | undefined> {
  for (const pid of await processesOf(host.cgroup).catch(() => [])) {
    const folder = `/proc/${pid}/fd`;
    // A process may end while it is looked at.
    for (const descriptor of await readdir(folder).catch(() => [])) {
      const path = await readlink(`${folder}/${descriptor}`).catch(() => "");
      if (path.endsWith("/.rpm.lock")) return pid;
    }
  }
  return undefined;
}
