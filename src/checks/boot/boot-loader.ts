import { check, undecided } from "../check.ts";

const kernels = ["5.14.0-503.el9.x86_64"];
const vmlinuz = { path: "/boot/vmlinuz-5.14.0-503.el9.x86_64", sizeBytes: 14_000_000 };
const grub = { path: "/boot/grub2/grub.cfg", sizeBytes: 6500 };

export const bootLoader = check({
  id: "boot/boot-loader",
  code: "F-0021",
  title: "The host boots with GRUB 2 from its own disk",
  why: "A host that its provider or a network boots does not look at the new kernel; one without GRUB 2 cannot be told about it.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["boot", "machine"],
  mayLack: ["virtualization"],
  examples: [
    {
      says: "grub.cfg and a kernel are there",
      given: {
        boot: { files: [vmlinuz, grub], kernels, grubConfigs: [grub.path] },
        machine: { architecture: "x86_64" },
      },
      finds: [],
    },
    {
      says: "nothing to be seen in /boot",
      given: { boot: { files: [], kernels: [], grubConfigs: [] }, machine: { architecture: "x86_64" } },
      finds: "undecided",
    },
    {
      says: "kernel without grub.cfg",
      given: { boot: { files: [vmlinuz], kernels, grubConfigs: [] }, machine: { architecture: "x86_64" } },
      finds: "undecided",
    },
    {
      says: "s390x boots with zipl",
      given: { boot: { files: [vmlinuz], kernels, grubConfigs: [] }, machine: { architecture: "s390x" } },
      finds: [],
    },
  ],
  run({ boot, machine, virtualization }) {
    if (virtualization?.kind === "container" || machine.architecture === "s390x") return [];
    if (boot.kernels.length === 0) return undecided("no kernel was found in /boot: the host may boot from outside");
    if (boot.grubConfigs.length === 0) {
      return undecided("no grub.cfg was found below /boot: without root it cannot be seen, or the host has no GRUB 2");
    }
    return [];
  },
});
