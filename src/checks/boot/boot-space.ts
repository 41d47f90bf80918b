import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { mountOf } from "../storage/mount-of.ts";
import { listed, size } from "../words.ts";

type Boot = FactValue<"boot">;
type Mounts = FactValue<"mounts">;

const MB = 1_000_000;
/** leapp asks for 100 MiB: 66 for its boot image, 54 for the kernel. On top of that the target's own kernel comes. */
const UPGRADE_BYTES = 105 * MB;
/** shim and GRUB of the target, which get a folder of their own on the EFI system partition. */
const EFI_BYTES = 15 * MB;
/** vmlinuz, initramfs, System.map, config of one kernel where none is there to measure. */
const KERNEL_BYTES = 90 * MB;

const boot = {
  files: [
    { path: "/boot/vmlinuz-5.14.0-503.el9.x86_64", sizeBytes: 14 * MB },
    { path: "/boot/initramfs-5.14.0-503.el9.x86_64.img", sizeBytes: 60 * MB },
    { path: "/boot/System.map-5.14.0-503.el9.x86_64", sizeBytes: 8 * MB },
  ],
  kernels: ["5.14.0-503.el9.x86_64"],
  grubConfigs: ["/boot/grub2/grub.cfg"],
};
const kernel = { release: "5.14.0-503.el9.x86_64", commandLine: [] };
function mounts(freeBytes: number, efiFree?: number): Mounts {
  const mount = { type: "xfs", options: ["rw"], sizeBytes: 1e9 };
  const efi = { ...mount, device: "/dev/vda2", mountPoint: "/boot/efi", type: "vfat" };
  return [
    { ...mount, device: "/dev/vda1", mountPoint: "/boot", freeBytes },
    ...(efiFree === undefined ? [] : [{ ...efi, freeBytes: efiFree }]),
  ];
}

export const bootSpace = check({
  id: "boot/boot-space",
  code: "F-0023",
  title: "/boot has room for the new kernel",
  why: "The old kernels stay until the new one has booted, so both must fit; a full /boot leaves an initramfs that is cut off.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["boot", "mounts", "kernel"],
  mayLack: ["virtualization"],
  examples: [
    { says: "half a GB free", given: { boot, kernel, mounts: mounts(500 * MB) }, finds: [] },
    {
      says: "50 MB free",
      given: { boot, kernel, mounts: mounts(50 * MB) },
      finds: ["49 MB too little in /boot for the new kernel"],
    },
    {
      says: "50 MB free, and an image of a former upgrade lies there",
      given: {
        boot: {
          ...boot,
          files: [...boot.files, { path: "/boot/initramfs-upgrade.x86_64.img", sizeBytes: 80 * MB }],
        },
        kernel,
        mounts: mounts(50 * MB),
      },
      finds: ["49 MB too little in /boot for the new kernel"],
    },
    {
      says: "files of a kernel that is gone lie there, one with a name made to deceive",
      given: {
        boot: {
          ...boot,
          files: [
            ...boot.files,
            { path: "/boot/initramfs-5.14.0-1.el9.x86_64.img", sizeBytes: 60 * MB },
            { path: "/boot/System.map-5.14.0-1.el9.x86_64", sizeBytes: 8 * MB },
            { path: "/boot/initramfs-$(reboot).img", sizeBytes: 1 * MB },
          ],
        },
        kernel,
        mounts: mounts(50 * MB),
      },
      finds: ["49 MB too little in /boot for the new kernel"],
    },
    {
      says: "the EFI system partition is full",
      given: { boot, kernel, mounts: mounts(500 * MB, 2 * MB) },
      finds: ["13 MB too little in /boot/efi for the target's boot loader"],
    },
    {
      says: "an upgrade needs its own image as well",
      given: { boot, kernel, mounts: mounts(150 * MB) },
      context: upgradeAlma8,
      finds: ["54 MB too little in /boot for the upgrade"],
    },
  ],
  run({ boot, mounts, kernel, virtualization }, { hops }) {
    if (virtualization?.kind === "container") return [];
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    return [...kernelFindings(boot, mounts, kernel.release, upgrade), ...efiFindings(mounts)];
  },
});

function kernelFindings(boot: Boot, mounts: Mounts, running: string, upgrade: boolean): readonly Finding[] {
  const mount = mountOf("/boot", mounts);
  if (mount?.freeBytes === undefined || boot.kernels.length === 0) return [];
  const needed = largestKernel(boot) * 1.2 + (upgrade ? UPGRADE_BYTES : 0);
  if (mount.freeBytes >= needed) return [];
  const left = leftOvers(boot, running);
  const freed = left.reduce((sum, file) => sum + file.sizeBytes, 0);
  const paths = left.map((file) => file.path);
  const found = freed === 0 ? "" : `; ${size(freed)} are left-overs: ${listed(paths, 3)}`;
  return [
    {
      severity: "high",
      inhibitor: true,
      title: `${size(needed - mount.freeBytes)} too little in /boot for the ${upgrade ? "upgrade" : "new kernel"}`,
      seen: `${size(mount.freeBytes)} free of ${size(needed)} needed on ${mount.mountPoint}${found}`,
      risk: "The new kernel or its initramfs would be incomplete, and the host would not boot",
      fix:
        freed >= needed - mount.freeBytes
          ? `Remove the left-overs: rm ${paths.map(quoted).join(" ")}`
          : `Remove kernels that you no longer boot: dnf remove --oldinstallonly (yum: package-cleanup --oldkernels --count=1)${freed === 0 ? "" : `; and the left-overs: rm ${paths.map(quoted).join(" ")}`}`,
    },
  ];
}

/** The EFI system partition keeps the old distribution's loader until the new one has booted. */
function efiFindings(mounts: Mounts): readonly Finding[] {
  const mount = mountOf("/boot/efi/EFI", mounts);
  if (mount?.mountPoint !== "/boot/efi" || mount.freeBytes === undefined || mount.freeBytes >= EFI_BYTES) return [];
  return [
    {
      severity: "high",
      inhibitor: true,
      title: `${size(EFI_BYTES - mount.freeBytes)} too little in /boot/efi for the target's boot loader`,
      seen: `${size(mount.freeBytes)} free of ${size(EFI_BYTES)} needed on /boot/efi`,
      risk: "shim or GRUB would be incomplete, and the firmware would not start the host",
      fix: "Look at du -xsh /boot/efi/EFI/* and remove loaders and firmware updates that nobody needs",
    },
  ];
}

/** Bytes of the largest set of files that belong to one kernel. */
function largestKernel(boot: Boot): number {
  const sizes = boot.kernels.map((release) =>
    boot.files
      .filter((file) => file.path.includes(release) && !file.path.includes("kdump"))
      .reduce((sum, file) => sum + file.sizeBytes, 0),
  );
  const largest = Math.max(0, ...sizes);
  // a kernel without an initramfs to be seen (EL8 writes it later, or it is not readable) tells too little
  return largest < 30 * MB ? KERNEL_BYTES : largest;
}

/** Files that no kernel here needs: images of former upgrades, and what lies beside a kernel that is gone. */
function leftOvers(boot: Boot, running: string): Boot["files"] {
  const known = new Set([...boot.kernels, running]);
  return boot.files.filter((file) => {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    if (/^(vmlinuz|initramfs)-upgrade\./.test(name)) return true;
    const release =
      /^initramfs-(.+?)(kdump)?\.img$/.exec(name)?.[1] ??
      /^(?:System\.map|config|symvers)-(.+?)(\.gz|\.xz)?$/.exec(name)?.[1];
    return release !== undefined && !release.startsWith("0-rescue") && !known.has(release);
  });
}

/** A path as one word for a shell: the names are the host's, and somebody may paste the line. */
function quoted(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
