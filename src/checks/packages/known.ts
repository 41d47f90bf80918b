import { check } from "../check.ts";
import { examplePackage } from "../examples.ts";

export const known = check({
  id: "packages/known",
  code: "F-0300",
  title: "The installed packages are known",
  why: "Without the list of installed packages there is nothing to solve: what would change cannot be told.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["packages"],
  examples: [
    { says: "one package", given: { packages: [examplePackage("bash 5.1.8-9.el9 x86_64")] }, finds: [] },
    { says: "none", given: { packages: [] }, finds: ["The rpm database lists no packages"] },
  ],
  run({ packages }) {
    if (packages.length > 0) return [];
    return [
      {
        severity: "high",
        inhibitor: true,
        title: "The rpm database lists no packages",
        seen: "rpm -qa printed nothing",
        risk: "The database is empty or damaged: dnf would install a second system over this one",
        fix: "Restore /var/lib/rpm from a backup, or run rpm --rebuilddb and look again",
      },
    ];
  },
});
