import { matchesPattern } from "../../catalog/matches-pattern.ts";
import { check } from "../check.ts";
import { examplePackage } from "../examples.ts";
import { counted, listed } from "../words.ts";

const dnf = {
  kind: "dnf" as const,
  excludes: [],
  installonlyLimit: 3,
  best: true,
  installWeakDependencies: true,
  protectedPackages: [],
  variables: {},
};
const packages = [examplePackage("kernel-core 5.14.0-427.el9 x86_64"), examplePackage("bash 5.1.8-9.el9 x86_64")];

export const excludes = check({
  id: "packages/excludes",
  code: "F-0304",
  title: "dnf may replace every installed package",
  why: "An exclude hides AlmaLinux's packages as well: what it names stays the old distribution's, and gets no more fixes.",
  hops: ["convert", "upgrade"],
  worst: "high",
  needs: ["packageManager", "packages"],
  mayLack: ["repositories"],
  examples: [
    { says: "no excludes", given: { packageManager: dnf, packages }, finds: [] },
    {
      says: "an exclude of something that is not installed",
      given: { packageManager: { ...dnf, excludes: ["php*"] }, packages },
      finds: [],
    },
    {
      says: "the kernel is held back",
      given: { packageManager: { ...dnf, excludes: ["kernel*"] }, packages },
      finds: ["Excludes hold back 1 installed package"],
    },
  ],
  run({ packageManager, packages, repositories = [] }) {
    const patterns = [
      ...packageManager.excludes.map((pattern) => ({ pattern, where: `${packageManager.kind}.conf` })),
      ...repositories
        .filter((repository) => repository.enabled)
        .flatMap((repository) => repository.excludes.map((pattern) => ({ pattern, where: repository.file }))),
    ];
    const names = [...new Set(packages.map((item) => item.name))];
    const hits = patterns.flatMap(({ pattern, where }) => {
      // dnf takes name, name.arch, or a whole NEVRA; what hides every version of a package is what matters here
      const bare = pattern.replace(/\.(x86_64|aarch64|ppc64le|s390x|i686|noarch|\*)$/, "");
      const held = names.filter((name) => matchesPattern(pattern, name) || matchesPattern(bare, name));
      return held.length === 0 ? [] : [{ pattern, where, held }];
    });
    const held = new Set(hits.flatMap((hit) => hit.held));
    if (held.size === 0) return [];
    return [
      {
        severity: "high",
        inhibitor: false,
        title: `Excludes hold back ${counted(held.size, "installed package")}`,
        seen: listed(hits.map((hit) => `${hit.pattern} in ${hit.where} (${listed(hit.held, 3)})`)),
        risk: "These packages would stay the old distribution's and get no more fixes",
        fix: `Take the excludes out for the move, or decide for each: ${listed(hits.map((hit) => `${hit.where}: ${hit.pattern}`))}`,
      },
    ];
  },
});
