import { check, type Finding, undecided } from "../check.ts";
import { exampleHop } from "../examples.ts";
import { counted, listed } from "../words.ts";

const on = { kind: "uefi" as const, secureBoot: "enabled" as const };
const x86 = { architecture: "x86_64" };

export const secureBoot = check({
  id: "boot/secure-boot",
  code: "F-0022",
  title: "Secure Boot will accept the boot loader, kernel and modules",
  why: "With Secure Boot on, the firmware starts only what a key in its database has signed, and the kernel loads only such modules.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["firmware", "machine"],
  mayLack: ["kernelModules"],
  examples: [
    { says: "BIOS", given: { firmware: { kind: "bios", secureBoot: "unsupported" }, machine: x86 }, finds: [] },
    { says: "off", given: { firmware: { ...on, secureBoot: "disabled" }, machine: x86 }, finds: [] },
    {
      says: "on, x86_64, converted: AlmaLinux's shim has Microsoft's signature",
      given: { firmware: on, machine: x86 },
      finds: ["Secure Boot is on, and AlmaLinux 9 boots with it"],
    },
    {
      says: "on, aarch64: the shim has the signature of 2023 only",
      given: { firmware: on, machine: { architecture: "aarch64" } },
      finds: ["Secure Boot on aarch64 needs Microsoft's certificate of 2023"],
    },
    {
      says: "on, and a module of somebody else is loaded",
      given: { firmware: on, machine: x86, kernelModules: [{ name: "falcon_lsm", sizeBytes: 1, taint: "OE" }] },
      finds: ["Secure Boot may refuse 1 module of a third party", "Secure Boot is on, and AlmaLinux 9 boots with it"],
    },
    {
      says: "on, upgrade to another distribution",
      given: { firmware: on, machine: x86 },
      context: exampleHop("upgrade", "centos-linux-7", "almalinux-8"),
      finds: ["Secure Boot must be off for the upgrade to AlmaLinux 8"],
    },
    {
      says: "state could not be read",
      given: { firmware: { ...on, secureBoot: "unknown" }, machine: x86 },
      finds: "undecided",
    },
  ],
  run({ firmware, machine, kernelModules = [] }, { hops }) {
    if (firmware.secureBoot === "unknown") return undecided("the state of Secure Boot could not be read");
    if (firmware.secureBoot !== "enabled") return [];
    const findings: Finding[] = [];
    const foreign = kernelModules.filter((module) => /[OE]/.test(module.taint));
    if (foreign.length > 0) {
      findings.push({
        severity: "high",
        inhibitor: false,
        title: `Secure Boot may refuse ${counted(foreign.length, "module")} of a third party`,
        seen: listed(foreign.map((module) => `${module.name} (${module.taint})`)),
        risk: "A module that is built anew for the target's kernel loads only when its key is enrolled",
        fix: "Enrol the key of each vendor before the move: mokutil --import KEY.der, then confirm it at the next boot",
      });
    }
    for (const { kind, from, to } of hops) {
      if (kind === "upgrade" && from.vendor !== to.vendor) {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: `Secure Boot must be off for the upgrade to ${to.title}`,
          seen: `Secure Boot is on, and the upgrade starts on ${from.title}`,
          risk: "The boot loader of one distribution would have to start the kernel of the other; leapp refuses",
          fix: "Turn Secure Boot off in the firmware for the upgrade, and on again after it",
        });
      } else if (kind === "convert" && machine.architecture === "aarch64") {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: "Secure Boot on aarch64 needs Microsoft's certificate of 2023",
          seen: "Secure Boot is on; what the firmware's db holds is not among the facts",
          risk: "AlmaLinux's shim for aarch64 is signed with that certificate only: without it the host would not boot",
          fix: "mokutil --db | grep 'UEFI CA 2023'; if it is not there, fwupdmgr update; then waive this finding",
        });
      } else if (kind === "convert") {
        findings.push({
          severity: "info",
          inhibitor: false,
          title: `Secure Boot is on, and ${to.title} boots with it`,
          seen: "UEFI firmware with Secure Boot enabled",
          risk: "None seen: shim is signed by Microsoft, GRUB and the kernel by AlmaLinux",
          fix: "Nothing to do; kernels that are left of the old distribution will no longer boot",
        });
      }
    }
    return findings;
  },
});
