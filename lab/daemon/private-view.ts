import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { type LabPaths, runtimeFolder } from "../lab-paths.ts";
import { mirrorAddress } from "../network/addresses.ts";
import { mustRun } from "../run-program.ts";

/**
 * What this process and the programs of the lab see otherwise than the machine does: the names of network namespaces, name
 * resolution, OpenSSH's configuration. This process is in a mount namespace of its own.
 */
export async function mountPrivateView(paths: LabPaths): Promise<void> {
  for (const [point, mode] of [
    ["/run/netns", "755"],
    [runtimeFolder, "700"],
  ] as const) {
    await mkdir(point, { recursive: true });
    await mustRun("mount", ["-t", "tmpfs", "-o", `mode=${mode},size=1m`, "lab", point]);
  }
  await writeFile(paths.resolvFile, "# there is no DNS in the lab\n");
  const places = [
    [paths.hostsFile, "/etc/hosts"],
    [paths.resolvFile, "/etc/resolv.conf"],
    [paths.sshConfig, "/etc/ssh/ssh_config"],
  ] as const;
  for (const [source, point] of places) {
    if (existsSync(point)) await mustRun("mount", ["--bind", source, point]);
  }
}

export interface KnownHost {
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
}

/** The files are rewritten in place: what is mounted of them is the file, not its name. */
export async function writeNames(
  paths: LabPaths,
  mirrors: readonly string[],
  hosts: readonly KnownHost[],
): Promise<void> {
  const lines = [
    "127.0.0.1 localhost",
    "::1 localhost",
    `${mirrorAddress} ${mirrors.join(" ")}`,
    ...hosts.map(({ address, name }) => `${address} ${name}`),
  ];
  await writeFile(paths.hostsFile, `${lines.join("\n")}\n`);
  const keys = hosts.map(({ name, address, hostKey }) => `${name},${address} ${hostKey}`);
  await writeFile(paths.knownHosts, `${keys.join("\n")}\n`);
}

export async function writeSshConfig(paths: LabPaths): Promise<void> {
  await writeFile(
    paths.sshConfig,
    `Host *
  User root
  IdentityFile ${paths.identity}
  IdentitiesOnly yes
  UserKnownHostsFile ${paths.knownHosts}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
`,
  );
}

const inotifyLimits = { max_user_instances: 8192, max_user_watches: 1_048_576 };

/** With the usual 128 instances of inotify, the 26th systemd of a machine does not come up and does not say why. */
export async function raiseInotifyLimits(): Promise<void> {
  for (const [name, least] of Object.entries(inotifyLimits)) {
    const path = `/proc/sys/fs/inotify/${name}`;
    if (Number(readFileSync(path, "utf8")) < least) await writeFile(path, `${least}\n`);
  }
}
