import { check } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";

export const container = check({
  id: "system/container",
  code: "F-0006",
  title: "The host has a kernel and a boot loader of its own",
  why: "In a container the packages can be replaced, but kernel and boot loader are those of the machine below.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["virtualization"],
  examples: [
    { says: "virtual machine", given: { virtualization: { kind: "vm", technology: "kvm" } }, finds: [] },
    {
      says: "container that is converted",
      given: { virtualization: { kind: "container", technology: "podman" } },
      finds: ["This is a container (podman): only its packages will change"],
    },
    {
      says: "container that would be upgraded",
      given: { virtualization: { kind: "container", technology: "lxc" } },
      context: upgradeAlma8,
      finds: ["This is a container (lxc): it cannot be upgraded in place"],
    },
  ],
  run({ virtualization }, { hops }) {
    if (virtualization.kind !== "container") return [];
    const seen = `systemd-detect-virt or the environment says ${virtualization.technology}`;
    return hops.map((hop) =>
      hop.kind === "upgrade"
        ? {
            severity: "high" as const,
            inhibitor: true,
            title: `This is a container (${virtualization.technology}): it cannot be upgraded in place`,
            seen,
            risk: "The upgrade works in a boot of its own, which a container has not",
            fix: `Build a new image from ${hop.to.title} and move the data to it`,
          }
        : {
            severity: "info" as const,
            inhibitor: false,
            title: `This is a container (${virtualization.technology}): only its packages will change`,
            seen,
            risk: "Kernel, drivers and boot loader are not looked at here: they belong to the machine below",
            fix: `Rather build a new image from ${hop.to.title}, where there is an image to build`,
          },
    );
  },
});
