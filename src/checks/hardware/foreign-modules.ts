import { check, type Finding } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { counted, listed } from "../words.ts";

const xfs = { name: "xfs", sizeBytes: 2_000_000, taint: "" };
const techPreview = { name: "sch_cake", sizeBytes: 40_000, taint: "T" };
const falcon = { name: "falcon_lsm", sizeBytes: 100_000, taint: "OE" };
const nvidia = { name: "nvidia", sizeBytes: 60_000_000, taint: "POE" };

export const foreignModules = check({
  id: "hardware/foreign-modules",
  code: "F-0032",
  title: "Every loaded kernel module is of the distribution's kernel",
  why: "A module that others built fits one kernel series; on the target it must be built anew, or what it does is gone.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["kernelModules"],
  mayLack: ["virtualization"],
  examples: [
    { says: "the kernel's own, one a technology preview", given: { kernelModules: [xfs, techPreview] }, finds: [] },
    {
      says: "out of tree and unsigned",
      given: { kernelModules: [xfs, falcon] },
      finds: ["1 loaded module is not of the kernel"],
    },
    {
      says: "NVIDIA's driver before an upgrade to 9",
      given: { kernelModules: [nvidia] },
      context: upgradeAlma8,
      finds: ["NVIDIA's own driver must be removed for the upgrade", "1 loaded module is not of the kernel"],
    },
    {
      says: "in a container they are the machine's",
      given: { kernelModules: [nvidia], virtualization: { kind: "container", technology: "docker" } },
      finds: [],
    },
  ],
  run({ kernelModules, virtualization }, { hops }) {
    if (virtualization?.kind === "container") return [];
    // Documentation/admin-guide/tainted-kernels: P proprietary, O out of tree, E unsigned; T (EL) is a technology preview
    const foreign = kernelModules.filter((module) => /[POE]/.test(module.taint));
    if (foreign.length === 0) return [];
    const findings: Finding[] = [];
    const upgrade = hops.find((hop) => hop.kind === "upgrade");
    if (upgrade !== undefined && foreign.some((module) => module.name.startsWith("nvidia"))) {
      findings.push({
        severity: "high",
        inhibitor: true,
        title: "NVIDIA's own driver must be removed for the upgrade",
        seen: listed(foreign.map((module) => module.name).filter((name) => name.startsWith("nvidia"))),
        risk: "The driver does not fit the new kernel; the upgrade may end without a console, and leapp refuses",
        fix: "Remove the driver (dnf remove 'nvidia*' 'kmod-nvidia*', or nvidia-uninstall), reboot; install it again afterwards",
      });
    }
    findings.push({
      severity: "medium",
      inhibitor: false,
      title: `${counted(foreign.length, "loaded module is", "loaded modules are")} not of the kernel`,
      seen: listed(foreign.map((module) => `${module.name} (${module.taint})`)),
      risk:
        upgrade === undefined
          ? "It may not load on AlmaLinux's kernel of the same series when that is older than the one it was built for"
          : "It does not load on the kernel of another major version",
      fix: "Get each for the target from its vendor before the move; with DKMS, see that kernel-devel of the target is installed",
    });
    return findings;
  },
});
