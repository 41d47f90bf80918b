import { expect, test } from "vitest";
import { parseBoot } from "./boot.ts";
import { parseCryptoPolicy, parseFips } from "./crypto.ts";
import { parseFirmware } from "./firmware.ts";
import { parseCommandLine } from "./kernel.ts";
import { parseKernelModules } from "./kernel-modules.ts";
import { parseLocks } from "./locks.ts";
import { cpuLevel, machineOf, parseCpuinfo, parseUname } from "./machine.ts";
import { parseMeminfo } from "./memory.ts";
import { parseOsRelease, parseRedhatRelease } from "./os-release.ts";
import { parseSelinux } from "./selinux.ts";
import { parseVirtualization } from "./virtualization.ts";

test("parseOsRelease() reads the shell's quoting and gives the defaults of os-release(5)", () => {
  expect(
    parseOsRelease(
      '# a comment\nNAME="CentOS Stream"\nID=\'centos\'\nVERSION_ID=9\nID_LIKE="rhel fedora"\nPLATFORM_ID="platform:el9"\nPRETTY_NAME="The \\"best\\" \\$5"\n',
    ),
  ).toEqual({
    id: "centos",
    versionId: "9",
    name: "CentOS Stream",
    prettyName: 'The "best" $5',
    idLike: ["rhel", "fedora"],
    platformId: "platform:el9",
  });
  expect(parseOsRelease("ID=arch\n")).toEqual({
    id: "arch",
    versionId: "",
    name: "Linux",
    prettyName: "Linux",
    idLike: [],
  });
});

test.each([
  ["", "it has no ID"],
  ["NAME=CentOS\n", "it has no ID"],
  ['ID="centos\n', 'line 1 "ID=\\"centos" is not NAME=VALUE'],
  ["\nID=cent os\n", 'line 2 "ID=cent os" is not NAME=VALUE'],
  ["<html>", 'line 1 "<html>" is not NAME=VALUE'],
])("parseOsRelease() refuses %j", (text, message) => {
  expect(() => parseOsRelease(text)).toThrow(message);
});

test("parseRedhatRelease() gives the first line", () => {
  expect(parseRedhatRelease("CentOS Linux release 7.9.2009 (Core)\n")).toBe("CentOS Linux release 7.9.2009 (Core)");
  expect(() => parseRedhatRelease("\n")).toThrow("it is empty");
});

const v1 = "fpu cx8 cmov mmx fxsr sse sse2 syscall lm";
const v2 = `${v1} cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3`;
const v3 = `${v2} avx avx2 bmi1 bmi2 f16c fma abm movbe xsave`;
const v4 = `${v3} avx512f avx512bw avx512cd avx512dq avx512vl`;

test.each([
  [v1, 1],
  [v2, 2],
  [v2.replace("popcnt ", ""), 1],
  [v3, 3],
  [v3.replace(" movbe", ""), 2],
  [v4, 4],
  [v4.replace(" avx512vl", ""), 3],
  [v4.replace(" cx16", ""), 1],
])("cpuLevel() of %s", (flags, level) => {
  expect(cpuLevel(new Set(flags.split(" ")))).toBe(level);
});

test.each([
  [
    "x86_64\n4.18.0-553.el8_10.x86_64\n",
    `processor\t: 0\nmodel name\t: Intel(R) Xeon(R) CPU\nflags\t\t: ${v2}\nprocessors: 16\n`,
    { architecture: "x86_64", cpuModel: "Intel(R) Xeon(R) CPU", cpuCount: 16, cpuLevel: 2 },
  ],
  [
    "aarch64\n5.14.0-427.el9.aarch64",
    "processor\t: 0\nFeatures\t: fp asimd\nprocessors: 4",
    { architecture: "aarch64", cpuCount: 4 },
  ],
  [
    "x86_64\n3.10.0\n",
    `processor : 0\nflags : ${v1}\n\nprocessor : 1\nflags : ${v4}\n`,
    { architecture: "x86_64", cpuCount: 2, cpuLevel: 1 },
  ],
  ["x86_64\n3.10.0\n", "", { architecture: "x86_64" }],
])("machineOf() reads %j", (uname, cpuinfo, machine) => {
  expect(machineOf(parseUname(uname), parseCpuinfo(cpuinfo))).toEqual(machine);
});

test("parseUname() needs the architecture, and takes the release where it is told", () => {
  expect(parseUname("x86_64\n")).toEqual({ architecture: "x86_64", release: undefined });
  expect(() => parseUname("\n")).toThrow("expected the architecture");
});

test("parseCommandLine() keeps quoted blanks together", () => {
  expect(parseCommandLine('ro root=UUID=1 dyndbg="file a.c +p; file b.c +p" quiet\n')).toEqual([
    "ro",
    "root=UUID=1",
    'dyndbg="file a.c +p; file b.c +p"',
    "quiet",
  ]);
  expect(parseCommandLine("\n")).toEqual([]);
});

test.each([
  ["bios\nsecureboot: unsupported\n", { kind: "bios", secureBoot: "unsupported" }],
  ["uefi\nsecureboot: enabled\n", { kind: "uefi", secureBoot: "enabled" }],
  ["uefi\n", { kind: "uefi", secureBoot: "unknown" }],
])("parseFirmware() reads %j", (text, firmware) => {
  expect(parseFirmware(text)).toEqual(firmware);
});

test("parseFirmware() refuses what it does not know", () => {
  expect(() => parseFirmware("")).toThrow('expected "bios" or "uefi", saw ""');
  expect(() => parseFirmware("uefi\nsecureboot: maybe")).toThrow('saw "secureboot: maybe"');
});

test("parseMeminfo() gives bytes, and no available memory on kernels before 3.14", () => {
  expect(parseMeminfo("MemTotal:  1882220 kB\nMemAvailable:  1000 kB\nSwapTotal:  4 kB\n")).toEqual({
    totalBytes: 1882220 * 1024,
    availableBytes: 1024000,
    swapBytes: 4096,
  });
  expect(parseMeminfo("MemTotal: 1 kB\nSwapTotal: 0 kB\n")).toEqual({ totalBytes: 1024, swapBytes: 0 });
  expect(() => parseMeminfo("")).toThrow("no line MemTotal");
});

test("parseKernelModules() reads taint letters", () => {
  expect(
    parseKernelModules(
      "nvidia_drm 73728 0 - Live 0xffffffffc1a3e000 (POE)\nxfs 1593344 1 - Live 0xffffffffc0a2e000\nx 1 0 - Live 0x0 (?)\n",
    ),
  ).toEqual([
    { name: "nvidia_drm", sizeBytes: 73728, taint: "POE" },
    { name: "xfs", sizeBytes: 1593344, taint: "" },
    { name: "x", sizeBytes: 1, taint: "?" },
  ]);
  expect(parseKernelModules("")).toEqual([]);
  expect(() => parseKernelModules("Module Size\n")).toThrow("line 1");
});

test("parseBoot() finds kernels and grub.cfg, but no rescue image", () => {
  const boot = parseBoot(
    "1 /boot/vmlinuz-5.14.0-427.el9.x86_64\n2 /boot/vmlinuz-0-rescue-abc\n3 /boot/.vmlinuz-5.14.0-427.el9.x86_64.hmac\n4 /boot/grub2/grub.cfg\n5 /boot/efi/EFI/centos/grub.cfg\n6 /boot/ostree/default-1/vmlinuz-6.12.0 x\n",
  );
  expect(boot.files).toHaveLength(6);
  expect(boot.kernels).toEqual(["5.14.0-427.el9.x86_64", "6.12.0 x"]);
  expect(boot.grubConfigs).toEqual(["/boot/grub2/grub.cfg", "/boot/efi/EFI/centos/grub.cfg"]);
  expect(parseBoot("")).toEqual({ files: [], kernels: [], grubConfigs: [] });
  expect(() => parseBoot("ls: cannot access /boot")).toThrow("is not a size and a path");
});

test.each([
  [
    "mode: enforcing\nSELINUX=permissive\nSELINUXTYPE=mls\n",
    { mode: "enforcing", configured: "permissive", policy: "mls" },
  ],
  ["mode: 0\n# SELINUX=disabled\nSELINUX = Enforcing # now\n", { mode: "permissive", configured: "enforcing" }],
  ["mode: disabled\n", { mode: "disabled" }],
])("parseSelinux() reads %j", (text, selinux) => {
  expect(parseSelinux(text)).toEqual(selinux);
});

test("parseSelinux() refuses an unknown mode", () => {
  expect(() => parseSelinux("SELINUX=enforcing\n")).toThrow('expected a line "mode:"');
  expect(() => parseSelinux("mode: strange\n")).toThrow('unknown mode "strange"');
});

test("parseFips() and parseCryptoPolicy() read one word", () => {
  expect(parseFips("1\n")).toBe(true);
  expect(() => parseFips("")).toThrow('saw ""');
  expect(parseCryptoPolicy("# comment\n\nDEFAULT:SHA1\n")).toBe("DEFAULT:SHA1");
  expect(() => parseCryptoPolicy("# only\n")).toThrow("the file names none");
});

test("parseLocks() reads path, process and command", () => {
  expect(parseLocks("/var/run/yum.pid 4211 yum update\n/var/lib/rpm/.rpm.lock\n")).toEqual([
    { path: "/var/run/yum.pid", process: 4211, command: "yum update" },
    { path: "/var/lib/rpm/.rpm.lock" },
  ]);
  expect(parseLocks("")).toEqual([]);
});

test.each([
  ["vm: kvm\nvendor: Amazon EC2\nproduct: t3.medium\n", { kind: "vm", technology: "kvm", cloud: "aws" }],
  ["vm: kvm\nvendor: Google\nproduct: Google Compute Engine\n", { kind: "vm", technology: "kvm", cloud: "gcp" }],
  ["vm: kvm\nvendor: Alibaba Cloud\n", { kind: "vm", technology: "kvm", cloud: "alibaba" }],
  [
    "vm: kvm\nvendor: OpenStack Foundation\nproduct: OpenStack Nova\n",
    { kind: "vm", technology: "kvm", cloud: "openstack" },
  ],
  ["vm: microsoft\nvendor: Microsoft Corporation\nproduct: Virtual Machine\n", { kind: "vm", technology: "microsoft" }],
  [
    "vm: microsoft\nvendor: Microsoft Corporation\ncloud: azure\n",
    { kind: "vm", technology: "microsoft", cloud: "azure" },
  ],
  ["vm: vmware\nvendor: VMware, Inc.\n", { kind: "vm", technology: "vmware" }],
  ["vm: none\nvendor: Dell Inc.\n", { kind: "none", technology: "none" }],
])("parseVirtualization() reads %j", (text, virtualization) => {
  expect(parseVirtualization(`container: none\n${text}`)).toEqual(virtualization);
});

test("parseVirtualization() puts a container before the machine below it", () => {
  expect(parseVirtualization("container: docker\nvm: kvm\n")).toEqual({ kind: "container", technology: "docker" });
  expect(() => parseVirtualization("")).toThrow("expected the lines");
});
