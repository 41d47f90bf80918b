import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askDaemon } from "./ask-daemon.ts";
import { LabError } from "./lab-error.ts";
import { labPaths } from "./lab-paths.ts";
import { entering, type ProgramPlace, runInLab } from "./lab-programs.ts";
import { makeHostKey } from "./machine/make-disk.ts";
import type { HostDescription, HostPower, LabRequest } from "./protocol.ts";
import { mustRun, type ProgramOptions, type ProgramResult, runProgram } from "./run-program.ts";

/** Seconds that a host may take to come up, on a machine with much else to do. */
const UP_SECONDS = 120;
/** Seconds that a systemd may take until it takes an order, or ends. */
const SYSTEMD_SECONDS = 30;
/** A host's time between two boots, on a loaded machine. */
const BETWEEN_BOOTS_SECONDS = 60;

/** A host of a running lab, from the outside: its wire, its power switch, its console, its disk. */
export class LabHost {
  readonly #lab: string;
  readonly #place: ProgramPlace;
  readonly name: string;
  readonly release: string;
  readonly address: string;
  /** On the machine: the host's disk and `console`, what its boots wrote. */
  readonly folder: string;
  readonly #description: HostDescription;

  constructor(lab: string, place: ProgramPlace, description: HostDescription) {
    this.#lab = lab;
    this.#place = place;
    this.#description = description;
    this.name = description.name;
    this.release = description.release;
    this.address = description.address;
    this.folder = description.folder;
  }

  /** Runs a shell command as root on the host, over SSH with its pinned key. */
  run(command: string, options: ProgramOptions = {}): Promise<ProgramResult> {
    const config = labPaths(this.#lab).sshConfig;
    return runInLab(this.#place, "ssh", ["-F", config, "-o", "BatchMode=yes", this.name, "--", command], options);
  }

  /** Runs a shell command over SSH that must succeed; returns its standard output. */
  async must(command: string, options: ProgramOptions = {}): Promise<string> {
    const result = await this.run(command, options);
    if (result.exitCode === 0) return result.stdout;
    throw new LabError(
      `Cannot run "${command}" on ${this.name}: ${result.signal ?? `exit ${result.exitCode}`}: ${result.stderr.trim()}`,
    );
  }

  /**
   * Runs a shell command as root at the host's console: without network and sshd when it is on; with its disk as the root
   * when it is off, and then nothing of the host runs.
   */
  async console(command: string, options: ProgramOptions = {}): Promise<ProgramResult> {
    const { file, args, env } = await this.#consoleProgram(command);
    return runProgram(file, args, { ...options, env: { ...process.env, ...options.env, ...env } });
  }

  /** As `console`, but returns the child at once. */
  async openConsole(command: string, options: SpawnOptions = {}): Promise<ChildProcess> {
    const { file, args, env } = await this.#consoleProgram(command);
    return spawn(file, args, { ...options, env: { ...process.env, ...options.env, ...env } });
  }

  async #consoleProgram(command: string) {
    const { power, cgroup, environment } = await this.describe();
    if (power.kind === "on") {
      const script = join(import.meta.dirname, "machine/enter-host.sh");
      return { file: "sh", args: [script, cgroup, String(power.init), command], env: {} };
    }
    if (power.kind === "waiting")
      throw new LabError(`${this.name} is between two boots: wait for it, or switch it off`);
    const script = join(import.meta.dirname, "machine/host.sh");
    const namespaces = ["--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--propagation", "private"];
    const program = ["unshare", ...namespaces, "sh", script, "tree", "sh", "-c", command];
    return { file: "sh", args: entering(this.#place, program), env: environment };
  }

  async readFile(path: string): Promise<string> {
    const result = await this.console(`cat -- ${quote(path)}`);
    if (result.exitCode !== 0) throw new LabError(`Cannot read ${path} of ${this.name}: ${result.stderr.trim()}`);
    return result.stdout;
  }

  /** Writes a file of the host, on or off. Folders above it are made; mode and owner of a file that was there stay. */
  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    const command = `mkdir -p -- "$(dirname -- ${quote(path)})" && cat > ${quote(path)}`;
    const result = await this.console(command, { input: data });
    if (result.exitCode !== 0) throw new LabError(`Cannot write ${path} of ${this.name}: ${result.stderr.trim()}`);
  }

  /** What the daemon knows of the host at this moment. */
  async describe(): Promise<HostDescription> {
    const { hosts } = await askDaemon(this.#lab, { do: "describe" });
    const found = hosts.find(({ name }) => name === this.name);
    if (found === undefined) throw new LabError(`There is no host "${this.name}" in lab "${this.#lab}" any more`);
    return found;
  }

  async power(): Promise<HostPower> {
    return (await this.describe()).power;
  }

  /** The id of the boot that runs now. Throws when none does. */
  async bootId(): Promise<string> {
    const power = await this.power();
    if (power.kind === "on") return power.bootId;
    throw new LabError(`${this.name} has no boot id: it is ${power.kind}`);
  }

  /** Waits until the host runs, under another boot id than `bootIdNot`, and its sshd answers. */
  async waitUntilUp(options: { readonly bootIdNot?: string; readonly seconds?: number } = {}): Promise<void> {
    const { bootIdNot, seconds = UP_SECONDS } = options;
    const request = { do: "wait", host: this.name, seconds } as const;
    await askDaemon(this.#lab, bootIdNot === undefined ? request : { ...request, bootIdNot });
  }

  /** Reboots as an administrator does, and waits until the host is up again. */
  async reboot(): Promise<void> {
    const bootIdNot = await this.bootId();
    await this.orderReboot(bootIdNot);
    await this.waitUntilUp({ bootIdNot });
  }

  /** Tells systemd to end the boot that runs; does not wait for the next one. */
  async orderReboot(bootId: string): Promise<void> {
    await this.#throughSystemd("systemctl reboot", bootId);
  }

  /**
   * Runs a systemctl command in a boot, until systemd has taken it or the boot ends. A systemd that executes itself anew, as the
   * scriptlets of its own update make it do, drops the connections of that moment; so does one that is ending.
   */
  async #throughSystemd(command: string, bootId: string): Promise<void> {
    let answer = "";
    for (const limit = performance.now() + SYSTEMD_SECONDS * 1000; performance.now() < limit; await sleep(200)) {
      const power = await this.power();
      if (power.kind !== "on" || power.bootId !== bootId) return;
      const { exitCode, stderr } = await this.console(command).catch(noConsole);
      if (exitCode === 0) return;
      answer = stderr.trim();
    }
    throw new LabError(`Cannot do "${command}" on ${this.name} within ${SYSTEMD_SECONDS} seconds: ${answer}`);
  }

  /** All processes of the host end at once, and it boots again; does not wait for that. What it had written stays. */
  async crash(): Promise<void> {
    await this.#ask({ do: "power", host: this.name, power: "crash" });
  }

  /** Pulls the plug; the host stays off. */
  async powerOff(): Promise<void> {
    await this.#ask({ do: "power", host: this.name, power: "off" });
  }

  /** Switches the power on; does not wait until the host is up. */
  async powerOn(): Promise<void> {
    await this.#ask({ do: "power", host: this.name, power: "on" });
  }

  /** How the host comes back after a reboot: later, or not at all (until its power is switched off and on). */
  async setFirmware(firmware: { readonly bootDelaySeconds?: number; readonly comesBack?: boolean }): Promise<void> {
    await this.#ask({ do: "firmware", host: this.name, ...firmware });
  }

  async cutLine(): Promise<void> {
    await this.#ask({ do: "line", host: this.name, line: "cut" });
  }

  async restoreLine(): Promise<void> {
    await this.#ask({ do: "line", host: this.name, line: "restored" });
  }

  /** Gives the host another SSH host key than the one that known_hosts has; returns what sets the old one again. */
  async changeHostKey(): Promise<{ readonly restore: () => Promise<void> }> {
    const path = "/etc/ssh/ssh_host_ed25519_key";
    const old = await this.#overReboots(async () => ({
      secret: await this.readFile(path),
      open: await this.readFile(`${path}.pub`),
    }));
    const made = join(this.folder, "another_host_key");
    await mustRun("rm", ["-f", made, `${made}.pub`]);
    const open = await makeHostKey(made);
    const secret = await mustRun("cat", [made]);
    await this.#setHostKey(path, { secret, open: `${open}\n` });
    return { restore: () => this.#setHostKey(path, old) };
  }

  async #setHostKey(path: string, key: { readonly secret: string; readonly open: string }): Promise<void> {
    await this.#overReboots(async () => {
      await this.writeFile(path, key.secret);
      await this.writeFile(`${path}.pub`, key.open);
    });
    const { power, line } = await this.describe();
    // A boot that comes later reads them anyway.
    if (power.kind !== "on") return;
    await this.#throughSystemd("systemctl restart sshd.service", power.bootId);
    if (line === "restored") await this.waitUntilUp();
  }

  /** Does something at the console again and again until it succeeds: a host between two boots has none. */
  async #overReboots<Result>(work: () => Promise<Result>): Promise<Result> {
    for (const limit = performance.now() + BETWEEN_BOOTS_SECONDS * 1000; ; await sleep(200)) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof LabError) || performance.now() >= limit) throw error;
      }
    }
  }

  /** Copies the disk of the host, which must be off. A snapshot of the same name is replaced. */
  async snapshot(name = "snapshot"): Promise<void> {
    await this.#ask({ do: "save-disk", host: this.name, snapshot: name });
  }

  /** Makes the disk of the host, which must be off, what it was at the snapshot. */
  async restore(name = "snapshot"): Promise<void> {
    await this.#ask({ do: "load-disk", host: this.name, snapshot: name });
  }

  /** Ends the host and deletes its disk. */
  async remove(): Promise<void> {
    await this.#ask({ do: "remove-host", host: this.name });
  }

  /** The cgroup with all processes of the host. */
  get cgroup(): string {
    return this.#description.cgroup;
  }

  async #ask(request: LabRequest): Promise<void> {
    await askDaemon(this.#lab, request);
  }
}

/** A host that ended a moment ago has no console. */
function noConsole(error: unknown): { readonly exitCode: number; readonly stderr: string } {
  if (error instanceof LabError) return { exitCode: 1, stderr: error.message };
  throw error;
}

/** One word of a shell command. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
