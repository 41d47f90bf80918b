import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { type HostLine, openLine } from "../../host-line.ts";

/** A line to this machine with a /var/lib of its own that is gone with it. Needs root. */
export interface PrivateHost extends AsyncDisposable {
  readonly line: HostLine;
  /** Runs a shell script there. */
  readonly shell: (script: string) => string;
}

/** Whether private hosts can be made here. */
export const privateHosts = process.getuid?.() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;

/** @param megabytes size of its /var/lib */
export async function privateHost(megabytes = 64): Promise<PrivateHost> {
  const mount = `mount -t tmpfs -o size=${megabytes}m none /var/lib && echo ready && exec cat`;
  const keeper = spawn("unshare", ["-m", "--propagation", "private", "sh", "-c", mount], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise<void>((settle, fail) => {
    keeper.stdout.once("data", () => settle());
    keeper.once("exit", () => fail(new Error("Cannot make a private host")));
  });
  const inside = ["nsenter", `--mount=/proc/${keeper.pid}/ns/mnt`, "--"];
  const line = openLine({ kind: "local", become: false });
  return {
    line: {
      ...line,
      run: (script, options) =>
        // The words of a script that enters the namespace and runs the given one there.
        line.run(`script=$1; shift; exec ${inside.join(" ")} sh -c "$script" ferry "$@"`, {
          ...options,
          args: [script, ...(options?.args ?? [])],
        }),
    },
    shell: (script) =>
      spawnSync("nsenter", [...inside.slice(1), "sh", "-c", script], { encoding: "utf8" }).stdout.trim(),
    [Symbol.asyncDispose]: () => end(keeper),
  };
}

async function end(keeper: ChildProcess): Promise<void> {
  const exited = new Promise((settle) => keeper.once("exit", settle));
  keeper.stdin?.end();
  await exited;
}
