import { expect, test } from "vitest";
import { formatAddress } from "./address.ts";
import { parseNetworkDevices } from "./network-devices.ts";
import { parseNetworkProfiles } from "./network-profiles.ts";
import { parsePciDevices } from "./pci-devices.ts";
import { byteOrderOf, parseSockets } from "./sockets.ts";
import { parseUnits } from "./units.ts";

test("parsePciDevices() drops the programming interface and reads modules where they are told", () => {
  expect(
    parsePciDevices(
      "0000:00:03.0 020000 1AF4 1000 1af4 0001 virtio-pci\n0000:00:1f.2 0106 8086 2922 - - - ahci,ata_generic\n",
    ),
  ).toEqual([
    {
      slot: "0000:00:03.0",
      class: "0200",
      vendor: "1af4",
      device: "1000",
      subvendor: "1af4",
      subdevice: "0001",
      driver: "virtio-pci",
      modules: [],
    },
    { slot: "0000:00:1f.2", class: "0106", vendor: "8086", device: "2922", modules: ["ahci", "ata_generic"] },
  ]);
  expect(parsePciDevices("")).toEqual([]);
  expect(() => parsePciDevices("0000:00:03.0 0200 1af4\n")).toThrow("line 1");
});

test("parseNetworkDevices() reads dashes as none", () => {
  expect(
    parseNetworkDevices("lo 00:00:00:00:00:00 - virtual unknown\neth0 FA:16:3E:00:00:01 virtio_net physical up\n"),
  ).toEqual([
    { name: "lo", mac: "00:00:00:00:00:00", physical: false, state: "unknown" },
    { name: "eth0", mac: "fa:16:3e:00:00:01", driver: "virtio_net", physical: true, state: "up" },
  ]);
  expect(() => parseNetworkDevices("eth0 up\n")).toThrow("physical|virtual");
});

test("parseNetworkProfiles() reads ifcfg files and keyfiles", () => {
  expect(
    parseNetworkProfiles(
      [
        "==> /etc/sysconfig/network-scripts/ifcfg-bond0 <==",
        'TYPE="Bond" # comment',
        "DEVICE=bond0",
        "NM_CONTROLLED=no",
        "if [ strange ]; then",
        "==> /etc/sysconfig/network-scripts/ifcfg-lo <==",
        "DEVICE=lo",
        "NAME='loop back'",
        "==> /etc/NetworkManager/system-connections/office.nmconnection <==",
        "[connection]",
        "id=Office",
        "type=wifi",
        "interface-name=wlan0",
        "[wifi-security]",
        "psk=",
      ].join("\n"),
    ),
  ).toEqual([
    {
      file: "/etc/sysconfig/network-scripts/ifcfg-bond0",
      kind: "ifcfg",
      name: "bond0",
      type: "bond",
      device: "bond0",
      networkManager: false,
    },
    {
      file: "/etc/sysconfig/network-scripts/ifcfg-lo",
      kind: "ifcfg",
      name: "loop back",
      device: "lo",
      networkManager: true,
    },
    {
      file: "/etc/NetworkManager/system-connections/office.nmconnection",
      kind: "keyfile",
      name: "Office",
      type: "wifi",
      device: "wlan0",
      networkManager: true,
    },
  ]);
  expect(parseNetworkProfiles("")).toEqual([]);
});

test("parseUnits() joins units and unit files, old and new columns, marks and legends", () => {
  expect(
    parseUnits(
      [
        "  UNIT                LOAD      ACTIVE   SUB     DESCRIPTION",
        "sshd.service          loaded    active   running OpenSSH server daemon",
        "● kdump.service       loaded    failed   failed  Crash recovery",
        "* gone.service        not-found inactive dead    gone.service",
        "  stale.service       not-found active   running stale.service",
        "masked.service        masked    inactive dead    masked.service",
        "LOAD   = Reflects whether the unit definition was properly loaded.",
        "3 loaded units listed.",
        "",
        "UNIT FILE        STATE    VENDOR PRESET",
        "sshd.service     enabled  enabled",
        "getty@.service   enabled  enabled",
        "old.service      static",
        "3 unit files listed.",
      ].join("\n"),
    ),
  ).toEqual([
    { name: "sshd.service", active: "active", sub: "running", enablement: "enabled" },
    { name: "kdump.service", active: "failed", sub: "failed" },
    { name: "stale.service", active: "active", sub: "running" },
    { name: "masked.service", active: "inactive", sub: "dead" },
    { name: "getty@.service", enablement: "enabled" },
    { name: "old.service", enablement: "static" },
  ]);
  expect(parseUnits("")).toEqual([]);
  expect(parseUnits("\nsshd.service enabled\n")).toEqual([{ name: "sshd.service", enablement: "enabled" }]);
});

const procNet = (lines: string): string => `==> tcp <==\n  sl  local_address rem_address   st tx_queue\n${lines}`;

test.each([
  ["little", "   0: 0100007F:0016 00000000:0000 0A 0\n   1: 0100007F:0017 0100007F:0018 01 0\n", "127.0.0.1", 22],
  ["big", "   0: 7F000001:1F90 00000000:0000 0A 0\n", "127.0.0.1", 8080],
  ["little", "   0: 00000000000000000000000001000000:0019 0:0 0A 0\n", "::1", 25],
  ["big", "   0: 20010DB8000000000000000000000001:0050 0:0 0A 0\n", "2001:db8::1", 80],
  ["little", "   0: 0000000000000000FFFF00000100007F:0050 0:0 0A 0\n", "::ffff:127.0.0.1", 80],
] as const)("parseSockets() reads %s-endian words of /proc/net", (order, lines, address, port) => {
  expect(parseSockets(procNet(lines), order)).toEqual([{ protocol: "tcp", address, port }]);
});

test("parseSockets() takes unconnected UDP sockets", () => {
  const text = "==> udp <==\n  0: 00000000:0044 00000000:0000 07 0\n  1: 0100007F:0044 0100007F:0035 01 0\n";
  expect(parseSockets(text, "little")).toEqual([{ protocol: "udp", address: "0.0.0.0", port: 68 }]);
});

test("parseSockets() reads old and new ss", () => {
  const old =
    'tcp LISTEN 0 128 *:22 *:* users:(("sshd",3148,3))\ntcp LISTEN 0 128 :::22 :::* users:(("sshd",3148,4))\n';
  expect(parseSockets(`==> ss <==\n${old}`, "little")).toEqual([
    { protocol: "tcp", address: "0.0.0.0", port: 22, process: "sshd" },
    { protocol: "tcp", address: "::", port: 22, process: "sshd" },
  ]);
  const today =
    'tcp LISTEN 0 128 [::1]:25 [::]:*\ntcp LISTEN 0 511 *:80 *:* users:(("httpd",pid=7,fd=4))\nudp UNCONN 0 0 [fe80::1]%eth0:546 [::]:*\nudp UNCONN 0 0 10.0.2.2%eth0:68 0.0.0.0:*\nudp ESTAB 0 0 10.0.2.2:5 10.0.2.1:6\n';
  expect(parseSockets(`==> ss <==\n${today}`, "little")).toEqual([
    { protocol: "tcp", address: "::1", port: 25 },
    { protocol: "tcp", address: "::", port: 80, process: "httpd" },
    { protocol: "udp", address: "fe80::1", port: 546 },
    { protocol: "udp", address: "10.0.2.2", port: 68 },
  ]);
  expect(parseSockets("", "little")).toEqual([]);
  expect(() => parseSockets(procNet("garbage\n"), "little")).toThrow("no local address");
});

test("byteOrderOf() knows s390x and ppc64 as big-endian", () => {
  expect(["x86_64", "aarch64", "ppc64le", "ppc64", "s390x"].map(byteOrderOf)).toEqual([
    "little",
    "little",
    "little",
    "big",
    "big",
  ]);
});

test("formatAddress() shortens the longest run of zeros, the first of two equal ones", () => {
  const groups = (text: string): number[] =>
    text.split(":").flatMap((g) => [Number.parseInt(g, 16) >> 8, Number.parseInt(g, 16) & 255]);
  expect(formatAddress(groups("2001:0:0:1:0:0:0:1"))).toBe("2001:0:0:1::1");
  expect(formatAddress(groups("1:0:0:2:3:0:0:4"))).toBe("1::2:3:0:0:4");
  expect(formatAddress(groups("1:2:3:4:5:6:0:8"))).toBe("1:2:3:4:5:6:0:8");
  expect(formatAddress(groups("0:0:0:0:0:0:0:0"))).toBe("::");
});
