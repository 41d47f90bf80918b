import { check } from "../check.ts";
import { exampleHop } from "../examples.ts";

export const inPlaceRoute = check({
  id: "system/in-place-route",
  code: "F-0002",
  title: "There is a way to the target in place",
  why: "Some releases are too old, or no tool was ever made for them: they can only be built anew beside the old host.",
  hops: ["convert", "upgrade", "rebuild"],
  worst: "inhibitor",
  needs: [],
  examples: [
    { says: "CentOS Stream 9 is converted", given: {}, finds: [] },
    {
      says: "CentOS Linux 6 is rebuilt",
      given: {},
      context: exampleHop("rebuild", "centos-linux-6", "almalinux-9"),
      finds: ["CentOS Linux 6 cannot become AlmaLinux 9 in place"],
    },
  ],
  run(_facts, { hops }) {
    return hops
      .filter((hop) => hop.kind === "rebuild")
      .map((hop) => ({
        severity: "high",
        inhibitor: true,
        title: `${hop.from.title} cannot become ${hop.to.title} in place`,
        seen: `no tool goes from ${hop.from.id} to ${hop.to.id}`,
        risk: "Any attempt to change this system in place would leave it broken",
        fix: `Install ${hop.to.title} on a new host beside this one and move the data there`,
      }));
  },
});
