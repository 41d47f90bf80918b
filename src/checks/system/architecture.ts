import { check } from "../check.ts";
import { listed } from "../words.ts";

export const architecture = check({
  id: "system/architecture",
  code: "F-0003",
  title: "The target is built for this architecture",
  why: "There are no packages for other architectures, so nothing could be installed.",
  hops: ["convert", "upgrade", "rebuild"],
  worst: "inhibitor",
  needs: ["machine"],
  examples: [
    { says: "x86_64", given: { machine: { architecture: "x86_64", cpuLevel: 1 } }, finds: [] },
    {
      says: "32-bit host",
      given: { machine: { architecture: "i686" } },
      finds: ["AlmaLinux 9 is not built for i686"],
    },
  ],
  run({ machine }, { hops }) {
    return hops
      .map((hop) => hop.to)
      .filter((to) => !to.builds.some((build) => build.machine === machine.architecture))
      .map((to) => ({
        severity: "high",
        inhibitor: true,
        title: `${to.title} is not built for ${machine.architecture}`,
        seen: `uname -m says ${machine.architecture}; built are ${listed(to.builds.map((build) => build.architecture))}`,
        risk: "There is nothing to install",
        fix: "Move the services to a host of one of these architectures",
      }));
  },
});
