import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { labCgroup } from "./cgroup.ts";
import { labsFolder } from "./lab-paths.ts";

/** The process that runs a lab's daemon and clears up after it. The daemon says "ready" on standard output. */
export type Keeper = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** Starts keeper.sh. With the life "parent" the lab ends when the keeper's standard input is closed. */
export function startKeeper(id: string, life: "parent" | "stays"): Keeper {
  const [folder, daemon] = [import.meta.dirname, join(import.meta.dirname, "daemon.ts")];
  const namespaces = ["unshare", "--mount", "--net", "--propagation", "private"];
  const program = [process.execPath, daemon, id, ...(life === "stays" ? ["--stay"] : [])];
  // What ends the keeper by force ends the daemon, and that the hosts.
  const command = [...namespaces, "setpriv", "--pdeathsig", "TERM", ...program];
  const args = [join(folder, "keeper.sh"), labsFolder(), id, labCgroup(id), ...command];
  // A session of its own: what ends this process must not end the keeper before it has cleared up.
  const options = { detached: true, cwd: "/" };
  return life === "stays"
    ? spawn("sh", args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    : spawn("sh", args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
}

/** Lets this process end while the keeper runs on. */
export function letGo(child: Keeper): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
}
