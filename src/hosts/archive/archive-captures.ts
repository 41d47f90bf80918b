import type { Capture, Captures } from "../../facts/capture.ts";
import type { ProbeId } from "../../facts/probes.ts";
import { withoutNetworkSecrets, withoutPasswords, withoutSecrets } from "../without-secrets.ts";
import { answer, converted, notInArchive, output, plainText, provenAbsent, sections } from "./archive-answer.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { blockPairs } from "./block-answer.ts";
import { bootFiles, firmware } from "./boot-answer.ts";
import { commandPlaces } from "./command-places.ts";
import { ethtoolDriver, networkDevices, onlyIfcfg, socketsFromNetstat } from "./network-answer.ts";
import { packageLines, parseListInstalled } from "./packages-answer.ts";
import { pciFromMachineReadable, pciFromNumbers } from "./pci-answer.ts";
import { dmiIdentity, virtualizationFromHostnamectl, virtualizationFromVirtWhat } from "./virtualization-answer.ts";

type ArchiveProbe = (files: ArchiveFiles) => Capture;

/** What an archive tells of a host, in the collector's formats. */
const archiveProbes: Readonly<Partial<Record<ProbeId, ArchiveProbe>>> = {
  "os-release": (files) => answer(files, ["etc/os-release", "usr/lib/os-release"]),
  "redhat-release": (files) => answer(files, ["etc/redhat-release", "etc/centos-release", "etc/almalinux-release"]),
  uname: (files) => answer(files, commandPlaces[files.kind].uname, unameWords),
  cmdline: (files) => answer(files, ["proc/cmdline"], withoutPasswords),
  cpuinfo: (files) => answer(files, ["proc/cpuinfo"]),
  meminfo: (files) => answer(files, ["proc/meminfo"]),
  "proc-modules": kernelModules,
  "proc-mounts": (files) => answer(files, ["proc/mounts", "proc/self/mounts"]),
  df: diskUse,
  fstab: (files) =>
    provenAbsent(files, "fstab") ? { kind: "absent" } : answer(files, ["etc/fstab"], withoutPasswords),
  firmware: (files) =>
    firmware({
      mokutil: plainText(files, commandPlaces[files.kind].mokutil),
      listing: plainText(files, commandPlaces[files.kind].listFirmware),
      mounts: plainText(files, ["proc/mounts"]),
    }),
  boot: (files) => {
    const listing = plainText(files, commandPlaces[files.kind].listBoot);
    return listing === undefined ? notInArchive : bootFiles(listing);
  },
  lsblk: (files) => {
    const tree = plainText(files, commandPlaces[files.kind].lsblkTree);
    return answer(files, commandPlaces[files.kind].lsblkPairs, (text) => blockPairs(text, tree));
  },
  pci: (files) =>
    answer(files, commandPlaces[files.kind].lspci, files.kind === "sos" ? pciFromNumbers : pciFromMachineReadable),
  "network-devices": (files) =>
    answer(files, commandPlaces[files.kind].ipLink, (text) =>
      networkDevices(text, (name) => {
        const driver = plainText(files, [`${commandPlaces[files.kind].ethtoolDriver}${name}`]);
        return driver === undefined ? undefined : ethtoolDriver(driver);
      }),
    ),
  "network-profiles": networkProfiles,
  units,
  sockets,
  virtualization,
  selinux,
  fips: (files) => {
    const file = answer(files, ["proc/sys/crypto/fips_enabled"]);
    return file.kind === "output" ? file : answer(files, commandPlaces[files.kind].sysctl, fipsOfSysctl);
  },
  "crypto-policy": (files) =>
    isBeforeEl8(files)
      ? { kind: "absent" }
      : answer(files, ["etc/crypto-policies/state/current", "etc/crypto-policies/config"]),
  "rpm-packages": packages,
  "package-origins": origins,
  "dnf-conf": (files) =>
    sections(
      files,
      files.file("etc/dnf/dnf.conf") === undefined ? ["etc/yum.conf"] : ["etc/dnf/dnf.conf"],
      withoutSecrets,
    ),
  "dnf-vars": variables,
  "dnf-protected": (files) => together(files, ["etc/dnf/protected.d/", "etc/yum/protected.d/"]),
  repos: (files) => sections(files, files.startingWith("etc/yum.repos.d/"), withoutSecrets),
  "dnf-modules": (files) =>
    isBeforeEl8(files) || provenAbsent(files, "dnf_modules")
      ? { kind: "absent" }
      : sections(files, files.startingWith("etc/dnf/modules.d/"), asIs),
  // What held a lock while the archive was made says nothing of now.
  locks: () => notInArchive,
};

/** EL 6 and 7 know neither crypto policies nor modules. */
function isBeforeEl8(files: ArchiveFiles): boolean {
  return / release [67](?:\.|\s|$)/.test(plainText(files, ["etc/redhat-release"]) ?? "");
}

/** All captures of a host in an archive. */
export function archiveCaptures(files: ArchiveFiles): Captures {
  const captures = Object.entries(archiveProbes).map(([probe, read]) => [probe, read(files)] as const);
  return new Map(captures);
}

function asIs(text: string): string {
  return text;
}

/** `uname -a`: the release is the third word, the architecture the first of those that look like one. */
function unameWords(text: string): string {
  const words = text.trim().split(/\s+/);
  const architecture = words
    .slice(3)
    .find((word) => /^(?:x86_64|aarch64|ppc64|ppc64le|s390x|i[3-6]86|armv\w+|riscv64)$/.test(word));
  return `${architecture ?? ""}\n${words[2] ?? ""}\n`;
}

/**
 * The bits of kernel.tainted that modules set: proprietary, forced, staging, out of tree, unsigned, live patch, auxiliary, test
 * (Linux, Documentation/admin-guide/tainted-kernels.rst).
 */
const moduleTaints = (1 << 0) | (1 << 1) | (1 << 10) | (1 << 12) | (1 << 13) | (1 << 15) | (1 << 16) | (1 << 18);

/** lsmod knows no taint: none where the whole kernel has none, else it is not known which module has. */
function kernelModules(files: ArchiveFiles): Capture {
  const modules = answer(files, ["proc/modules"]);
  if (modules.kind === "output") return modules;
  const sysctl = plainText(files, commandPlaces[files.kind].sysctl) ?? "";
  const tainted = /^kernel\.tainted *= *(\d{1,9})$/m.exec(sysctl)?.[1];
  const clean = tainted !== undefined && (Number(tainted) & moduleTaints) === 0;
  return answer(files, commandPlaces[files.kind].lsmod, (text) =>
    text
      .split("\n")
      .flatMap((line) => {
        const match = /^(\S+) +(\d+) +(\d+)/.exec(line);
        return match === null ? [] : [`${match[1]} ${match[2]} ${match[3]} - Live 0x0${clean ? "" : " (?)"}\n`];
      })
      .join(""),
  );
}

function diskUse(files: ArchiveFiles): Capture {
  const inodes = plainText(files, commandPlaces[files.kind].dfInodes) ?? "";
  return answer(files, commandPlaces[files.kind].df, (text) => `${text.trimEnd()}\n\n${inodes}`);
}

/** Keyfiles hold secrets, and Insights takes none: the list is whole only where nmcli shows no other profile than ifcfg's. */
function networkProfiles(files: ArchiveFiles): Capture {
  const paths = files.startingWith("etc/sysconfig/network-scripts/ifcfg-");
  const keyfiles = files.startingWith("etc/NetworkManager/system-connections/");
  const nmcli = answer(files, commandPlaces[files.kind].nmcli);
  const texts = paths.map((path) => ({ path, text: files.file(path)?.text ?? "" }));
  const noManager = nmcli.kind === "unreadable" && nmcli.reason.includes("No such file");
  const whole = keyfiles.length > 0 || noManager || (nmcli.kind === "output" && onlyIfcfg(nmcli.text, texts));
  if (!whole) return { kind: "unreadable", reason: "the archive has no keyfiles of NetworkManager" };
  const found = sections(files, [...paths, ...keyfiles], withoutNetworkSecrets);
  return found.kind === "unreadable" && provenAbsent(files, "ifcfg") ? { kind: "absent" } : found;
}

/** Without `--all` systemctl tells of units that are not active only that there are files of them. */
function units(files: ArchiveFiles): Capture {
  const unitFiles = plainText(files, commandPlaces[files.kind].unitFiles);
  if (unitFiles === undefined) return notInArchive;
  return answer(
    files,
    commandPlaces[files.kind].units,
    (text) => `${withoutBlankLines(text)}\n${withoutBlankLines(unitFiles)}`,
  );
}

function withoutBlankLines(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => `${line}\n`)
    .join("");
}

function sockets(files: ArchiveFiles): Capture {
  const tables = ["tcp", "tcp6", "udp", "udp6"].flatMap((name) => {
    const file = files.file(`proc/net/${name}`);
    return file === undefined ? [] : [{ name, file }];
  });
  if (tables.length > 0) {
    const text = tables.map(({ name, file }) => `==> ${name} <==\n${file.text.trimEnd()}\n`).join("");
    return output(
      text,
      tables.some(({ file }) => file.truncated),
    );
  }
  const ss = answer(files, commandPlaces[files.kind].ss, (text) => `==> ss <==\n${text}`);
  if (ss.kind === "output") return ss;
  return answer(files, commandPlaces[files.kind].netstat, (text) => `==> ss <==\n${socketsFromNetstat(text)}`);
}

function virtualization(files: ArchiveFiles): Capture {
  const decoded = dmiIdentity(plainText(files, commandPlaces[files.kind].dmidecode) ?? "");
  const value = (name: string): string | undefined => files.file(`sys/class/dmi/id/${name}`)?.text.trim();
  const dmi = {
    vendor: value("sys_vendor") ?? decoded.vendor,
    product: value("product_name") ?? decoded.product,
    bios: value("bios_vendor") ?? decoded.bios,
    assetTag: value("chassis_asset_tag") ?? decoded.assetTag,
  };
  return files.kind === "sos"
    ? answer(files, commandPlaces.sos.virtualization, (text) => virtualizationFromHostnamectl(text, dmi))
    : answer(files, commandPlaces.insights.virtualization, (text) => virtualizationFromVirtWhat(text, dmi));
}

/** The mode from sestatus or getenforce, and below it the configuration. */
function selinux(files: ArchiveFiles): Capture {
  const config = files.file("etc/selinux/config")?.text ?? "";
  const state = answer(files, commandPlaces[files.kind].selinuxState, (text) => {
    const mode =
      /^Current mode: +(\w+)/m.exec(text)?.[1] ?? /^SELinux status: +(disabled)/m.exec(text)?.[1] ?? text.trim();
    return `mode: ${mode.toLowerCase()}\n${config}`;
  });
  return state;
}

function fipsOfSysctl(text: string): string {
  return /^crypto\.fips_enabled *= *([01])$/m.exec(text)?.[1] ?? "";
}

function packages(files: ArchiveFiles): Capture {
  const installed = parseListInstalled(plainText(files, commandPlaces[files.kind].listInstalled) ?? "");
  return answer(files, commandPlaces[files.kind].packages, (text) => packageLines(text, installed));
}

function origins(files: ArchiveFiles): Capture {
  return converted(() => {
    const text = plainText(files, commandPlaces[files.kind].listInstalled);
    const told = [...parseListInstalled(text ?? "")].filter(([, { repository }]) => repository !== undefined);
    if (told.length === 0) return notInArchive;
    return output(told.map(([nvra, { repository }]) => `${nvra} ${repository}\n`).join(""));
  });
}

function variables(files: ArchiveFiles): Capture {
  const paths = [...files.startingWith("etc/yum/vars/"), ...files.startingWith("etc/dnf/vars/")];
  if (paths.length === 0) return notInArchive;
  const lines = paths.map(
    (path) => `${path.slice(path.lastIndexOf("/") + 1)}=${files.file(path)?.text.split("\n")[0]?.trim() ?? ""}\n`,
  );
  return output(lines.join(""));
}

function together(files: ArchiveFiles, folders: readonly string[]): Capture {
  const texts = folders.flatMap((folder) => files.startingWith(folder)).map((path) => files.file(path)?.text ?? "");
  return texts.length === 0 ? notInArchive : output(texts.map((text) => `${text}\n`).join(""));
}
