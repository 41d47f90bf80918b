import type { HostSurvey, SurveyedMount } from "./host-survey.ts";
import { isWithin } from "./is-within.ts";

/** What of a host goes into a file copy, and what does not, with the reason. */
export interface CopyScope {
  /** Mount points whose file systems are copied, `/` first. */
  readonly mounts: readonly string[];
  /** Folders and files whose content is left out. */
  readonly skip: readonly LeftOut[];
  /** Paths within what is left out that are copied all the same. */
  readonly more: readonly string[];
  /** Bytes in use on the file systems that are copied: the most the copy can need. */
  readonly bytes: number;
}

export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

/** Ferry's own folder on a host. */
export const FERRY_FOLDER = "/var/lib/ferry";

/** Where a controller that runs as root keeps its state. */
const CONTROLLER_FOLDER = "/var/lib/ferry-state";

/** File systems that hold nothing of their own, or nothing of this host. */
const notOnDisk: ReadonlySet<string> = new Set(
  [
    "autofs bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl hugetlbfs mqueue nsfs proc pstore ramfs",
    "rpc_pipefs securityfs selinuxfs sysfs tmpfs tracefs binfmt_misc squashfs iso9660 udf",
  ].flatMap((line) => line.split(" ")),
);
const elsewhere: ReadonlySet<string> = new Set(
  [
    "nfs nfs4 cifs smb3 ceph glusterfs fuse.glusterfs fuse.sshfs fuse.ceph fuse.rclone fuse.s3fs lustre afs 9p beegfs gpfs ocfs2 gfs2",
  ].flatMap((line) => line.split(" ")),
);

/** Packages put files here; a file system mounted elsewhere is data. */
const systemFolders = ["/usr", "/var", "/boot", "/efi", "/etc", "/opt", "/lib", "/lib64", "/bin", "/sbin", "/root"];

/** Within those: where services and users keep what no package writes. */
export const dataFolders = [
  "/home",
  "/srv",
  "/var/www",
  "/var/ftp",
  "/var/mail",
  "/var/spool/mail",
  "/var/lib/mysql",
  "/var/lib/pgsql",
  "/var/lib/mongo",
  "/var/lib/mongodb",
  "/var/lib/redis",
  "/var/lib/elasticsearch",
  "/var/lib/ldap",
  "/var/lib/docker",
  "/var/lib/containers",
  "/var/lib/libvirt/images",
  "/var/lib/ceph",
  "/var/lib/gluster",
];

const alwaysLeftOut: readonly LeftOut[] = [
  { path: "/proc", why: "made by the kernel" },
  { path: "/sys", why: "made by the kernel" },
  { path: "/dev", why: "made by the kernel and udev" },
  { path: "/run", why: "empty after each boot" },
  { path: "/tmp", why: "temporary" },
  { path: "/var/tmp", why: "temporary" },
  { path: "/var/cache/dnf", why: "dnf downloads it again" },
  { path: "/var/cache/yum", why: "dnf downloads it again" },
  { path: "/var/cache/PackageKit", why: "PackageKit downloads it again" },
  { path: FERRY_FOLDER, why: "Ferry's own" },
  { path: CONTROLLER_FOLDER, why: "the state of a Ferry that runs on this host" },
];

/**
 * Everything the transaction may write to, and the user's data paths.
 * @param options.leaveOut paths on the host that do not go into the copy: where copies lie, Ferry's state when it runs there
 * @param options.keep Ferry's folder with dumps, packages and tables, which goes with the copy
 */
export function copyScope(
  survey: HostSurvey,
  options: { readonly dataPaths: readonly string[]; readonly leaveOut: readonly LeftOut[]; readonly keep: string },
): CopyScope {
  const { dataPaths } = options;
  const judged = survey.mounts.map((mount) => ({ mount, why: whyNotCopied(mount, dataPaths) }));
  const mounts = judged.filter(({ why }) => why === undefined).map(({ mount }) => mount);
  const skip: LeftOut[] = [
    ...alwaysLeftOut,
    ...options.leaveOut,
    ...survey.swapFiles.map((path) => ({ path, why: "swap" })),
    ...judged.flatMap(({ mount, why }) => (why === undefined ? [] : [{ path: mount.path, why }])),
  ].filter(
    ({ path }, index, all) =>
      path !== "/" &&
      all.findIndex((other) => other.path === path) === index &&
      !all.some((other) => other.path !== path && isWithin(path, other.path)),
  );
  const more = dataPaths.filter((path) => skip.some((one) => one.path !== path && isWithin(path, one.path)));
  const devices = new Map(mounts.map((mount) => [mount.device, mount.used]));
  return {
    mounts: mounts.map(({ path }) => path).sort(),
    skip: skip.filter(({ path }) => !dataPaths.includes(path)).sort((left, right) => (left.path < right.path ? -1 : 1)),
    more: [...more, options.keep],
    bytes: [...devices.values()].reduce((sum, used) => sum + used, 0),
  };
}

function whyNotCopied({ path, type }: SurveyedMount, dataPaths: readonly string[]): string | undefined {
  if (path === "/") return undefined;
  if (notOnDisk.has(type)) return `a ${type} file system holds nothing of its own`;
  const asked = dataPaths.some((data) => isWithin(data, path) || isWithin(path, data));
  if (asked) return undefined;
  if (elsewhere.has(type)) return `a ${type} file system lies on another machine; name it as a data path to copy it`;
  const data = dataFolders.find((folder) => isWithin(path, folder));
  if (data !== undefined)
    return "a file system of its own for data, where packages write nothing; name it as a data path";
  if (systemFolders.some((folder) => isWithin(path, folder))) return undefined;
  return "a file system where packages write nothing; name it as a data path to copy it";
}
