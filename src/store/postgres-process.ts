import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The process that serves this data folder, or undefined. The number in postmaster.pid may have become somebody else's: a server
 * has its data folder as its working directory.
 */
export function serverProcess(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    if (!(pid > 1)) return undefined;
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return undefined;
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data) ? pid : undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}

/** Ends the server of this data folder and waits until it is gone. SIGINT: in order. SIGQUIT: at once, it recovers on start. */
export async function stopServer(data: string, pid: number, signal: "SIGINT" | "SIGQUIT"): Promise<void> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
  const until = Date.now() + 10_000;
  while (serverProcess(data) === pid) {
    if (Date.now() > until) process.kill(pid, "SIGKILL");
    await sleep(20);
  }
}
