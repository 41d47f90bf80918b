import { check } from "../check.ts";
import { examplePackage, upgradeAlma8 } from "../examples.ts";
import { originOf } from "../packages/origin.ts";
import { newestOf, packageOfKernel, releaseOf } from "./kernel-packages.ts";

const older = examplePackage("kernel-core 5.14.0-427.el9 x86_64", { signer: "05b555b38483c65d" });
const newer = examplePackage("kernel-core 5.14.0-503.el9 x86_64", { signer: "05b555b38483c65d" });
const uek = examplePackage("kernel-uek-core 5.15.0-300.163.18.el9uek x86_64", { signer: "bc4d06a08d8b756f" });
const catalog = {
  vendors: [],
  thirdParties: [],
  signingKeys: [
    { id: "05b555b38483c65d", source: ["example"], vendor: "centos", title: "CentOS", majors: [9], fingerprint: null },
    { id: "bc4d06a08d8b756f", source: ["example"], vendor: "oracle", title: "Oracle", majors: [9], fingerprint: null },
  ],
};
function running(release: string) {
  return { kernel: { release, commandLine: [] } };
}

export const runningKernel = check({
  id: "boot/running-kernel",
  code: "F-0020",
  title: "The host runs the newest installed kernel of its distribution",
  why: "A kernel of unknown making, or a reboot that is still due, hides whether the host boots at all: prove it before the move.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["kernel", "packages"],
  mayLack: ["virtualization"],
  knows: ["signingKeys", "thirdParties", "vendors"],
  examples: [
    {
      says: "newest",
      given: { ...running("5.14.0-503.el9.x86_64"), packages: [older, newer] },
      catalog,
      finds: [],
    },
    {
      says: "reboot due, to be converted",
      given: { ...running("5.14.0-427.el9.x86_64"), packages: [older, newer] },
      catalog,
      finds: ["The host has not booted its newest kernel 5.14.0-503.el9.x86_64"],
    },
    {
      says: "reboot due, to be upgraded",
      given: { ...running("5.14.0-427.el9.x86_64"), packages: [older, newer] },
      context: upgradeAlma8,
      catalog,
      finds: ["The host has not booted its newest kernel 5.14.0-503.el9.x86_64"],
    },
    {
      says: "no package has this kernel",
      given: { ...running("6.8.0-custom"), packages: [older] },
      catalog,
      finds: ["The running kernel 6.8.0-custom is of no installed package"],
    },
    {
      says: "Oracle's own kernel",
      given: { ...running("5.15.0-300.163.18.el9uek.x86_64"), packages: [older, uek] },
      catalog,
      finds: ["The running kernel is kernel-uek-core, which AlmaLinux 9 does not have"],
    },
    {
      says: "signed by nobody known",
      given: {
        ...running("5.14.0-503.el9.x86_64"),
        packages: [examplePackage("kernel-core 5.14.0-503.el9 x86_64", { signer: "0123456789abcdef" })],
      },
      catalog,
      finds: ["The running kernel's package kernel-core has a signer nobody knows"],
    },
    {
      says: "not signed",
      given: {
        ...running("5.14.0-503.el9.x86_64"),
        packages: [examplePackage("kernel-core 5.14.0-503.el9 x86_64", { signer: "" })],
      },
      catalog,
      finds: ["The running kernel's package kernel-core is not signed"],
    },
    {
      says: "a container has the kernel of its machine",
      given: {
        ...running("6.8.0-45-generic"),
        packages: [],
        virtualization: { kind: "container", technology: "docker" },
      },
      catalog,
      finds: [],
    },
  ],
  run({ kernel, packages, virtualization }, { hops, catalog, release, target }) {
    if (virtualization?.kind === "container") return [];
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    const own = packageOfKernel(kernel.release, packages);
    if (own === undefined) {
      return [
        {
          severity: "high",
          inhibitor: true,
          title: `The running kernel ${kernel.release.slice(0, 28)} is of no installed package`,
          seen: `uname -r says ${kernel.release}; no kernel package has that version`,
          risk: "The host was booted from outside (by its provider, PXE) or from a kernel built by hand: the new kernel may never be used",
          fix: "Boot a kernel of the distribution from the host's own disk, then inspect again",
        },
      ];
    }
    const whose = originOf(release, catalog)(own);
    const boots = `${target.title} boots its own ${hops.at(-1)?.to.kernel ?? ""} kernel`;
    if (/^kernel-(uek|ml|lt)/.test(own.name) || whose.kind === "third-party") {
      return [
        {
          severity: "medium",
          inhibitor: upgrade,
          title: `The running kernel is ${own.name}, which ${target.title} does not have`,
          seen: kernel.release,
          risk: `${boots}: devices that only this one drives would be gone`,
          fix: "Install and boot the distribution's own kernel first, and see that everything works",
        },
      ];
    }
    if (whose.kind === "unknown") {
      const unsigned = own.signer === undefined || own.signer === "";
      return [
        {
          severity: "medium",
          inhibitor: upgrade,
          title: unsigned
            ? `The running kernel's package ${own.name} is not signed`
            : `The running kernel's package ${own.name} has a signer nobody knows`,
          seen: `${kernel.release}, from ${whose.title}`,
          risk: `Who built it is not known. ${boots}: if this one was built to drive devices of its own, they would be gone`,
          fix: "Install and boot the distribution's own kernel first, and see that everything works",
        },
      ];
    }
    const newest = newestOf(own, packages);
    if (newest === own || releaseOf(newest) === releaseOf(own)) return [];
    return [
      {
        severity: upgrade ? "high" : "medium",
        inhibitor: upgrade,
        title: `The host has not booted its newest kernel ${releaseOf(newest)}`.slice(0, 80),
        seen: `running ${kernel.release}, installed ${releaseOf(newest)} (${newest.name})`,
        risk: "Whether the host boots at all is not proved; a failed boot after the move would have two possible causes",
        fix: "Reboot, then inspect again",
      },
    ];
  },
});
