import type { ChildProcess, SpawnOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { askDaemon } from "./ask-daemon.ts";
import { LabError } from "./lab-error.ts";
import { type LabFiles, openLabFiles } from "./lab-files.ts";
import { LabHost } from "./lab-host.ts";
import { isLabName, labPaths } from "./lab-paths.ts";
import { type ProgramPlace, programEnvironment, runInLab, spawnInLab } from "./lab-programs.ts";
import type { MirrorFault } from "./mirror/mirror-fault.ts";
import type { HostSpecification, LabDescription, MirrorRequest } from "./protocol.ts";
import type { ProgramOptions, ProgramResult } from "./run-program.ts";
import { letGo, startKeeper } from "./start-keeper.ts";

/** A host to be made. It is booted, and waited for, unless `power` says "off". */
export interface HostOptions extends HostSpecification {
  readonly power?: "on" | "off";
  /** Files that the host has before its first boot: path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** A shell command that is run with the host's disk as the root before its first boot. */
  readonly prepare?: string;
}

export interface LabMirror {
  /** Replaces the faults of the mirror. */
  setFaults(faults: readonly MirrorFault[]): Promise<void>;
  /** What the mirror was asked since the lab is up, oldest first. */
  requests(): Promise<readonly MirrorRequest[]>;
}

/** A running lab: hosts, their mirrors and a network without a way out. Several can run on one machine. */
export class Lab implements AsyncDisposable {
  readonly id: string;
  readonly files: LabFiles;
  /** OpenSSH's configuration for the hosts: root, the lab's key, their pinned host keys. Programs of the lab use it anyway. */
  readonly sshConfig: string;
  readonly knownHosts: string;
  readonly identityFile: string;
  readonly mirror: LabMirror;
  readonly #place: ProgramPlace;
  readonly #end: () => Promise<void>;

  constructor(description: LabDescription, files: LabFiles, end: () => Promise<void>) {
    this.id = description.id;
    this.files = files;
    const paths = labPaths(this.id);
    this.sshConfig = paths.sshConfig;
    this.knownHosts = paths.knownHosts;
    this.identityFile = paths.identity;
    this.#place = { cgroup: description.cgroup, daemon: description.daemon, files };
    this.#end = end;
    this.mirror = {
      setFaults: async (faults) => {
        await askDaemon(this.id, { do: "mirror-faults", faults: [...faults] });
      },
      requests: () => askDaemon(this.id, { do: "mirror-requests" }),
    };
  }

  async host(options: HostOptions): Promise<LabHost> {
    const [host] = await this.hosts([options]);
    if (host === undefined) throw new LabError(`The lab made no host "${options.name}"`);
    return host;
  }

  /** Makes several hosts at once; returns when all are up. */
  async hosts(options: readonly HostOptions[]): Promise<readonly LabHost[]> {
    const made = await askDaemon(this.id, { do: "add-hosts", hosts: options.map(specificationOf) });
    const hosts = made.map((description) => new LabHost(this.id, this.#place, description));
    await Promise.all(hosts.map((host, place) => bringUp(host, options[place])));
    return hosts;
  }

  /** A host that is there already. */
  async findHost(name: string): Promise<LabHost> {
    const { hosts } = await askDaemon(this.id, { do: "describe" });
    const found = hosts.find((host) => host.name === name);
    if (found !== undefined) return new LabHost(this.id, this.#place, found);
    const there = hosts.map((host) => host.name).join(", ");
    throw new LabError(`There is no host "${name}" in lab "${this.id}" (${there === "" ? "it has none" : there})`);
  }

  /** Runs a program to its end where the hosts and the mirrors are known by name and the lab's authority is trusted. */
  exec(command: string, args: readonly string[] = [], options: ProgramOptions = {}): Promise<ProgramResult> {
    return runInLab(this.#place, command, args, options);
  }

  /** As `exec`, but returns the child at once. It ends with the lab, with all that it has started. */
  spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): ChildProcess {
    return spawnInLab(this.#place, command, args, options);
  }

  /** The environment that `exec` and `spawn` give. */
  environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return programEnvironment(this.files, extra);
  }

  /** The cgroup with all programs that were started in the lab. */
  get programsCgroup(): string {
    return join(this.#place.cgroup, "programs");
  }

  describe(): Promise<LabDescription> {
    return askDaemon(this.id, { do: "describe" });
  }

  /** Ends the lab; returns when nothing is left of it. */
  async end(): Promise<void> {
    await this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

function specificationOf(options: HostOptions): HostSpecification {
  const { name, release, disk, root, boot, data, share, init, bootDelaySeconds } = options;
  return { name, release, disk, root, boot, data, share, init, bootDelaySeconds };
}

async function bringUp(host: LabHost, options: HostOptions | undefined): Promise<void> {
  for (const [path, content] of Object.entries(options?.files ?? {})) await host.writeFile(path, content);
  if (options?.prepare !== undefined) {
    const result = await host.console(options.prepare);
    if (result.exitCode !== 0) throw new LabError(`Cannot prepare ${host.name}: ${result.stderr.trim()}`);
  }
  if (options?.power === "off") return;
  await host.powerOn();
  await host.waitUntilUp();
}

export interface LabOptions {
  /** What tells labs of one machine apart; a random one by default. */
  readonly id?: string;
  /** "parent": the lab ends when this process does. "stays": it runs on until it is told to end. The default is "parent". */
  readonly life?: "parent" | "stays";
}

/** Why no lab can run on this machine, or undefined. Whether its images are built is another question: openLabFiles(). */
export function whyNoLab(): string | undefined {
  if (process.platform !== "linux") return "the lab needs Linux";
  if (process.getuid?.() !== 0) return "the lab needs root (it makes namespaces and mounts)";
  return undefined;
}

/**
 * Starts a lab of its own. Throws LabError when none can run here, when the images are not built, or when a lab of this id
 * is up.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { id = `t${randomBytes(4).toString("hex")}`, life = "parent" } = options;
  const why = whyNoLab();
  if (why !== undefined) throw new LabError(`Cannot start a lab: ${why}`);
  if (!isLabName(id)) throw new LabError(`Cannot start lab "${id}": an id has small letters, digits and hyphens`);
  const files = builtFiles();
  const keeper = startKeeper(id, life);
  const exited = once(keeper, "exit");
  const errors = text(keeper.stderr);
  const isReady = await Promise.race([once(keeper.stdout, "data").then(() => true), exited.then(() => false)]);
  if (!isReady) {
    if (keeper.exitCode === 75) throw new LabError(`Cannot start lab "${id}": it is up already`);
    throw new LabError(`Cannot start lab "${id}": ${(await errors).trim() || `exit ${keeper.exitCode}`}`);
  }
  if (life === "stays") letGo(keeper);
  const description = await askDaemon(id, { do: "describe" });
  return new Lab(description, files, async () => {
    if (keeper.exitCode !== null || keeper.signalCode !== null) return;
    keeper.stdin?.end();
    if (life === "stays") await endLab(id);
    await exited;
  });
}

function builtFiles(): LabFiles {
  const files = openLabFiles();
  if (files === undefined) throw new LabError("The lab's images are not built: npm run lab -- build");
  return files;
}

/** A lab that is up. */
export async function findLab(id: string): Promise<Lab> {
  const description = await askDaemon(id, { do: "describe" });
  return new Lab(description, builtFiles(), () => endLab(id));
}

/** Ends a lab by its id; returns when nothing is left of it. */
export async function endLab(id: string): Promise<void> {
  await askDaemon(id, { do: "end" });
  while (existsSync(`${labPaths(id).folder}.lock`)) await sleep(10);
}
