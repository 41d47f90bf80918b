import { parseBlockDevices } from "./block-devices.ts";
import { parseBoot } from "./boot.ts";
import type { Captures } from "./capture.ts";
import { parseCryptoPolicy, parseFips } from "./crypto.ts";
import { type Fact, unreadable } from "./fact.ts";
import type { FactName, FactValue } from "./facts.ts";
import { parseFirmware } from "./firmware.ts";
import { parseFstab } from "./fstab.ts";
import { parseCommandLine } from "./kernel.ts";
import { parseKernelModules } from "./kernel-modules.ts";
import { parseLocks } from "./locks.ts";
import { machineOf, parseCpuinfo, parseUname } from "./machine.ts";
import { parseMeminfo } from "./memory.ts";
import { parseModules } from "./modules.ts";
import { mountsOf, parseDf, parseMounts } from "./mounts.ts";
import { parseNetworkDevices } from "./network-devices.ts";
import { parseNetworkProfiles } from "./network-profiles.ts";
import { parseOsRelease, parseRedhatRelease } from "./os-release.ts";
import { parseOwnSoftware } from "./own-software.ts";
import { parseGpgCheck, parsePackageManager, parseVariables } from "./package-manager.ts";
import { packagesOf, parseDependencies, parseFiles, parseOrigins, parsePackages } from "./packages.ts";
import { parsePciDevices } from "./pci-devices.ts";
import type { ProbeId } from "./probes.ts";
import { addition, readFact, readPart, textOf } from "./reading.ts";
import { parseRepositories, variablesOf } from "./repositories.ts";
import { parseSelinux } from "./selinux.ts";
import { byteOrderOf, parseSockets } from "./sockets.ts";
import { parseUnits } from "./units.ts";
import { parseVirtualization } from "./virtualization.ts";

export interface Reader<Name extends FactName> {
  /** The probes it reads; the first decides whether the fact is known, the others add to it. */
  readonly needs: readonly ProbeId[];
  read(captures: Captures): Fact<FactValue<Name>>;
}

/** The reader of each fact. */
export const readers: { readonly [Name in FactName]: Reader<Name> } = {
  osRelease: fromOne("os-release", parseOsRelease),
  redhatRelease: fromOne("redhat-release", parseRedhatRelease),
  machine: {
    needs: ["uname", "cpuinfo"],
    read: (captures) =>
      readFact(captures, "uname", (text) => machineOf(parseUname(text), addition(captures, "cpuinfo", parseCpuinfo))),
  },
  kernel: {
    needs: ["cmdline", "uname"],
    read: (captures) => {
      const uname = readFact(captures, "uname", parseUname);
      if (uname.kind !== "known") return uname;
      const { release } = uname.value;
      if (release === undefined) return unreadable("no kernel runs: uname tells no release");
      return readFact(captures, "cmdline", (text) => ({ release, commandLine: parseCommandLine(text) }));
    },
  },
  firmware: fromOne("firmware", parseFirmware),
  packages: {
    needs: ["rpm-packages", "rpm-dependencies", "rpm-files", "package-origins"],
    read: (captures) =>
      readFact(captures, "rpm-packages", (text) =>
        packagesOf({
          listed: parsePackages(text),
          dependencies: addition(captures, "rpm-dependencies", parseDependencies),
          files: addition(captures, "rpm-files", parseFiles),
          origins: addition(captures, "package-origins", parseOrigins),
        }),
      ),
  },
  packageManager: {
    needs: ["dnf-conf", "dnf-vars", "dnf-protected"],
    read: (captures) =>
      readFact(captures, "dnf-conf", (text) =>
        parsePackageManager(
          text,
          parseVariables(textOf(captures, "dnf-vars") ?? ""),
          textOf(captures, "dnf-protected") ?? "",
        ),
      ),
  },
  repositories: {
    needs: ["repos", "dnf-conf", "dnf-vars", "uname", "os-release"],
    read: (captures) =>
      readFact(captures, "repos", (text) =>
        parseRepositories(
          text,
          variablesOf({
            told: parseVariables(textOf(captures, "dnf-vars") ?? ""),
            osRelease: readFact(captures, "os-release", parseOsRelease),
            uname: readFact(captures, "uname", parseUname),
          }),
          addition(captures, "dnf-conf", parseGpgCheck) ?? false,
        ),
      ),
  },
  modules: fromOne("dnf-modules", parseModules),
  mounts: {
    needs: ["proc-mounts", "df"],
    read: (captures) =>
      readFact(captures, "proc-mounts", (text) => mountsOf(parseMounts(text), addition(captures, "df", parseDf))),
  },
  boot: fromOne("boot", parseBoot),
  fstab: fromOne("fstab", parseFstab),
  blockDevices: fromOne("lsblk", parseBlockDevices),
  pciDevices: fromOne("pci", parsePciDevices),
  kernelModules: fromOne("proc-modules", parseKernelModules),
  memory: fromOne("meminfo", parseMeminfo),
  networkDevices: fromOne("network-devices", parseNetworkDevices),
  networkProfiles: fromOne("network-profiles", parseNetworkProfiles),
  units: fromOne("units", parseUnits),
  sockets: {
    needs: ["sockets", "uname"],
    read: (captures) =>
      readFact(captures, "sockets", (text) =>
        parseSockets(text, byteOrderOf(addition(captures, "uname", parseUname)?.architecture ?? "")),
      ),
  },
  virtualization: fromOne("virtualization", parseVirtualization),
  selinux: fromOne("selinux", parseSelinux),
  fips: fromOne("fips", parseFips),
  cryptoPolicy: fromOne("crypto-policy", parseCryptoPolicy),
  ownSoftware: {
    needs: ["own-software"],
    // An answer that was cut is still of use: it then lacks its last line, and says itself that it is not all.
    read: (captures) => readPart(captures, "own-software", parseOwnSoftware),
  },
  locks: fromOne("locks", parseLocks),
};

function fromOne<Name extends FactName>(probe: ProbeId, parse: (text: string) => FactValue<Name>): Reader<Name> {
  return { needs: [probe], read: (captures) => readFact(captures, probe, parse) };
}
