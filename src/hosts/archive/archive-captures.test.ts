import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { processorTime } from "../../../test/support/processor-time.ts";
import { sharedData } from "../../../test/support/shared-data.ts";
import { Facts } from "../../facts/facts.ts";
import { factsOf } from "../../facts/read-facts.ts";
import { parseSockets } from "../../facts/sockets.ts";
import { archiveCaptures } from "./archive-captures.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { blockPairs } from "./block-answer.ts";
import { firmware } from "./boot-answer.ts";
import { commandPlaces } from "./command-places.ts";
import { networkDevices, onlyIfcfg, socketsFromNetstat } from "./network-answer.ts";
import { packageLines, parseListInstalled } from "./packages-answer.ts";
import { dmiIdentity, virtualizationFromVirtWhat } from "./virtualization-answer.ts";

function filesOf(kind: ArchiveFiles["kind"], texts: Readonly<Record<string, string>>): ArchiveFiles {
  const file = (path: string) => {
    const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
    return text === undefined ? undefined : { text, truncated: false };
  };
  return {
    kind,
    file,
    startingWith: (start) =>
      Object.keys(texts)
        .filter((path) => path.startsWith(start))
        .sort(),
    metadata: (spec) => file(`meta_data/${spec}`),
  };
}

function factsIn(texts: Readonly<Record<string, string>>): Facts {
  return factsOf(archiveCaptures(filesOf("insights", texts)));
}

test.each([
  "/bin/timeout: failed to run command '/usr/sbin/lspci': No such file or directory\n",
  "bash: lspci: command not found",
  "timeout: the monitored command dumped core",
  "lspci: /sys/bus/pci: Permission denied\n",
])("an entry that says %j is no answer", (complaint) => {
  expect(factsIn({ "insights_commands/lspci_-vmmkn": complaint }).pciDevices).toMatchObject({
    kind: "unreadable",
    reason: expect.stringMatching(/^the archive says instead: /),
  });
});

test("noise before an answer does not hide it", () => {
  const text =
    "lspci: Unable to load libkmod resources: error -12\nSlot:\t00:00.0\nClass:\t0600\nVendor:\t8086\nDevice:\t9b54\n";
  expect(factsIn({ "insights_commands/lspci_-vmmkn": text }).pciDevices).toMatchObject({
    kind: "known",
    value: [{ slot: "0000:00:00.0", vendor: "8086", modules: [] }],
  });
});

test.each([
  ["[/etc/dnf/modules.d/*.module] didn't match.", { kind: "absent" }],
  ["Permission denied", { kind: "unreadable", reason: "not in the archive" }],
])("Insights' note %j of why it has no modules", (note, fact) => {
  const errors = JSON.stringify({
    errors: [`Traceback\n  raise\ninsights.core.exceptions.ContentException: ${note}\n`],
  });
  expect(factsIn({ "meta_data/dnf_modules": errors }).modules).toEqual(fact);
});

test("packages of Insights: quotes in a vendor, keys of signers, lines that rpm warns with", () => {
  const line =
    '{"name":"x","epoch":"(none)","version":"1","release":"2","arch":"noarch","installtime":"Mon","buildtime":"7","vendor":"The "Best", Inc.","buildhost":"b","sigpgp":"(none)"}';
  expect(packageLines(`warning: waiting for lock\n${line}\n`, new Map())).toBe(
    'x\t(none)\t1\t2\tnoarch\tThe "Best", Inc.\t7\tb\t\t\t\t\t\n',
  );
  expect(() => packageLines("error: rpmdb open failed\n", new Map())).toThrow("rpm ended with");
  expect(() => packageLines('{"name":"x"}', new Map())).toThrow("has no name, epoch");
});

test("parseListInstalled() reads rows that yum broke", () => {
  const text =
    "Installed Packages\nNetworkManager.x86_64    1:1.18.8-1.el7   @base\njava-1.8.0-openjdk-headless.x86_64\n      1:1.8.0.272.b10-1.el7_9\n      @updates\nx.noarch 1-1 installed\n";
  expect(Object.fromEntries(parseListInstalled(text))).toEqual({
    "NetworkManager-1.18.8-1.el7.x86_64": { epoch: 1, repository: "base" },
    "java-1.8.0-openjdk-headless-1.8.0.272.b10-1.el7_9.x86_64": { epoch: 1, repository: "updates" },
    "x-1-1.noarch": { epoch: 0, repository: undefined },
  });
});

test("blockPairs() finds the parents of a RAID in lsblk's tree", () => {
  const tree =
    "NAME      MAJ:MIN RM  SIZE RO TYPE  MOUNTPOINTS\nsda         8:0    0   10G  0 disk  \n`-md0       9:0    0    1G  0 raid1 /a\n                                   /b\nsdb         8:16   0   10G  0 disk  \n`-md0       9:0    0    1G  0 raid1 /a\n";
  const pair = (name: string): string => `NAME="${name}" KNAME="${name}" SIZE="1.5G" TYPE="disk"`;
  const lines = blockPairs(["sda", "md0", "sdb", "md0"].map(pair).join("\n"), tree).split("\n");
  expect(lines.map((line) => /PKNAME="([^"]*)"/.exec(line)?.[1])).toEqual([
    undefined,
    "sda",
    undefined,
    "sdb",
    undefined,
  ]);
  expect(lines[0]).toContain('SIZE="1610612736"');
});

test("networkDevices() knows devices with no hardware by ethtool's driver or by ip's details", () => {
  const device = (n: number, name: string, details: string): string =>
    `${n}: ${name}: <UP> mtu 1500 state UP mode DEFAULT\n    link/ether 52:54:00:00:00:0${n} brd ff:ff:ff:ff:ff:ff promiscuity 0 ${details}\n`;
  const text = [
    device(1, "eth0", "bridge_slave state forwarding"),
    device(2, "eth0.5@eth0", "\n    vlan protocol 802.1Q id 5"),
    device(3, "veth1@if2", "\n    veth"),
    device(4, "bond0", ""),
  ].join("");
  expect(networkDevices(text, (name) => (name === "bond0" ? "bonding" : undefined))).toBe(
    "eth0 52:54:00:00:00:01 - physical up\neth0.5 52:54:00:00:00:02 - virtual up\nveth1 52:54:00:00:00:03 - virtual up\nbond0 52:54:00:00:00:04 - virtual up\n",
  );
});

test.each([
  ["System eth0  5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  ethernet  eth0", true],
  ["office       5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  ethernet  eth0", true],
  ["office       5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  wifi      wlan0", false],
  ["unused       5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  ethernet  --", false],
  ["lo           5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  loopback  lo", true],
  ["virbr0       5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  bridge    virbr0", true],
])("whether the profile %j has an ifcfg file", (row, covered) => {
  const nmcli = `NAME         UUID                                  TYPE      DEVICE\n${row}\n`;
  expect(onlyIfcfg(nmcli, [{ path: "etc/sysconfig/network-scripts/ifcfg-eth0", text: "DEVICE=eth0\n" }])).toBe(covered);
});

test.each<readonly [Partial<Parameters<typeof firmware>[0]>, string | undefined]>([
  [{ mokutil: "SecureBoot enabled\n" }, "uefi\nsecureboot: enabled\n"],
  [{ mokutil: "SecureBoot disabled\nPlatform is in Setup Mode\n" }, "uefi\nsecureboot: disabled\n"],
  [{ mokutil: "This system doesn't support Secure Boot\n" }, "uefi\nsecureboot: unsupported\n"],
  [{ mokutil: "EFI variables are not supported on this system\n" }, "bios\n"],
  [{ listing: "/sys/firmware:\n/sys/firmware/efi:\n" }, "uefi\nsecureboot: unknown\n"],
  [
    { mounts: "proc /proc proc rw 0 0\nefivarfs /sys/firmware/efi/efivars efivarfs rw 0 0\n" },
    "uefi\nsecureboot: unknown\n",
  ],
  [{ listing: "/sys/firmware:\n/sys/firmware/acpi:\n" }, "bios\n"],
  [{ listing: "/sys/firmware:\ntotal 0\n" }, undefined],
])("firmware() by %j", (sources, text) => {
  const capture = firmware({ mokutil: undefined, listing: undefined, mounts: undefined, ...sources });
  expect(capture.kind === "output" ? capture.text : undefined).toBe(text);
});

test.each([
  ["kvm\naws\n", "container: none\nvm: kvm\ncloud: aws\n"],
  ["redhat\nkvm\n", "container: none\nvm: kvm\n"],
  ["hyperv\n", "container: none\nvm: microsoft\n"],
  ["xen\nxen-hvm\n", "container: none\nvm: xen\n"],
  ["docker\nkvm\n", "container: docker\nvm: kvm\n"],
  ["", "container: none\nvm: none\n"],
])("virtualizationFromVirtWhat(%j)", (text, lines) => {
  expect(virtualizationFromVirtWhat(text, dmiIdentity(""))).toBe(lines);
});

const jc = sharedData("hardware/jc-fixtures/centos-7.7");

test.skipIf(jc === undefined)("socketsFromNetstat() finds the listening sockets that jc finds", () => {
  const read = (name: string): string => readFileSync(join(jc ?? "", name), "utf8");
  const rows = JSON.parse(read("netstat-sudo-lnp.json")) as readonly Readonly<Record<string, string>>[];
  const expected = rows.filter((row) => row["kind"] === "network" && /^(?:tcp|udp)/.test(row["proto"] ?? ""));
  const sockets = parseSockets(`==> ss <==\n${socketsFromNetstat(read("netstat-sudo-lnp.out"))}`, "little");
  expect(sockets.map(({ protocol, address, port, process }) => `${protocol} ${address} ${port} ${process}`)).toEqual([
    ...new Set(
      expected.map(
        (row) => `${row["proto"]?.slice(0, 3)} ${row["local_address"]} ${row["local_port"]} ${row["program_name"]}`,
      ),
    ),
  ]);
});

test.skipIf(jc === undefined)("dmiIdentity() reads a real dmidecode", () => {
  expect(dmiIdentity(readFileSync(join(jc ?? "", "dmidecode.out"), "utf8"))).toEqual({
    vendor: "VMware, Inc.",
    product: "VMware Virtual Platform",
    bios: "Phoenix Technologies LTD",
    assetTag: "No Asset Tag",
  });
});

/** All files that some capture looks at. */
function placesOf(kind: "insights" | "sos"): readonly string[] {
  const commands = Object.values(commandPlaces[kind])
    .flat()
    .map((path) => path.replace("*", "x"));
  const plain =
    "os-release redhat-release fstab selinux/config yum.conf yum.repos.d/a.repo dnf/modules.d/a.module dnf/vars/a".split(
      " ",
    );
  const kernel = "cmdline cpuinfo meminfo modules mounts net/tcp sys/crypto/fips_enabled".split(" ");
  return [
    ...commands,
    `${commandPlaces[kind].ethtoolDriver}eth0`,
    ...plain.map((path) => `etc/${path}`),
    ...kernel.map((path) => `proc/${path}`),
  ];
}

const pieces = fc.constantFrom(
  ...'\n|\t| |{"name":"|","epoch":"|"}|Slot:\t00:00.0\n|00:00.0 X [0200]: Y [8086:1234]|NAME="a" SIZE="1G" TYPE="disk"\n|`-|1: eth0: <UP> state UP\n    link/ether 52:54:00:00:00:01|/boot:\n|-rw- 1 0 0 5 Jan 1 2020 x\n|Installed Packages\n|a.noarch 1:1-1 @b\n|tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN 0 1 1/x\n|SecureBoot enabled|Current mode: enforcing\n|kvm\n|Virtualization: kvm\n|System Information\n\tManufacturer: X\n|Linux a 5.1 x86_64\n|crypto.fips_enabled = 1\n|a-1-1.noarch\t\t\n'.split(
    "|",
  ),
);
const text = fc
  .array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 30 })
  .map((parts) => parts.join(""));

test.each(["insights", "sos"] as const)("whatever the files of an archive of %s hold, facts come of it", (kind) => {
  const texts = fc.dictionary(fc.constantFrom(...placesOf(kind)), text, { minKeys: 15, noNullPrototype: true });
  fc.assert(
    fc.property(texts, (contents) => {
      const facts = factsOf(archiveCaptures(filesOf(kind, contents)));
      expect(Facts.safeParse(facts).error?.issues).toBeUndefined();
    }),
    { numRuns: 400 },
  );
});

test.each(["insights", "sos"] as const)("endless lines in an archive of %s take linear time", (kind) => {
  for (const part of [" ", "a ", "\t", "-", '"a":"', "a-", "[1234]", "1 ", ": ", "a\n", "\n"]) {
    for (const start of [
      "",
      "{",
      "/boot:\n-rw- ",
      "1: e: <",
      "NAME=",
      "Installed Packages\n",
      "System Information\n\t",
      "Slot:\t",
      "tcp 0 0 ",
    ]) {
      const contents = Object.fromEntries(placesOf(kind).map((path) => [path, start + part.repeat(8000)]));
      const before = processorTime();
      factsOf(archiveCaptures(filesOf(kind, contents)));
      expect(processorTime() - before).toBeLessThan(3000);
    }
  }
});
