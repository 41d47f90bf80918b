import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { resolve } from "node:path";
import { findLab } from "../../lab/lab.ts";

const ferry = resolve(import.meta.dirname, "../../bin/ferry");

interface Options {
  readonly id: string;
}

export async function runInside(program: string, args: readonly string[], { id }: Options): Promise<void> {
  const lab = await findLab(id);
  await follow(lab.spawn(program === "ferry" ? ferry : program, args, { stdio: "inherit" }));
}

export async function openSsh(host: string, command: readonly string[], { id }: Options): Promise<void> {
  const lab = await findLab(id);
  await lab.findHost(host);
  await follow(lab.spawn("ssh", [host, ...command], { stdio: "inherit" }));
}

export async function openConsole(host: string, command: string, { id }: Options): Promise<void> {
  const found = await (await findLab(id)).findHost(host);
  await follow(await found.openConsole(command, { stdio: "inherit" }));
}

/** Ends as the program does. What the terminal sends (Ctrl-C) is for the program. */
async function follow(child: ChildProcess): Promise<void> {
  process.on("SIGINT", () => {});
  await once(child, "exit");
  process.exitCode = child.exitCode ?? 128 + constants.signals[child.signalCode ?? "SIGKILL"];
}
