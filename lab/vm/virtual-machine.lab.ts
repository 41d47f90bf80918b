import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../lab.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { vmDisk } from "./vm-disk.ts";
import { whyNoVm } from "./why-no-vm.ts";

const why = whyNoLab() ?? whyNoVm();
const release = "centos-stream-9";

// One machine goes through all of it, as each boot takes a quarter of a minute and more.
describe.skipIf(why !== undefined)(`a virtual machine${why === undefined ? "" : ` (not run: ${why})`}`, () => {
  let lab: Lab;
  let machine: VirtualMachine;

  beforeAll(async () => {
    lab = await startLab();
    const disk = await vmDisk(lab.files, release, "thick");
    machine = await VirtualMachine.make(lab, { name: "vm1", disk, devices: ["megasas", "megasas-gen2"] });
    await machine.powerOn();
    await machine.waitUntilUp();
  });

  afterAll(async () => {
    await lab?.end();
  });

  test("boots through GRUB, and has the controllers that it was given", async () => {
    expect(await machine.console()).toMatch(/Booting `CentOS Stream \(.*\) 9'/);
    const [root, state] = (await machine.must("findmnt -n -o SOURCE /; systemctl is-system-running")).split("\n");
    expect([root, state]).toEqual(["/dev/mapper/cs-root", "running"]);
    const devices = await machine.must("cat /sys/bus/pci/devices/*/modalias");
    expect(devices).toContain("pci:v00001000d00000060");
    expect(devices).toContain("pci:v00001000d00000079");
  });

  test("boots the kernel that is installed beside the first", async () => {
    const before = await machine.must("uname -r; cut -d' ' -f3 /proc/version");
    const [kernel = ""] = globSync(join(lab.files.www, "repo.almalinux.org/**/kernel-core-*.rpm"));
    await machine.must("cat > /root/kernel.rpm", { input: await readFile(kernel) });
    await machine.must("rpm -i --nodeps --nosignature /root/kernel.rpm && rm /root/kernel.rpm");
    await machine.reboot();
    const after = await machine.must("uname -r; cut -d' ' -f3 /proc/version");
    // The name that the package carries, and Debian's own name of the kernel that runs.
    for (const [place, name] of after.trim().split("\n").entries()) expect(name).not.toBe(before.split("\n")[place]);
    expect(kernel).toContain(after.split("\n")[0]);
  });

  test("keeps what it had synchronized when its power is cut", async () => {
    const write = "mkdir /srv/cut; n=0; while n=$((n+1)); do echo $n > /srv/cut/$n; sync /srv/cut/$n; echo $n; done";
    const writing = machine.run(write, { timeoutSeconds: 300 });
    const bootIdNot = (await machine.must("cat /proc/sys/kernel/random/boot_id")).trim();
    await machine.must("until [ -e /srv/cut/20 ]; do sleep 0.2; done");
    await machine.powerCut();
    const said = Number((await writing).stdout.trim().split("\n").at(-1));
    expect(said).toBeGreaterThanOrEqual(20);
    await machine.powerOn();
    await machine.waitUntilUp({ bootIdNot });
    const kept = await machine.must(`cd /srv/cut && for n in $(seq ${said}); do cat $n; done`);
    expect(kept.trim().split("\n").map(Number)).toEqual(Array.from({ length: said }, (_, index) => index + 1));
    expect(await machine.must("dmesg")).toMatch(/EXT4-fs \(dm-0\): (?:recovery complete|mounted filesystem)/);
  });

  test("goes back to a snapshot of its root at the next boot", async () => {
    const list = "cat /srv/state; rpm -qa | sort | sha256sum; find /usr/bin /etc -xdev -type f | sort | sha256sum";
    await machine.must("echo before > /srv/state; sync");
    const before = await machine.must(list);
    await machine.must("lvcreate -s -n ferry -L 1G cs/root");
    await machine.must("echo after > /srv/state; rm -f /usr/bin/vim*; rpm -e --nodeps bzip2; sync");
    expect(await machine.must(list)).not.toBe(before);
    await machine.must("lvconvert --merge cs/ferry");
    await machine.reboot();
    expect(await machine.must(list)).toBe(before);
  });
});
