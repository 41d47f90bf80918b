import { compareEvr } from "../../package/evr.ts";
import type { InstalledPackage } from "../../package/installed-package.ts";
import { formatNevra } from "../../package/nevra.ts";
import { check } from "../check.ts";
import { examplePackage } from "../examples.ts";
import { counted, listed } from "../words.ts";
import { isInstallonly } from "./installonly.ts";

export const duplicates = check({
  id: "packages/duplicates",
  code: "F-0301",
  title: "No package is installed in two versions",
  why: "Two versions of one package are left by a transaction that was cut off; dnf cannot replace both, and files are lost.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["packages"],
  examples: [
    {
      says: "several kernels, keys and a 32-bit twin are right",
      given: {
        packages: [
          examplePackage("kernel-core 5.14.0-427.el9 x86_64"),
          examplePackage("kernel-core 5.14.0-503.el9 x86_64"),
          examplePackage("gpg-pubkey 8483c65d-5ccc5b19 (none)"),
          examplePackage("gpg-pubkey 3228467c-613798eb (none)"),
          examplePackage("glibc 2.34-100.el9 x86_64"),
          examplePackage("glibc 2.34-100.el9 i686"),
        ],
      },
      finds: [],
    },
    {
      says: "two versions of a library",
      given: {
        packages: [
          examplePackage("openssl-libs 1:3.0.7-27.el9 x86_64"),
          examplePackage("openssl-libs 1:3.2.2-6.el9 x86_64"),
        ],
      },
      finds: ["1 package is installed in two versions"],
    },
  ],
  run({ packages }) {
    const byName = new Map<string, InstalledPackage[]>();
    for (const item of packages) {
      if (isInstallonly(item)) continue;
      const key = `${item.name}.${item.arch}`;
      const same = byName.get(key);
      if (same === undefined) byName.set(key, [item]);
      else same.push(item);
    }
    const double = [...byName.values()].filter((same) => same.length > 1);
    if (double.length === 0) return [];
    const older = double.flatMap((same) => same.toSorted((left, right) => compareEvr(right, left)).slice(1));
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `${counted(double.length, "package is", "packages are")} installed in two versions`,
        seen: listed(double.map((same) => same.map(formatNevra).join(" beside "))),
        risk: "An earlier transaction was cut off; the next one fails or removes files that are in use",
        fix: `Look at each with rpm -V, then remove the older: rpm -e --justdb ${older.slice(0, 3).map(formatNevra).join(" ")}${older.length > 3 ? " …" : ""}; or dnf remove --duplicates`,
      },
    ];
  },
});
