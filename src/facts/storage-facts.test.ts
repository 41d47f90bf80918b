import { expect, test } from "vitest";
import { parseBlockDevices } from "./block-devices.ts";
import { parseFstab } from "./fstab.ts";
import { mountsOf, parseDf, parseDiskUse, parseMounts } from "./mounts.ts";

test("parseFstab() keeps line numbers, undoes escapes and sets malformed lines apart", () => {
  expect(
    parseFstab(
      "\n# a comment\nUUID=1\t/\txfs\tdefaults\t0 0\n//nas/data /srv/my\\040data cifs credentials=/etc/nas,_netdev 0 0\nproc /proc proc\nlonely /mnt\n/dev/sdb1 /data ext4 defaults 0 yes\n",
    ),
  ).toEqual({
    entries: [
      { line: 3, device: "UUID=1", mountPoint: "/", type: "xfs", options: ["defaults"] },
      {
        line: 4,
        device: "//nas/data",
        mountPoint: "/srv/my data",
        type: "cifs",
        options: ["credentials=/etc/nas", "_netdev"],
      },
      { line: 5, device: "proc", mountPoint: "/proc", type: "proc", options: ["defaults"] },
    ],
    malformed: [
      { line: 6, text: "lonely /mnt" },
      { line: 7, text: "/dev/sdb1 /data ext4 defaults 0 yes" },
    ],
  });
  expect(parseFstab("")).toEqual({ entries: [], malformed: [] });
});

test("parseMounts() undoes octal escapes", () => {
  expect(parseMounts("/dev/sda1 /mnt/a\\040b\\134c xfs rw,relatime 0 0\n")).toEqual([
    { device: "/dev/sda1", mountPoint: "/mnt/a b\\c", type: "xfs", options: ["rw", "relatime"] },
  ]);
  expect(parseMounts("")).toEqual([]);
  expect(() => parseMounts("/dev/sda1 /mnt\n")).toThrow('line 1 "/dev/sda1 /mnt" has fewer than four fields');
});

test("parseDiskUse() reads blanks in names, wrapped lines and dashes", () => {
  expect(
    parseDiskUse(
      [
        "Filesystem     1024-blocks    Used Available Capacity Mounted on",
        "/dev/vda1         20960236 1345236  19615000       7% /",
        "my disk 100 40 60 40% /mnt/my data",
        "/dev/mapper/a-very-long-name-of-a-logical-volume",
        "                       200     50       150      25% /srv",
        "rootfs                   -       -         -        - /root fs",
      ].join("\n"),
    ),
  ).toEqual([
    { device: "/dev/vda1", mountPoint: "/", total: 20960236, free: 19615000 },
    { device: "my disk", mountPoint: "/mnt/my data", total: 100, free: 60 },
    { device: "/dev/mapper/a-very-long-name-of-a-logical-volume", mountPoint: "/srv", total: 200, free: 150 },
    { device: "rootfs", mountPoint: "/root fs", total: undefined, free: undefined },
  ]);
});

test("parseDf() tells the two tables apart, also when the first is missing", () => {
  const inodes = "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 1000 10 990 1% /\n";
  expect(parseDf(`\n${inodes}`)).toEqual({
    blocks: [],
    inodes: [{ device: "/dev/vda1", mountPoint: "/", total: 1000, free: 990 }],
  });
});

test("mountsOf() gives sizes to the mount on df's device, else to the topmost", () => {
  const mounts = parseMounts(
    "rootfs / rootfs rw 0 0\n/dev/vda1 / xfs rw 0 0\n/dev/a /mnt xfs rw 0 0\n/dev/b /mnt btrfs rw 0 0\n",
  );
  const df = parseDf(
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 100 40 60 40% /\n/dev/dm-3 10 5 5 50% /mnt\n\nFilesystem Inodes IUsed IFree IUse% Mounted on\n/dev/vda1 50 10 40 20% /\n/dev/dm-3 0 0 0 - /mnt\n",
  );
  expect(mountsOf(mounts, df)).toEqual([
    { device: "rootfs", mountPoint: "/", type: "rootfs", options: ["rw"] },
    {
      device: "/dev/vda1",
      mountPoint: "/",
      type: "xfs",
      options: ["rw"],
      sizeBytes: 102400,
      freeBytes: 61440,
      inodes: 50,
      freeInodes: 40,
    },
    { device: "/dev/a", mountPoint: "/mnt", type: "xfs", options: ["rw"] },
    { device: "/dev/b", mountPoint: "/mnt", type: "btrfs", options: ["rw"], sizeBytes: 10240, freeBytes: 5120 },
  ]);
  expect(mountsOf(mounts, undefined)).toEqual(mounts);
});

test("parseBlockDevices() names parents as NAME does, and keeps each parent of a RAID", () => {
  expect(
    parseBlockDevices(
      [
        'NAME="sda" KNAME="sda" PKNAME="" TYPE="disk" SIZE="100" FSTYPE="" MOUNTPOINT=""',
        'NAME="md0" KNAME="md0" PKNAME="sda" TYPE="raid1" SIZE="90" FSTYPE="LVM2_member" MOUNTPOINT=""',
        'NAME="vg-root" KNAME="dm-0" PKNAME="md0" TYPE="lvm" SIZE="80" FSTYPE="xfs" MOUNTPOINT="/a\\x20b"',
        'NAME="crypt" KNAME="dm-1" PKNAME="dm-0" TYPE="crypt" SIZE="79" FSTYPE="" MOUNTPOINT=""',
        'NAME="md0" KNAME="md0" PKNAME="sdb" TYPE="raid1" SIZE="90" FSTYPE="LVM2_member" MOUNTPOINT=""',
      ].join("\n"),
    ),
  ).toEqual([
    { name: "sda", type: "disk", sizeBytes: 100 },
    { name: "md0", type: "raid1", sizeBytes: 90, fileSystem: "LVM2_member", parent: "sda" },
    { name: "vg-root", type: "lvm", sizeBytes: 80, fileSystem: "xfs", mountPoint: "/a b", parent: "md0" },
    { name: "crypt", type: "crypt", sizeBytes: 79, parent: "vg-root" },
    { name: "md0", type: "raid1", sizeBytes: 90, fileSystem: "LVM2_member", parent: "sdb" },
  ]);
  expect(parseBlockDevices("")).toEqual([]);
  expect(() => parseBlockDevices('NAME="sda" TYPE="disk" SIZE="20G"')).toThrow("SIZE in bytes");
});
