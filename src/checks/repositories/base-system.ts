import { check, undecided } from "../check.ts";
import { examplePackage } from "../examples.ts";
import { counted, listed } from "../words.ts";

/** Packages that every installation has, each in BaseOS (comps group Core of EL 8 to 10; a container has the first six). */
const base = [
  "bash",
  "coreutils",
  "coreutils-single",
  "filesystem",
  "glibc",
  "rpm",
  "systemd",
  "kernel-core",
  "dnf",
  "openssh-server",
];

const packages = [examplePackage("bash 5.1.8-9.el9 x86_64"), examplePackage("glibc 2.34-100.el9 x86_64")];
const universe = (names: readonly string[]) => ({ repositories: [], names: new Set(names) });

export const baseSystem = check({
  id: "repositories/base-system",
  code: "F-0321",
  title: "The repositories given hold the target's base system",
  why: "Without BaseOS the C library, the kernel and the release package stay the old distribution's: the host would not be AlmaLinux.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["packages"],
  examples: [
    {
      says: "all is there",
      given: { packages },
      context: { universe: universe(["almalinux-release", "bash", "glibc"]) },
      finds: [],
    },
    {
      says: "AppStream alone",
      given: { packages },
      context: { universe: universe(["httpd", "almalinux-logos"]) },
      finds: ["The repositories lack 3 packages of AlmaLinux 9's base system: BaseOS is missing"],
    },
    { says: "no repository could be read", given: { packages }, finds: "undecided" },
  ],
  run({ packages }, { universe, hops }) {
    const target = hops[0]?.to;
    if (universe === undefined || target === undefined) return undecided("no repository of the target was read");
    const installed = new Set(packages.map(({ name }) => name));
    const wanted = [`${target.vendor}-release`, ...base.filter((name) => installed.has(name))];
    const missing = wanted.filter((name) => !universe.names.has(name));
    if (missing.length === 0) return [];
    const without = [...installed].filter((name) => !universe.names.has(name)).length;
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `The repositories lack ${counted(missing.length, "package")} of ${target.title}'s base system: BaseOS is missing`,
        seen: `not there: ${listed(missing, 8)}; of ${installed.size} installed names ${without} are in none of the repositories`,
        risk: "What is not there stays the old distribution's and gets no more fixes; the packages below show only the part that is there",
        fix: `Add the BaseOS repository of ${target.title} with --repo, or leave --repo out to ask AlmaLinux's own`,
      },
    ];
  },
});
