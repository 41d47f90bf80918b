import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostSpecification } from "../protocol.ts";
import { mustRun } from "../run-program.ts";

/** The folders that hold what a host has written. All are below the host's folder, some on file systems of their own. */
export interface HostDisk {
  readonly root: HostRoot;
  /** Mounted file systems of the host's own. */
  readonly boot: string | undefined;
  readonly data: string | undefined;
  /** The host's public key for SSH, as known_hosts has it: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
}

/** What / is made of: all that was written over the image, or the path of a subvolume named `root` and the disk it is on. */
export type HostRoot =
  | { readonly kind: "overlay"; readonly upper: string; readonly work: string }
  | { readonly kind: "btrfs"; readonly subvolume: string; readonly device: string };

/**
 * Makes the disk of a new host: a clone of its release's image with a name, a machine id and SSH keys of its own. Loop file
 * systems are mounted in the daemon's mount namespace and stay mounted while the host reboots.
 */
export async function makeDisk(folder: string, image: string, host: HostSpecification): Promise<HostDisk> {
  await mkdir(join(folder, "tree"), { recursive: true });
  const root = await (host.root === "btrfs" ? btrfsRoot(folder, image, host) : overlayRoot(folder, host));
  const boot =
    host.boot === undefined ? undefined : await loopFileSystem(folder, "boot", "ext4", host.boot, join(image, "boot"));
  const data =
    host.data === undefined ? undefined : await loopFileSystem(folder, "data", host.data.fileSystem, host.data.size);
  const written = writtenTo(root);
  const ssh = join(written, "etc/ssh");
  await mkdir(ssh, { recursive: true });
  await writeFile(join(written, "etc/hostname"), `${host.name}\n`);
  // It begins with a letter: GRUB takes an id that begins with digits for the number of a menu entry.
  await writeFile(join(written, "etc/machine-id"), `fa${randomBytes(15).toString("hex")}\n`);
  return { root, boot, data, hostKey: await makeHostKey(join(ssh, "ssh_host_ed25519_key")) };
}

async function overlayRoot(folder: string, host: HostSpecification): Promise<HostRoot> {
  const disk = host.disk === undefined ? folder : await loopFileSystem(folder, "disk", "ext4", host.disk);
  const [upper, work] = [join(disk, "upper"), join(disk, "work")];
  await Promise.all([mkdir(upper), mkdir(work)]);
  return { kind: "overlay", upper, work };
}

async function btrfsRoot(folder: string, image: string, host: HostSpecification): Promise<HostRoot> {
  const disk = await loopFileSystem(folder, "disk", "btrfs", host.disk ?? "4G");
  const subvolume = join(disk, "root");
  await mustRun("btrfs", ["-q", "subvolume", "create", subvolume]);
  await mustRun("cp", ["-a", `${image}/.`, subvolume]);
  await mustRun("find", [join(subvolume, "etc/ssh"), "-name", "ssh_host_*", "-delete"]);
  const device = (await mustRun("findmnt", ["-n", "-o", "SOURCE", disk])).trim();
  await writeFile(join(subvolume, "etc/fstab"), `${device} / btrfs subvol=root 0 0\n`);
  return { kind: "btrfs", subvolume, device };
}

/** The folder in which a host's own files lie. */
function writtenTo(root: HostRoot): string {
  return root.kind === "overlay" ? root.upper : root.subvolume;
}

/** Makes a key pair for sshd at a path where there is none. */
export async function makeHostKey(path: string): Promise<string> {
  await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
  return (await readFile(`${path}.pub`, "utf8")).trim();
}

async function loopFileSystem(
  folder: string,
  name: string,
  type: "ext4" | "xfs" | "btrfs",
  size: string,
  content?: string,
): Promise<string> {
  const [image, point] = [join(folder, `${name}.img`), join(folder, name)];
  await mkdir(point);
  await mustRun("truncate", ["-s", size, image]);
  const options = {
    ext4: ["-q", "-F", "-m", "0", ...(content === undefined ? [] : ["-d", content])],
    xfs: ["-q", "-f"],
    btrfs: ["-q", "-f"],
  };
  await mustRun(`mkfs.${type}`, [...options[type], image]);
  await mustRun("mount", ["-o", "loop", image, point]);
  return point;
}

/** The parts of a disk that a snapshot holds. */
function parts(disk: HostDisk): Readonly<Record<string, string>> {
  return {
    root: writtenTo(disk.root),
    ...(disk.boot === undefined ? {} : { boot: disk.boot }),
    ...(disk.data === undefined ? {} : { data: disk.data }),
  };
}

/** Copies the disk of a host that is off; a snapshot of the same name is replaced. */
export async function saveDisk(disk: HostDisk, snapshot: string): Promise<void> {
  await mustRun("rm", ["-rf", "--one-file-system", snapshot]);
  await mkdir(snapshot, { recursive: true });
  for (const [name, path] of Object.entries(parts(disk))) await mustRun("cp", ["-a", path, join(snapshot, name)]);
}

/** Makes the disk of a host that is off what it was when the snapshot was taken. */
export async function loadDisk(disk: HostDisk, snapshot: string): Promise<void> {
  for (const [name, path] of Object.entries(parts(disk))) {
    await mustRun("find", [path, "-xdev", "-mindepth", "1", "-delete"]);
    await mustRun("cp", ["-a", `${join(snapshot, name)}/.`, path]);
  }
}
