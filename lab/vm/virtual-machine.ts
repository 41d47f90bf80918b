import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askDaemon } from "../ask-daemon.ts";
import type { Lab } from "../lab.ts";
import { LabError } from "../lab-error.ts";
import type { GuestWire } from "../protocol.ts";
import { mustRun, type ProgramOptions, type ProgramResult } from "../run-program.ts";
import type { VmDisk } from "./build-disk.ts";
import { qemuArguments } from "./qemu-arguments.ts";
import { Qmp } from "./qmp.ts";

/** Seconds that a machine may take to boot where QEMU translates each instruction and has the processors not for itself. */
const UP_SECONDS = 300;

export interface VmOptions {
  readonly name: string;
  /** What the machine's own disk begins as; it is not changed. */
  readonly disk: VmDisk;
  readonly memoryMegabytes?: number;
  /** Empty disks beside the first: /dev/vdb and so on. */
  readonly extraDisks?: readonly { readonly megabytes: number }[];
  /** More devices, in the words of QEMU's -device, such as "megasas". */
  readonly devices?: readonly string[];
}

/** A host of a running lab with hardware of its own: firmware, boot loader, kernel, disks. Emulated by QEMU. */
export class VirtualMachine implements AsyncDisposable {
  readonly name: string;
  readonly address: string;
  readonly #lab: Lab;
  readonly #wire: GuestWire;
  readonly #options: VmOptions;
  #qemu: { readonly child: ChildProcess; readonly monitor: Qmp; readonly ended: Promise<unknown> } | undefined;

  private constructor(lab: Lab, wire: GuestWire, options: VmOptions) {
    this.#lab = lab;
    this.#wire = wire;
    this.#options = options;
    this.name = options.name;
    this.address = wire.address;
  }

  /** Makes a machine, off, in a running lab. It goes with the lab at the latest. */
  static async make(lab: Lab, options: VmOptions): Promise<VirtualMachine> {
    const { name, disk } = options;
    const wire = await askDaemon(lab.id, { do: "plug-in-guest", guest: name, hostKey: disk.hostKey });
    const machine = new VirtualMachine(lab, wire, options);
    const base = ["-b", disk.path, "-F", "raw"];
    await mustRun("qemu-img", ["create", "-q", "-f", "qcow2", ...base, machine.#path("disk0.qcow2")]);
    for (const [place, { megabytes }] of (options.extraDisks ?? []).entries()) {
      await mustRun("qemu-img", [
        "create",
        "-q",
        "-f",
        "qcow2",
        machine.#path(`disk${place + 1}.qcow2`),
        `${megabytes}M`,
      ]);
    }
    return machine;
  }

  /** Switches the power on; does not wait until the machine is up. */
  async powerOn(): Promise<void> {
    if (this.isOn) return;
    const socket = this.#path("monitor");
    const disks = ["disk0.qcow2", ...(this.#options.extraDisks ?? []).map((_, place) => `disk${place + 1}.qcow2`)];
    const log = openSync(this.#path("qemu.log"), "a");
    const child = this.#lab.spawn(
      "qemu-system-x86_64",
      qemuArguments({
        name: this.name,
        wire: this.#wire,
        memoryMegabytes: this.#options.memoryMegabytes ?? 1024,
        disks: disks.map((disk) => this.#path(disk)),
        devices: this.#options.devices ?? [],
        serialLog: this.#path("serial.log"),
        monitor: socket,
      }),
      { stdio: ["ignore", log, log] },
    );
    closeSync(log);
    const ended = once(child, "exit");
    const monitor = await this.#openMonitor(child, socket);
    this.#qemu = { child, monitor, ended };
    child.once("exit", () => {
      monitor.close();
      if (this.#qemu?.child === child) this.#qemu = undefined;
    });
  }

  async #openMonitor(child: ChildProcess, socket: string): Promise<Qmp> {
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new LabError(`Cannot start ${this.name}: ${(await readFile(this.#path("qemu.log"), "utf8")).trim()}`);
      }
      try {
        return await Qmp.open(socket);
      } catch (error) {
        if (!isNotThere(error)) throw error;
        await sleep(20);
      }
    }
  }

  get isOn(): boolean {
    return this.#qemu !== undefined;
  }

  /** Pulls the plug: what the machine had not yet written to its disks is lost. */
  async powerCut(): Promise<void> {
    if (this.#qemu === undefined) return;
    this.#qemu.child.kill("SIGKILL");
    await this.#qemu.ended;
  }

  /** Runs a shell command as root on the machine, over SSH with its pinned key. */
  run(command: string, options: ProgramOptions = {}): Promise<ProgramResult> {
    // A machine whose power is cut says no word of its end; one that is busy is given a minute.
    const patience = ["BatchMode=yes", "ConnectTimeout=5", "ServerAliveInterval=10", "ServerAliveCountMax=6"];
    const words = ["-F", this.#lab.sshConfig, ...patience.flatMap((option) => ["-o", option])];
    return this.#lab.exec("ssh", [...words, this.name, "--", command], options);
  }

  /** Runs a shell command over SSH that must succeed; returns its standard output. */
  async must(command: string, options: ProgramOptions = {}): Promise<string> {
    const result = await this.run(command, options);
    if (result.exitCode === 0) return result.stdout;
    throw new LabError(
      `Cannot run "${command}" on ${this.name}: ${result.signal ?? `exit ${result.exitCode}`}: ${result.stderr.trim()}`,
    );
  }

  /** Waits until the machine answers over SSH, in another boot than `bootIdNot`; returns the id of the boot it is in. */
  async waitUntilUp(options: { readonly bootIdNot?: string; readonly seconds?: number } = {}): Promise<string> {
    const { bootIdNot, seconds = UP_SECONDS } = options;
    const limit = performance.now() + seconds * 1000;
    while (performance.now() < limit) {
      if (!this.isOn) throw new LabError(`${this.name} is not up: it is switched off`);
      const { exitCode, stdout } = await this.run("cat /proc/sys/kernel/random/boot_id", { timeoutSeconds: 20 });
      if (exitCode === 0 && stdout.trim() !== bootIdNot) return stdout.trim();
      await sleep(250);
    }
    throw new LabError(
      `${this.name} is not up after ${seconds} s; its console ends: ${(await this.console()).slice(-500)}`,
    );
  }

  /** Reboots as an administrator does, and waits until the machine is up again; returns the id of the new boot. */
  async reboot(): Promise<string> {
    const bootIdNot = (await this.must("cat /proc/sys/kernel/random/boot_id")).trim();
    // The line may go before the command has ended.
    await this.run("systemctl reboot", { timeoutSeconds: 60 });
    return this.waitUntilUp({ bootIdNot });
  }

  /** Keeps the state of the machine, which goes on: memory, devices, disks. A state of the same name is replaced. */
  async saveState(name: string): Promise<void> {
    await this.#monitor().command(`savevm ${name}`);
  }

  /** Makes the machine what it was when the state was saved. Its clock is set to the time that it is now. */
  async loadState(name: string): Promise<void> {
    await this.#monitor().command(`loadvm ${name}`);
    await this.setClock();
  }

  /** A machine that went on from a saved state believes that no time has passed. */
  async setClock(): Promise<void> {
    await this.must(`date -s @${Math.round(Date.now() / 1000)}`);
  }

  /** All that the machine wrote on its first serial port: GRUB's menu, the kernel's messages, systemd's. */
  console(): Promise<string> {
    return readFile(this.#path("serial.log"), "latin1");
  }

  /** Ends the machine and deletes its disks. */
  async remove(): Promise<void> {
    await this.powerCut();
    await askDaemon(this.#lab.id, { do: "unplug-guest", guest: this.name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  #monitor(): Qmp {
    if (this.#qemu === undefined) throw new LabError(`Cannot reach the monitor of ${this.name}: it is switched off`);
    return this.#qemu.monitor;
  }

  #path(file: string): string {
    return join(this.#wire.folder, file);
  }
}

/** Whether a socket is not there yet, or nobody listens on it yet. */
function isNotThere(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ECONNREFUSED";
}
