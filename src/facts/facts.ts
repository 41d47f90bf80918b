import { z } from "zod";
import type { InstalledPackage } from "../package/installed-package.ts";

/** `/etc/os-release`: ID, VERSION_ID, NAME, PRETTY_NAME, ID_LIKE, PLATFORM_ID, VARIANT_ID. */
const OsRelease = z.strictObject({
  id: z.string(),
  versionId: z.string(),
  name: z.string(),
  prettyName: z.string(),
  idLike: z.array(z.string()),
  platformId: z.string().optional(),
  variantId: z.string().optional(),
});

/** `architecture` as `uname -m` says it; `cpuLevel` is the n of x86-64-vn, left out on other architectures. */
const Machine = z.strictObject({
  architecture: z.string(),
  cpuModel: z.string().optional(),
  cpuCount: z.number().optional(),
  cpuLevel: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
});

const Kernel = z.strictObject({ release: z.string(), commandLine: z.array(z.string()) });

const Firmware = z.strictObject({
  kind: z.enum(["bios", "uefi"]),
  /** "unknown": UEFI, but the state could not be read (no efivars, not root). */
  secureBoot: z.enum(["enabled", "disabled", "unsupported", "unknown"]),
});

/** A section of a .repo file after variables were filled in where the host told them. */
const Repository = z.strictObject({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  enabled: z.boolean(),
  baseUrls: z.array(z.string()),
  mirrorList: z.string().optional(),
  metalink: z.string().optional(),
  gpgCheck: z.boolean(),
  gpgKeys: z.array(z.string()),
  priority: z.number().optional(),
  cost: z.number().optional(),
  excludes: z.array(z.string()),
  includes: z.array(z.string()),
  moduleHotfixes: z.boolean(),
});

/** `/etc/dnf/modules.d/NAME.module`. */
const ModuleState = z.strictObject({
  name: z.string(),
  stream: z.string(),
  state: z.enum(["enabled", "disabled", ""]),
  profiles: z.array(z.string()),
});

const Mount = z.strictObject({
  device: z.string(),
  mountPoint: z.string(),
  type: z.string(),
  options: z.array(z.string()),
  sizeBytes: z.number().optional(),
  freeBytes: z.number().optional(),
  inodes: z.number().optional(),
  freeInodes: z.number().optional(),
});

/** What lies in /boot: kernels and initramfs images with their sizes, BLS entries, where grub.cfg is. */
const Boot = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), sizeBytes: z.number() })),
  /** Kernel releases (`uname -r` form) that have a vmlinuz there. */
  kernels: z.array(z.string()),
  /** Where grub.cfg was found; empty when there is none. */
  grubConfigs: z.array(z.string()),
});

const FstabEntry = z.strictObject({
  line: z.number(),
  device: z.string(),
  mountPoint: z.string(),
  type: z.string(),
  options: z.array(z.string()),
});
const Fstab = z.strictObject({
  entries: z.array(FstabEntry),
  /** Lines that are neither blank, nor comments, nor entries. */
  malformed: z.array(z.strictObject({ line: z.number(), text: z.string() })),
});

const BlockDevice = z.strictObject({
  name: z.string(),
  /** disk, part, lvm, crypt, raid1, rom, loop … (lsblk TYPE). */
  type: z.string(),
  sizeBytes: z.number(),
  fileSystem: z.string().optional(),
  mountPoint: z.string().optional(),
  parent: z.string().optional(),
});

/** Ids are four lower-case hex digits. `driver` is the kernel driver in use. */
const PciDevice = z.strictObject({
  slot: z.string(),
  class: z.string(),
  vendor: z.string(),
  device: z.string(),
  subvendor: z.string().optional(),
  subdevice: z.string().optional(),
  driver: z.string().optional(),
  modules: z.array(z.string()),
});

/**
 * `/proc/modules`; `taint` is the letters in parentheses, e.g. "OE" for out of tree and unsigned, "" for none, "?" where the
 * source does not tell (an archive with lsmod only, of a kernel that some module taints).
 */
const KernelModule = z.strictObject({ name: z.string(), sizeBytes: z.number(), taint: z.string() });

const Memory = z.strictObject({ totalBytes: z.number(), availableBytes: z.number().optional(), swapBytes: z.number() });

const NetworkDevice = z.strictObject({
  name: z.string(),
  mac: z.string().optional(),
  driver: z.string().optional(),
  /** Has a device behind it (PCI, virtio, USB): not a bridge, bond, VLAN, veth or loopback. */
  physical: z.boolean(),
  state: z.string().optional(),
});

const NetworkProfile = z.strictObject({
  file: z.string(),
  kind: z.enum(["ifcfg", "keyfile"]),
  name: z.string(),
  /** ethernet, bond, wifi …: TYPE of an ifcfg file in lower case, `type` of a keyfile; left out where not said. */
  type: z.string().optional(),
  device: z.string().optional(),
  /** ifcfg NM_CONTROLLED; true for keyfiles. */
  networkManager: z.boolean(),
});

const Unit = z.strictObject({
  name: z.string(),
  /** active, inactive, failed …; left out for units that are not loaded. */
  active: z.string().optional(),
  sub: z.string().optional(),
  /** enabled, disabled, static, masked …: left out where there is no unit file. */
  enablement: z.string().optional(),
});

const Socket = z.strictObject({
  protocol: z.enum(["tcp", "udp"]),
  address: z.string(),
  port: z.number(),
  process: z.string().optional(),
});

/** `technology`: kvm, vmware, docker, lxc, amazon … as systemd-detect-virt says; `cloud`: aws, azure, gcp … where seen. */
const Virtualization = z.strictObject({
  kind: z.enum(["none", "vm", "container"]),
  technology: z.string(),
  cloud: z.string().optional(),
});

const Selinux = z.strictObject({
  mode: z.enum(["enforcing", "permissive", "disabled"]),
  configured: z.enum(["enforcing", "permissive", "disabled"]).optional(),
  policy: z.string().optional(),
});

/** `kind` dnf where the host has it, else yum. Options from dnf.conf or yum.conf [main], with dnf's defaults filled in. */
const PackageManager = z.strictObject({
  kind: z.enum(["dnf", "yum"]),
  excludes: z.array(z.string()),
  /** Left out where there is none: all packages count. */
  includes: z.array(z.string()).optional(),
  installonlyLimit: z.number(),
  best: z.boolean(),
  installWeakDependencies: z.boolean(),
  protectedPackages: z.array(z.string()),
  /** /etc/dnf/vars, /etc/yum/vars: name to value. */
  variables: z.record(z.string(), z.string()),
});

/** A lock of rpm, dnf, yum or PackageKit that a live process holds. */
const Lock = z.strictObject({ path: z.string(), process: z.number().optional(), command: z.string().optional() });

/**
 * Software that rpm does not own: below /usr/local, /opt and /srv, and modules of the system's interpreters. Lists are sorted
 * by path. What a file names is read from its bytes, not from its tables: a little more than it needs may stand there.
 */
const OwnSoftware = z.strictObject({
  /** Why there may be more than is told; empty: all was looked at. */
  limits: z.array(z.enum(["time", "entries", "permission", "mounts", "names", "rpm", "answer"])),
  /** ELF files. `glibc`: the highest version of glibc whose symbols it names; `unread`: too large, so nothing is known. */
  programs: z.array(
    z.strictObject({
      path: z.string(),
      bits: z.union([z.literal(32), z.literal(64)]),
      unread: z.boolean(),
      glibc: z.string().optional(),
      /** Names such as libssl.so.1.1. */
      libraries: z.array(z.string()),
    }),
  ),
  /** Scripts that start a Python; `version` as in their first line: "", "2", "3.6". */
  scripts: z.array(z.strictObject({ path: z.string(), version: z.string() })),
  /** Virtual environments of Python; `home`: where the interpreter is, left out where it is not told. */
  environments: z.array(
    z.strictObject({ path: z.string(), version: z.string().optional(), home: z.string().optional() }),
  ),
  /** Modules beside those of the distribution; `version`: of the Python they are for. */
  modules: z.array(
    z.strictObject({
      kind: z.enum(["pip", "perl", "gem", "npm", "php"]),
      path: z.string(),
      version: z.string().optional(),
    }),
  ),
});

export const Packages = z.custom<readonly InstalledPackage[]>((value) => Array.isArray(value));

function fact<Schema extends z.ZodType>(value: Schema) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("known"), value }),
    z.strictObject({ kind: z.literal("absent") }),
    z.strictObject({ kind: z.literal("unreadable"), reason: z.string() }),
  ]);
}

/** The facts by name. The value types above are what `run` of a check sees. */
export const Facts = z.strictObject({
  osRelease: fact(OsRelease),
  /** First line of /etc/redhat-release: the minor version of Linux 7 and 8 is told only here. */
  redhatRelease: fact(z.string()),
  machine: fact(Machine),
  kernel: fact(Kernel),
  firmware: fact(Firmware),
  packages: fact(Packages),
  packageManager: fact(PackageManager),
  repositories: fact(z.array(Repository)),
  modules: fact(z.array(ModuleState)),
  mounts: fact(z.array(Mount)),
  boot: fact(Boot),
  fstab: fact(Fstab),
  blockDevices: fact(z.array(BlockDevice)),
  pciDevices: fact(z.array(PciDevice)),
  kernelModules: fact(z.array(KernelModule)),
  memory: fact(Memory),
  networkDevices: fact(z.array(NetworkDevice)),
  networkProfiles: fact(z.array(NetworkProfile)),
  units: fact(z.array(Unit)),
  sockets: fact(z.array(Socket)),
  virtualization: fact(Virtualization),
  selinux: fact(Selinux),
  /** Whether FIPS mode is on. */
  fips: fact(z.boolean()),
  cryptoPolicy: fact(z.string()),
  locks: fact(z.array(Lock)),
  /** Documents of before it was collected lack it. */
  ownSoftware: fact(OwnSoftware).default({ kind: "unreadable", reason: "not collected" }),
});
export type Facts = z.infer<typeof Facts>;
export type FactName = keyof Facts;

/** The value type of a fact. */
export type FactValue<Name extends FactName> = Extract<Facts[Name], { kind: "known" }>["value"];
