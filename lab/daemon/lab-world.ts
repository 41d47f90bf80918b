import { readdirSync } from "node:fs";
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { labCgroup, makeCgroup } from "../cgroup.ts";
import { LabError } from "../lab-error.ts";
import type { LabFiles } from "../lab-files.ts";
import { type LabPaths, labPaths } from "../lab-paths.ts";
import { Machine } from "../machine/machine.ts";
import { loadDisk, makeDisk, saveDisk } from "../machine/make-disk.ts";
import { madeUpHosts } from "../mirror/find-file.ts";
import { Mirror } from "../mirror/serve-mirror.ts";
import { hostAddress, hostMac, mirrorAddress, mostHosts } from "../network/addresses.ts";
import { hostNetwork, wireOf } from "../network/ip-batch.ts";
import { Network } from "../network/network.ts";
import { answersSsh } from "../network/wait-for-ssh.ts";
import type { GuestWire, HostDescription, HostSpecification, LabDescription, LabRequest } from "../protocol.ts";
import { mustRun } from "../run-program.ts";
import { describeHost, type LabHostRecord } from "./lab-host-record.ts";
import { mountPrivateView, raiseInotifyLimits, writeNames, writeSshConfig } from "./private-view.ts";

/** A running lab as its daemon sees it. This process is in the lab's own network and mount namespaces. */
export class LabWorld {
  readonly #id: string;
  readonly #files: LabFiles;
  readonly #paths: LabPaths;
  readonly #cgroup: string;
  readonly #network = new Network();
  readonly #mirror: Mirror;
  readonly #hosts = new Map<string, LabHostRecord>();
  readonly #guests = new Map<string, { readonly index: number; readonly hostKey: string }>();
  /** Changes of the set of hosts, one after another. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(id: string, files: LabFiles) {
    this.#id = id;
    this.#files = files;
    this.#paths = labPaths(id);
    this.#cgroup = labCgroup(id);
    const { serverCertificate: certificate, serverKey: key } = files.keys;
    this.#mirror = new Mirror({ address: mirrorAddress, www: files.www, certificate, key });
  }

  async start(): Promise<void> {
    makeCgroup(join(this.#cgroup, "programs"));
    await raiseInotifyLimits();
    await mkdir(this.#paths.hosts);
    await copyFile(this.#files.keys.ssh, this.#paths.identity);
    await chmod(this.#paths.identity, 0o600);
    await writeSshConfig(this.#paths);
    await this.#writeNames();
    await mountPrivateView(this.#paths);
    await this.#network.make();
    await this.#mirror.listen();
  }

  /** Does what a client asks; what it returns goes back as JSON. */
  async do(request: LabRequest): Promise<unknown> {
    switch (request.do) {
      case "describe":
        return this.#describe();
      case "add-hosts":
        return this.#changing(() => this.#addHosts(request.hosts));
      case "remove-host":
        return this.#changing(() => this.#removeHost(this.#host(request.host)));
      case "power":
        return this.#setPower(this.#host(request.host), request.power);
      case "firmware": {
        const { machine } = this.#host(request.host);
        machine.bootDelaySeconds = request.bootDelaySeconds ?? machine.bootDelaySeconds;
        machine.comesBack = request.comesBack ?? machine.comesBack;
        return true;
      }
      case "line":
        await this.#network.setLine(this.#host(request.host).index, request.line);
        return true;
      case "wait":
        return this.#wait(this.#host(request.host), request.bootIdNot, request.seconds);
      case "save-disk":
      case "load-disk":
        return this.#copyDisk(this.#host(request.host), request.do, request.snapshot);
      case "plug-in-guest":
        return this.#changing(() => this.#plugInGuest(request.guest, request.hostKey));
      case "unplug-guest":
        return this.#changing(() => this.#unplugGuest(request.guest));
      case "mirror-faults":
        this.#mirror.setFaults(request.faults);
        return true;
      case "mirror-requests":
        return this.#mirror.requests();
      case "end":
        return "end"; // the daemon ends when it has said so
    }
  }

  #describe(): LabDescription {
    return {
      id: this.#id,
      daemon: process.pid,
      cgroup: this.#cgroup,
      files: this.#files.directory,
      hosts: [...this.#hosts.values()].map((host) => this.#describeHost(host)),
    };
  }

  #describeHost(host: LabHostRecord): HostDescription {
    return describeHost(host, this.#network.line(host.index));
  }

  #host(name: string): LabHostRecord {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new LabError(`There is no host "${name}" in lab "${this.#id}"`);
    return host;
  }

  #changing<T>(change: () => Promise<T>): Promise<T> {
    const next = this.#changes.then(change);
    this.#changes = next.catch(() => {});
    return next;
  }

  async #addHosts(specifications: readonly HostSpecification[]): Promise<readonly HostDescription[]> {
    const names = new Set([...this.#hosts.keys(), ...this.#guests.keys()]);
    for (const { name, release } of specifications) {
      this.#imageOf(release);
      if (names.has(name)) throw new LabError(`Cannot add host "${name}": the lab has one of this name`);
      names.add(name);
    }
    const free = this.#freeIndexes();
    const placed = specifications.map((specification, place) => {
      const index = free[place];
      if (index === undefined) throw new LabError(`Cannot add host "${specification.name}": the lab is full`);
      return { specification, index, name: specification.name };
    });
    await this.#network.plugIn(placed);
    const added = await Promise.all(placed.map(({ specification, index }) => this.#makeHost(specification, index)));
    for (const host of added) this.#hosts.set(host.specification.name, host);
    await this.#writeNames();
    return added.map((host) => this.#describeHost(host));
  }

  #imageOf(release: string): string {
    const known = this.#files.releases.find((one) => one === release);
    if (known !== undefined) return this.#files.image(known);
    throw new LabError(`There is no image of "${release}" (there are ${this.#files.releases.join(", ")})`);
  }

  #freeIndexes(): readonly number[] {
    const used = new Set([...this.#hosts.values(), ...this.#guests.values()].map(({ index }) => index));
    return Array.from({ length: mostHosts }, (_, index) => index).filter((index) => !used.has(index));
  }

  async #makeHost(specification: HostSpecification, index: number): Promise<LabHostRecord> {
    const { name, release, init, bootDelaySeconds, data, share = [] } = specification;
    const folder = join(this.#paths.hosts, name);
    const image = this.#imageOf(release);
    const disk = await makeDisk(folder, image, specification);
    const [network, shares] = [join(folder, "network"), join(folder, "shares")];
    await writeFile(
      network,
      hostNetwork(index)
        .map((line) => `${line}\n`)
        .join(""),
    );
    await writeFile(shares, share.map(({ from, to }) => `${from}\t${to}\n`).join(""));
    const machine = new Machine({
      name,
      folder,
      cgroup: join(this.#cgroup, `host-${name}`),
      environment: {
        LAB_NAME: name,
        LAB_IMAGE: image,
        LAB_UPPER: disk.root.kind === "overlay" ? disk.root.upper : "",
        LAB_WORK: disk.root.kind === "overlay" ? disk.root.work : "",
        LAB_BTRFS: disk.root.kind === "btrfs" ? disk.root.device : "",
        LAB_TREE: join(folder, "tree"),
        LAB_BOOT: disk.boot ?? "",
        LAB_DATA: disk.data ?? "",
        LAB_DATA_POINT: data?.mountPoint ?? "",
        LAB_NETWORK: network,
        LAB_SHARES: shares,
      },
      init:
        init === "sshd" ? ["/usr/sbin/sshd", "-D", "-e"] : ["/usr/lib/systemd/systemd", "--system", "--show-status=0"],
      bootDelaySeconds: bootDelaySeconds ?? 0,
    });
    return { specification, index, disk, machine };
  }

  async #removeHost(host: LabHostRecord): Promise<true> {
    await host.machine.powerOff();
    await this.#network.unplug({ name: host.specification.name, index: host.index });
    const { boot, data, root } = host.disk;
    const { folder } = host.machine.options;
    const hasDisk = root.kind === "btrfs" || host.specification.disk !== undefined;
    for (const point of [boot, data, hasDisk ? join(folder, "disk") : undefined]) {
      if (point !== undefined) await mustRun("umount", [point]);
    }
    await rm(folder, { recursive: true });
    this.#hosts.delete(host.specification.name);
    await this.#writeNames();
    return true;
  }

  /** Guests have the last addresses, so that the first guest of every lab has the same: it can go on from a saved state. */
  async #plugInGuest(name: string, hostKey: string): Promise<GuestWire> {
    if (this.#hosts.has(name) || this.#guests.has(name)) {
      throw new LabError(`Cannot plug in "${name}": the lab has a host of this name`);
    }
    const index = this.#freeIndexes().at(-1);
    if (index === undefined) throw new LabError(`Cannot plug in "${name}": the lab is full`);
    const folder = join(this.#paths.hosts, name);
    await mkdir(folder);
    await this.#network.plugInGuest(index);
    this.#guests.set(name, { index, hostKey });
    await this.#writeNames();
    return { address: hostAddress(index), mac: hostMac(index), device: wireOf(index), folder };
  }

  async #unplugGuest(name: string): Promise<true> {
    const guest = this.#guests.get(name);
    if (guest === undefined) throw new LabError(`There is no guest "${name}" in lab "${this.#id}"`);
    await this.#network.unplugGuest(guest.index);
    await rm(join(this.#paths.hosts, name), { recursive: true });
    this.#guests.delete(name);
    await this.#writeNames();
    return true;
  }

  #writeNames(): Promise<void> {
    const hosts = [...this.#hosts.values()].map(({ specification, index, disk }) => ({
      name: specification.name,
      address: hostAddress(index),
      hostKey: disk.hostKey,
    }));
    const guests = [...this.#guests].map(([name, { index, hostKey }]) => ({
      name,
      address: hostAddress(index),
      hostKey,
    }));
    const mirrors = new Set([...readdirSync(this.#files.www), ...madeUpHosts]);
    return writeNames(this.#paths, [...mirrors], [...hosts, ...guests]);
  }

  async #setPower({ machine }: LabHostRecord, power: "on" | "off" | "crash"): Promise<true> {
    if (power === "on") await machine.powerOn();
    else if (power === "off") await machine.powerOff();
    else await machine.crash();
    return true;
  }

  /** Waits until the host runs (under another boot id than `bootIdNot`) and its sshd answers. */
  async #wait(host: LabHostRecord, bootIdNot: string | undefined, seconds: number): Promise<HostDescription> {
    const limit = performance.now() + seconds * 1000;
    for (;;) {
      const { power } = host.machine;
      const isNew = power.kind === "on" && power.bootId !== bootIdNot;
      if (isNew && (await answersSsh(hostAddress(host.index), 1000))) return this.#describeHost(host);
      if (power.kind === "failed") throw new LabError(`${host.specification.name} is not up: ${power.why}`);
      if (performance.now() > limit) {
        throw new LabError(`${host.specification.name} is not up after ${seconds} s: it is ${power.kind}`);
      }
      await sleep(20);
    }
  }

  async #copyDisk(host: LabHostRecord, what: "save-disk" | "load-disk", snapshot: string): Promise<true> {
    const { machine, disk } = host;
    if (machine.power.kind !== "off") {
      throw new LabError(`Cannot copy the disk of ${host.specification.name}: the host is ${machine.power.kind}`);
    }
    const path = join(machine.options.folder, "snapshots", snapshot);
    await (what === "save-disk" ? saveDisk : loadDisk)(disk, path);
    return true;
  }
}
