import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Facts } from "../../facts/facts.ts";
import { readArchive } from "./read-archive.ts";

/**
 * A small sos report of our own making: layout and commands as the plugins of sos 3.9 to 4.10 name them, an invented CentOS 7
 * host. No real report is at hand.
 */
const report: Readonly<Record<string, string>> = {
  "version.txt": "sosreport: 3.9\n",
  "etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n",
  "usr/lib/os-release": 'NAME="CentOS Linux"\nID="centos"\nVERSION_ID="7"\nID_LIKE="rhel fedora"\n',
  "proc/cmdline": "ro root=/dev/mapper/centos-root my_password=geheim\n",
  "proc/cpuinfo": "processor\t: 0\nmodel name\t: Test\nflags\t\t: fpu sse2\n\nprocessor\t: 1\n",
  "proc/meminfo": "MemTotal: 2000 kB\nMemAvailable: 1000 kB\nSwapTotal: 0 kB\n",
  "proc/mounts": "/dev/mapper/centos-root / xfs rw 0 0\n/dev/sda1 /boot xfs rw 0 0\n",
  "proc/net/tcp": "  sl  local_address\n   0: 00000000:0016 00000000:0000 0A 00000000:00000000\n",
  "proc/net/udp": "  sl  local_address\n  10: 0100007F:0143 00000000:0000 07 00000000:00000000\n",
  "proc/modules": "nvidia 100 0 - Live 0x0 (POE)\n",
  "etc/fstab": "/dev/mapper/centos-root / xfs defaults 0 0\n//nas/x /x cifs username=a,password=geheim 0 0\n",
  "etc/hostname": "app1.example.com\n",
  "etc/selinux/config": "SELINUX=permissive\nSELINUXTYPE=targeted\n",
  "etc/yum.conf": "[main]\ninstallonly_limit=5\ngpgcheck=1\nproxy_password=geheim\n",
  "etc/yum/vars/infra": "stock\n",
  "etc/yum/protected.d/systemd.conf": "systemd\n",
  "etc/yum.repos.d/CentOS-Base.repo":
    "[base]\nname=Base\nbaseurl=http://me:geheim@mirror/$releasever/$basearch/$infra\n",
  "etc/sysconfig/network-scripts/ifcfg-ens3": "DEVICE=ens3\nTYPE=Ethernet\n",
  "sys/class/dmi/id/sys_vendor": "Google\n",
  "sys/class/dmi/id/product_name": "Google Compute Engine\n",
  "sos_commands/date/date_--utc": "Tue 17 Nov 2020 06:02:41 PM UTC\n",
  "sos_commands/host/hostname_-f": "/bin/hostname: command not found\n",
  "sos_commands/host/hostnamectl_status": "   Static hostname: app1\n           Chassis: vm\n    Virtualization: kvm\n",
  "sos_commands/kernel/uname_-a":
    "Linux app1 3.10.0-1160.el7.x86_64 #1 SMP Mon Oct 19 16:18:59 UTC 2020 x86_64 x86_64 x86_64 GNU/Linux\n",
  "sos_commands/kernel/sysctl_-a": "crypto.fips_enabled = 1\nkernel.tainted = 4096\n",
  "sos_commands/block/lsblk":
    "NAME            MAJ:MIN RM SIZE RO TYPE MOUNTPOINT\nsda               8:0    0  20G  0 disk \n├─sda1            8:1    0   1G  0 part /boot\n└─sda2            8:2    0  19G  0 part \n  └─centos-root 253:0    0  17.5G  0 lvm  /\n",
  "sos_commands/block/lsblk_-O_-P":
    'NAME="sda" KNAME="sda" MAJ:MIN="8:0" FSTYPE="" MOUNTPOINT="" SIZE="20G" TYPE="disk" PKNAME=""\nNAME="centos-root" KNAME="dm-0" MAJ:MIN="253:0" FSTYPE="xfs" MOUNTPOINT="/" SIZE="17.5G" TYPE="lvm" PKNAME="sda2"\n',
  "sos_commands/pci/lspci_-nnvv":
    "00:03.0 Ethernet controller [0200]: Red Hat, Inc. Virtio network device [1af4:1000]\n\tSubsystem: Red Hat, Inc. Device [1af4:0001]\n\tControl: I/O+ Mem+\n\tKernel driver in use: virtio-pci\n\tKernel modules: virtio_pci, other\n",
  "sos_commands/filesys/df_-al_-x_autofs":
    "Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/mapper/centos-root 18339840 1000 18338840 1% /\n/dev/sda1 1038336 200 1038136 1% /boot\n",
  "sos_commands/filesys/df_-ali_-x_autofs":
    "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/sda1 524288 300 523988 1% /boot\n",
  "sos_commands/rpm/package-data":
    "bind-libs-9.11.4-26.P2.el7.x86_64\tTue Nov 17 18:02:41 2020\t1605632561\tCentOS\tx86-02.bsys.centos.org\t8902\tRSA/SHA256, Wed Apr  1 06:21:12 2020, Key ID 24c6a8a7f4a80eb5\ngpg-pubkey-f4a80eb5-53a7ff4b.(none)\tTue Nov 17 18:02:41 2020\t1605632561\t(none)\tlocalhost\t(none)\t(none)\nmine-1.0-1.noarch\tTue Nov 17 18:02:41 2020\t1605632561\t(none)\tbuild\t(none)\t(none)\n",
  "sos_commands/yum/yum_list_installed":
    "Loaded plugins: fastestmirror\nInstalled Packages\nbind-libs.x86_64                 32:9.11.4-26.P2.el7\n                                                    @updates\nmine.noarch  1.0-1  installed\n",
  "sos_commands/selinux/sestatus_-b":
    "SELinux status:                 enabled\nCurrent mode:                   enforcing\n",
  "sos_commands/boot/mokutil_--sb-state": "EFI variables are not supported on this system\n",
  "sos_commands/grub2/ls_-lanR_.boot":
    "/boot:\ntotal 10\ndrwxr-xr-x. 2 0 0 27 Nov 17 2020 grub2\n-rwxr-xr-x. 1 0 0 6769256 Oct 19  2020 vmlinuz-3.10.0-1160.el7.x86_64\nlrwxrwxrwx. 1 0 0 5 Oct 19  2020 link -> other\n\n/boot/grub2:\ntotal 4\n-rw-r--r--. 1 0 0 4310 Nov 17  2020 grub.cfg\n-rw-r--r--. 1 0 0 310 Nov 17  2020 a.mod\n",
  "sos_commands/systemd/systemctl_list-units_--all":
    "  UNIT LOAD ACTIVE SUB DESCRIPTION\n  sshd.service loaded active running OpenSSH\n\nLOAD   = Reflects\n",
  "sos_commands/systemd/systemctl_list-unit-files": "UNIT FILE STATE\nsshd.service enabled\n\n1 unit files listed.\n",
  "sos_commands/networking/ip_-s_-d_link":
    "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0\n2: ens3: <BROADCAST,UP> mtu 1500 qdisc pfifo_fast state UP mode DEFAULT\n    link/ether 52:54:00:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0\n3: br0@ens3: <BROADCAST,UP> mtu 1500 state DOWN\n    link/ether 52:54:00:00:00:02 brd ff:ff:ff:ff:ff:ff promiscuity 0 \n    bridge forward_delay 1500 hello_time 200\n",
  "sos_commands/networking/ethtool_-i_ens3": "driver: virtio_net\nversion: 1.0.0\nbus-info: 0000:00:03.0\n",
  "sos_commands/networkmanager/nmcli_con":
    "NAME  UUID                                  TYPE      DEVICE\nens3  5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  ethernet  ens3\n",
};

let folder = "";
let facts: Facts;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ferry-sos-"));
  const root = join(folder, "sosreport-app1-2020-11-17-abcdefg");
  for (const [path, text] of Object.entries(report)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await symlink("../usr/lib/os-release", join(root, "etc/os-release"));
  await symlink("/etc/passwd", join(root, "proc/sys"));
  const document = await readArchive(folder);
  expect(document).toMatchObject({
    source: "sos",
    host: "app1.example.com",
    collectedAt: "2020-11-17T18:02:41.000Z",
  });
  expect(JSON.stringify(document)).not.toContain("geheim");
  facts = document.facts;
});

afterAll(() => rm(folder, { recursive: true }));

test.each<readonly [keyof Facts, unknown]>([
  [
    "osRelease",
    { id: "centos", versionId: "7", name: "CentOS Linux", prettyName: "Linux", idLike: ["rhel", "fedora"] },
  ],
  ["redhatRelease", "CentOS Linux release 7.9.2009 (Core)"],
  ["machine", { architecture: "x86_64", cpuModel: "Test", cpuCount: 2, cpuLevel: 1 }],
  [
    "kernel",
    { release: "3.10.0-1160.el7.x86_64", commandLine: ["ro", "root=/dev/mapper/centos-root", "my_password="] },
  ],
  ["firmware", { kind: "bios", secureBoot: "unsupported" }],
  ["memory", { totalBytes: 2048000, availableBytes: 1024000, swapBytes: 0 }],
  ["virtualization", { kind: "vm", technology: "kvm", cloud: "gcp" }],
  ["selinux", { mode: "enforcing", configured: "permissive", policy: "targeted" }],
  ["fips", true],
  ["kernelModules", [{ name: "nvidia", sizeBytes: 100, taint: "POE" }]],
  [
    "packages",
    [
      {
        name: "bind-libs",
        epoch: 32,
        version: "9.11.4",
        release: "26.P2.el7",
        arch: "x86_64",
        vendor: "CentOS",
        buildHost: "x86-02.bsys.centos.org",
        installTime: 1605632561,
        signer: "24c6a8a7f4a80eb5",
        origin: "updates",
      },
      {
        name: "mine",
        epoch: 0,
        version: "1.0",
        release: "1",
        arch: "noarch",
        buildHost: "build",
        installTime: 1605632561,
      },
    ],
  ],
  [
    "packageManager",
    {
      kind: "yum",
      excludes: [],
      installonlyLimit: 5,
      best: false,
      installWeakDependencies: true,
      protectedPackages: ["yum", "systemd"],
      variables: { infra: "stock" },
    },
  ],
  [
    "mounts",
    [
      {
        device: "/dev/mapper/centos-root",
        mountPoint: "/",
        type: "xfs",
        options: ["rw"],
        sizeBytes: 18339840 * 1024,
        freeBytes: 18338840 * 1024,
      },
      {
        device: "/dev/sda1",
        mountPoint: "/boot",
        type: "xfs",
        options: ["rw"],
        sizeBytes: 1038336 * 1024,
        freeBytes: 1038136 * 1024,
        inodes: 524288,
        freeInodes: 523988,
      },
    ],
  ],
  [
    "boot",
    {
      files: [
        { path: "/boot/vmlinuz-3.10.0-1160.el7.x86_64", sizeBytes: 6769256 },
        { path: "/boot/grub2/grub.cfg", sizeBytes: 4310 },
      ],
      kernels: ["3.10.0-1160.el7.x86_64"],
      grubConfigs: ["/boot/grub2/grub.cfg"],
    },
  ],
  [
    "blockDevices",
    [
      { name: "sda", type: "disk", sizeBytes: 20 * 2 ** 30 },
      {
        name: "centos-root",
        type: "lvm",
        sizeBytes: 17.5 * 2 ** 30,
        fileSystem: "xfs",
        mountPoint: "/",
        parent: "sda2",
      },
    ],
  ],
  [
    "pciDevices",
    [
      {
        slot: "0000:00:03.0",
        class: "0200",
        vendor: "1af4",
        device: "1000",
        subvendor: "1af4",
        subdevice: "0001",
        driver: "virtio-pci",
        modules: ["virtio_pci", "other"],
      },
    ],
  ],
  [
    "networkDevices",
    [
      { name: "lo", mac: "00:00:00:00:00:00", physical: false, state: "unknown" },
      { name: "ens3", mac: "52:54:00:00:00:01", driver: "virtio_net", physical: true, state: "up" },
      { name: "br0", mac: "52:54:00:00:00:02", physical: false, state: "down" },
    ],
  ],
  [
    "networkProfiles",
    [
      {
        file: "/etc/sysconfig/network-scripts/ifcfg-ens3",
        kind: "ifcfg",
        name: "ens3",
        type: "ethernet",
        device: "ens3",
        networkManager: true,
      },
    ],
  ],
  ["units", [{ name: "sshd.service", active: "active", sub: "running", enablement: "enabled" }]],
  [
    "sockets",
    [
      { protocol: "tcp", address: "0.0.0.0", port: 22 },
      { protocol: "udp", address: "127.0.0.1", port: 323 },
    ],
  ],
])("%s of a sos report", (name, value) => {
  expect(facts[name]).toEqual({ kind: "known", value });
});

test("a sos report's repositories have their variables filled in", () => {
  expect(facts.repositories).toMatchObject({
    kind: "known",
    value: [{ id: "base", baseUrls: ["http://mirror/7/x86_64/stock"], gpgCheck: true }],
  });
});

test("what a sos report does not hold is unreadable, what EL 7 does not know is absent", () => {
  expect(facts.locks).toEqual({ kind: "unreadable", reason: "not in the archive" });
  expect(facts.cryptoPolicy.kind).toBe("absent");
  expect(facts.modules.kind).toBe("absent");
});
