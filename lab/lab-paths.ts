import { join } from "node:path";

/** Where running labs keep their hosts' disks and sockets: one folder per lab, gone with it. */
export function labsFolder(): string {
  return process.env["FERRY_LAB_RUN"] ?? "/var/lib/ferry-lab";
}

/** The files of one running lab. Its folder is `labsFolder()/<id>`. */
export interface LabPaths {
  readonly folder: string;
  /** The daemon answers here (a unix socket, JSON lines). */
  readonly socket: string;
  /** /etc/hosts, /etc/resolv.conf and OpenSSH's configuration as programs inside the lab's network see them. */
  readonly hostsFile: string;
  readonly resolvFile: string;
  readonly sshConfig: string;
  readonly knownHosts: string;
  readonly identity: string;
  readonly hosts: string;
}

export function labPaths(id: string): LabPaths {
  const folder = join(labsFolder(), id);
  return {
    folder,
    socket: join(folder, "socket"),
    hostsFile: join(folder, "etc-hosts"),
    resolvFile: join(folder, "resolv.conf"),
    sshConfig: join(folder, "ssh_config"),
    knownHosts: join(folder, "known_hosts"),
    identity: join(folder, "id_ed25519"),
    hosts: join(folder, "hosts"),
  };
}

/**
 * XDG_RUNTIME_DIR of the lab's programs, in each lab another. Hosts of all labs have the same names and addresses, and a
 * socket of ssh's in a shared folder would lead Ferry in one lab to a host of another. Short, as paths of sockets must be.
 */
export const runtimeFolder = "/run/ferry-lab";

/** Whether a word may name a lab or a host: it becomes a file name, a host name and part of a cgroup's path. */
export function isLabName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(name);
}
