import { matchesPattern } from "../../catalog/matches-pattern.ts";
import { check, undecided } from "../check.ts";
import { examplePackage, exampleTransaction } from "../examples.ts";
import { counted, listed } from "../words.ts";

/**
 * Without one of these a host does not start, cannot be reached, or cannot be repaired by its own package manager. dnf
 * protects a few of them (dnf, systemd, sudo, the running kernel); tools have planned the removal of others all the same.
 */
const essential = [
  "basesystem",
  "bash",
  "ca-certificates",
  "coreutils*",
  "cryptsetup",
  "crypto-policies",
  "curl*",
  "dbus*",
  "dnf",
  "dracut",
  "e2fsprogs",
  "filesystem",
  "glibc",
  "glibc-common",
  "grub2-*",
  "grubby",
  "initscripts",
  "kernel",
  "kernel-core",
  "kernel-modules*",
  "kmod",
  "libdnf",
  "libselinux",
  "lvm2",
  "mdadm",
  "NetworkManager",
  "openssh-server",
  "openssl-libs",
  "pam",
  "passwd",
  "platform-python",
  "python3-dnf",
  "rpm",
  "rpm-libs",
  "selinux-policy*",
  "setup",
  "shadow-utils",
  "shim*",
  "sudo",
  "systemd*",
  "util-linux",
  "xfsprogs",
  "yum",
] as const;

const packages = [examplePackage("bash 5.1.8-9.el9 x86_64"), examplePackage("vim-enhanced 8.2-1.el9 x86_64")];
const conflict = "sudo conflicts with shop-1.0-1.x86_64";
const lost = (...names: readonly string[]) =>
  exampleTransaction({ lost: names.map((name) => ({ name, why: conflict })) });

export const essentialPackages = check({
  id: "packages/essential",
  code: "F-0307",
  title: "No package goes that the host cannot do without",
  why: "With wrong data or repositories a plan can hold the removal of rpm, sudo, sshd or the kernel; such a host is lost.",
  hops: ["convert"],
  worst: "inhibitor",
  needs: ["packages"],
  mayLack: ["packageManager"],
  examples: [
    { says: "an editor goes", given: { packages }, context: { transaction: lost("vim-enhanced") }, finds: [] },
    {
      says: "sudo and the sshd go",
      given: { packages },
      context: { transaction: lost("openssh-server", "sudo") },
      finds: ["2 packages would go that the host cannot do without"],
    },
    {
      says: "a package that the host itself protects goes",
      given: {
        packages,
        packageManager: {
          kind: "dnf",
          excludes: [],
          installonlyLimit: 3,
          best: true,
          installWeakDependencies: true,
          protectedPackages: ["shop-agent"],
          variables: {},
        },
      },
      context: { transaction: lost("shop-agent") },
      finds: ["1 package would go that the host cannot do without"],
    },
    { says: "nothing was solved", given: { packages }, finds: "undecided" },
  ],
  run({ packageManager }, { transaction }) {
    if (transaction === undefined) return undecided("the packages were not solved");
    const patterns = [...essential, ...(packageManager?.protectedPackages ?? [])];
    const found = transaction.lost.filter(({ name }) => patterns.some((pattern) => matchesPattern(pattern, name)));
    if (found.length === 0) return [];
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `${counted(found.length, "package")} would go that the host cannot do without`,
        seen: listed(
          found.map(({ name, why }) => `${name} (${why.replace(/\.$/, "")})`),
          4,
        ),
        risk: "The host would not start, could not be reached, or could not be repaired with its own package manager",
        fix: "Remove the package that stands in the way, or name the repository that is missing with --repo, and assess again",
      },
    ];
  },
});
