import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emptyCgroup, killCgroup, makeCgroup, removeCgroup } from "../cgroup.ts";
import { LabError } from "../lab-error.ts";
import type { HostPower } from "../protocol.ts";

export interface MachineOptions {
  readonly name: string;
  readonly folder: string;
  readonly cgroup: string;
  /** LAB_… variables for host.sh, without the boot id. */
  readonly environment: Readonly<Record<string, string>>;
  readonly init: readonly string[];
  readonly bootDelaySeconds: number;
}

const script = resolve(import.meta.dirname, "host.sh");

/** host.sh's exit code for a host without a boot entry that can be booted. */
const NO_BOOT_ENTRY = 90;

/** Programs before host.sh. Each dies with the one before it, so that a host cannot outlive the daemon. */
function namespaces(name: string): string[] {
  const own = ["--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child", "--propagation", "private"];
  return ["setpriv", "--pdeathsig", "KILL", "nsenter", `--net=/run/netns/${name}`, "unshare", ...own];
}

/** The hardware of one host: it boots, and boots again when its pid 1 ends, until the power is off. */
export class Machine {
  readonly options: MachineOptions;
  bootDelaySeconds: number;
  comesBack = true;
  boots = 0;
  #power: HostPower = { kind: "off" };
  #child: ChildProcess | undefined;
  /** What the power button was last set to. */
  #wanted: "on" | "off" = "off";
  #life: Promise<void> = Promise.resolve();
  /** Settled when nothing of the last boot is left. */
  #ended: Promise<void> = Promise.resolve();
  #cutWaiting = new AbortController();

  constructor(options: MachineOptions) {
    this.options = options;
    this.bootDelaySeconds = options.bootDelaySeconds;
  }

  get power(): HostPower {
    return this.#power;
  }

  /** Switches the power on; returns when the host's pid 1 runs (or the boot has failed, which `power` then says). */
  async powerOn(): Promise<void> {
    if (this.#power.kind === "on") return;
    await this.powerOff();
    this.#wanted = "on";
    const booted = Promise.withResolvers<void>();
    this.#life = this.#live(booted.resolve).catch((error: unknown) => {
      this.#power = { kind: "failed", why: error instanceof Error ? error.message : String(error) };
      booted.resolve();
    });
    await booted.promise;
  }

  /** Pulls the plug: all processes of the host end at once, and it stays off. */
  async powerOff(): Promise<void> {
    this.#wanted = "off";
    this.#cutWaiting.abort();
    await this.#killAll();
    await this.#life;
    this.#power = { kind: "off" };
  }

  /** Kills the host's pid 1 and all its processes; it boots again. What it has written is not lost, as the page cache lives on. */
  async crash(): Promise<void> {
    if (this.#power.kind !== "on") throw new LabError(`Cannot crash ${this.options.name}: it is ${this.#power.kind}`);
    await this.#killAll();
  }

  async #killAll(): Promise<void> {
    if (this.#child === undefined) return;
    // The process may not be in the cgroup yet; with it dies what it started.
    killCgroup(this.options.cgroup);
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async #live(booted: () => void): Promise<void> {
    while (this.#isWanted()) {
      const end = await this.#boot(booted);
      if (!this.#isWanted()) return;
      switch (end) {
        case "failed":
          booted();
          return;
        case "power-off":
          this.#power = { kind: "off" };
          return;
        case "again":
          if (!this.comesBack) {
            this.#power = { kind: "absent" };
            return;
          }
          this.#power = { kind: "waiting" };
          await this.#wait(this.bootDelaySeconds);
          break;
      }
    }
  }

  #isWanted(): boolean {
    return this.#wanted === "on";
  }

  async #wait(seconds: number): Promise<void> {
    this.#cutWaiting = new AbortController();
    await sleep(seconds * 1000, undefined, { signal: this.#cutWaiting.signal }).catch(() => {});
  }

  /** One life of the host, from its boot to the end of its pid 1. */
  async #boot(booted: () => void): Promise<"again" | "power-off" | "failed"> {
    const { name, folder, cgroup, environment, init } = this.options;
    const bootId = randomUUID();
    this.#power = { kind: "waiting" };
    makeCgroup(cgroup);
    const log = openSync(resolve(folder, "console"), "a");
    const join = ["-c", 'echo 0 >"$0/cgroup.procs" && exec "$@"', cgroup];
    const child = spawn("sh", [...join, ...namespaces(name), "sh", script, "boot", ...init], {
      stdio: ["ignore", log, log],
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...environment, LAB_BOOT_ID: bootId },
    });
    closeSync(log);
    const exited = once(child, "exit");
    this.#child = child;
    this.#ended = exited.then(async () => {
      this.#child = undefined;
      await emptyCgroup(cgroup);
      await removeCgroup(cgroup);
    });
    const first = await Promise.race([initOf(child), exited.then(() => undefined)]);
    if (first !== undefined) {
      this.boots += 1;
      this.#power = { kind: "on", bootId, init: first };
      booted();
    }
    await this.#ended;
    return this.#judge(child);
  }

  /**
   * Why pid 1 ended. In a pid namespace reboot(2) ends it by SIGHUP for a reboot and by SIGINT for halt and power-off (Linux
   * kernel/pid_namespace.c, reboot_pid_ns), and unshare takes the signal over; systemd in a container exits with 0 instead.
   */
  #judge(child: ChildProcess): "again" | "power-off" | "failed" {
    if (child.exitCode === 0 || child.signalCode === "SIGINT") return "power-off";
    if (child.signalCode !== null) return "again";
    const lines = readFileSync(resolve(this.options.folder, "console"), "utf8").trimEnd().split("\n");
    const words = lines.slice(-4).join("; ") || `exit ${child.exitCode}`;
    this.#power = {
      kind: "failed",
      why: child.exitCode === NO_BOOT_ENTRY ? (lines.at(-1) ?? words) : `Cannot boot: ${words}`,
    };
    return "failed";
  }
}

/** The host's pid 1: the one child of unshare, once there is one. */
async function initOf(child: ChildProcess): Promise<number | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").catch(() => "");
    const first = Number.parseInt(children, 10);
    if (first > 0) return first;
    await sleep(2);
  }
  return undefined;
}
