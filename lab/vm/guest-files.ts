import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DiskLayout, volumeGroup } from "./disk-layout.ts";

const program = "/etc/systemd/lab-vm.sh";

/** What a virtual machine's tree has beside the image of its release: path → text. */
export function guestFiles(layout: DiskLayout): Readonly<Record<string, string>> {
  const options = [
    `root=${layout.rootDevice}`,
    "ro",
    ...(layout.volumes === undefined ? [] : [`rd.lvm.lv=${volumeGroup}/root`]),
    "console=ttyS0",
    // Each character on the serial port costs an emulated machine time.
    "quiet",
    // Where the machine's processors are shared, ticks come late, and the kernel's check of its timer ends in a panic.
    "no_timer_check",
    "panic=10",
  ];
  const boot = layout.boot === undefined ? "" : "/dev/vda1 /boot ext4 defaults 1 2\n";
  return {
    "/etc/fstab": `${layout.rootDevice} / ext4 defaults 1 1\n${boot}`,
    "/etc/kernel/cmdline": `${options.join(" ")}\n`,
    // Nothing but LVM itself makes the nodes of its volumes where no udev is.
    "/etc/lvm/lvmlocal.conf": "activation {\n\tudev_sync = 0\n\tudev_rules = 0\n}\n",
    [program]: readFileSync(join(import.meta.dirname, "lab-vm.sh"), "utf8"),
    "/etc/systemd/system/lab-vm.service": `[Unit]
Description=Name, address and file systems of a virtual machine of the lab
DefaultDependencies=no
Before=sysinit.target local-fs.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${program}

[Install]
WantedBy=sysinit.target
`,
  };
}

/** Links of the tree: path → what it points to. */
export const guestLinks: Readonly<Record<string, string>> = {
  "/etc/systemd/system/sysinit.target.wants/lab-vm.service": "../lab-vm.service",
};
