import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../lab.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { vmDisk } from "./vm-disk.ts";
import { whyNoVm } from "./why-no-vm.ts";

const why = whyNoLab() ?? whyNoVm();

// One machine goes through all of it, as each boot takes a quarter of a minute and more.
describe.skipIf(why !== undefined)(`a virtual machine${why === undefined ? "" : ` (not run: ${why})`}`, () => {
  let lab: Lab;
  let machine: VirtualMachine;

  beforeAll(async () => {
    lab = await startLab();
    const disk = await vmDisk(lab.files, "centos-stream-9", "thin");
    const devices = ["megasas", "megasas-gen2"];
    machine = await VirtualMachine.make(lab, { name: "vm1", disk, devices, extraDisks: [{ megabytes: 64 }] });
    await machine.powerOn();
    await machine.waitUntilUp();
  });

  afterAll(async () => {
    await lab?.end();
  });

  test("boots through GRUB to a root on a thin volume", async () => {
    expect(await machine.console()).toMatch(/Booting `CentOS Stream \(.*\) 9'/);
    expect(await machine.must("cat /sys/block/vdb/size")).toBe(`${(64 * 1024 * 1024) / 512}\n`);
    expect(await machine.must("findmnt -n -o SOURCE /; findmnt -n -o SOURCE /boot; systemctl is-system-running")).toBe(
      "/dev/mapper/cs-root\n/dev/vda1\nrunning\n",
    );
  });

  test("shows Ferry the old controllers that it was given", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ferry-vm-"));
    try {
      const inspected = await lab.exec(resolve("bin/ferry"), ["inspect", "vm1", "-o", folder]);
      expect(inspected.exitCode, inspected.stderr).toBe(0);
      const facts = JSON.parse(await readFile(join(folder, "vm1.facts.json"), "utf8"));
      // MegaRAID SAS 1078, which EL 8 has dropped, and SAS 2108, which EL 8 and 9 have.
      expect(facts.facts.pciDevices.value).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ vendor: "1000", device: "0060" }),
          expect.objectContaining({ vendor: "1000", device: "0079" }),
        ]),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("goes back to a thin snapshot of its root at the next boot", async () => {
    // LVM writes in /etc/lvm what it was before each change, so also before the snapshot.
    const files = "find /usr/bin /etc -xdev -type f | grep -v '^/etc/lvm/' | sort | xargs sha256sum | sha256sum";
    const list = `cat /srv/state; rpm -qa | sort | sha256sum; ${files}`;
    await machine.must("echo before > /srv/state; sync");
    const before = await machine.must(list);
    await machine.must("lvcreate -s -n ferry cs/root");
    await machine.must("echo after > /srv/state; rm -f /usr/bin/vim*; rpm -e --nodeps bzip2; sync");
    expect(await machine.must(list)).not.toBe(before);
    await machine.must("lvconvert --merge cs/ferry");
    await machine.reboot();
    expect(await machine.must(list)).toBe(before);
  });
});
