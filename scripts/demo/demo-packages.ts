import { installedSet } from "../generate/closure.ts";
import { coreSeeds } from "../generate/core-packages.ts";
import { type Build, buildEdition } from "../generate/edition.ts";
import { usualRates } from "../generate/fates.ts";
import { kernelBuilds, kernelKey } from "../generate/kernels.ts";
import type { PackageSpec } from "../generate/package-spec.ts";
import { seededRandom } from "../generate/random.ts";
import { almaReleaseBuilds, streamReleaseBuilds } from "../generate/release-packages.ts";
import { makeUniverse } from "../generate/universe.ts";

/** The packages of the demo: what its host has installed, and what its repositories list. */
export interface DemoPackages {
  readonly installed: readonly PackageSpec[];
  readonly repositories: Readonly<Record<"baseos" | "appstream" | "acme", readonly PackageSpec[]>>;
}

export const installedKernels = ["503.11.1.el9_5", "533.el9"];
const listedKernels = ["427.13.1.el9_4", "503.38.1.el9_5"];

/** What the host is for, and what the demo wants to show. */
const wanted =
  "httpd mariadb-server php-fpm openssh-server chrony NetworkManager firewalld rsyslog sudo podman sos s-nail tuned cairo vim-minimal dracut grub2-tools ltrace nginx postfix git-core rsync tcpdump curl policycoreutils selinux-policy-targeted tzdata ca-certificates".split(
    " ",
  );

/** Makes the same packages each time. Names are EL 9's; what they hold and need is invented. */
export function demoPackages(): DemoPackages {
  const universe = makeUniverse({
    seed: "demo",
    size: 620,
    names: wanted,
    thirdParty: ["acme-backup", "acme-monitor"],
    decisions: {
      rates: { ...usualRates, renamed: 0.004, divided: 0, absorbs: 0.004, split: 0.004, conflict: 0, newNeed: 0.02 },
      fates: {
        "s-nail": { kind: "renamed", from: "mailx", provides: true },
        cairo: { kind: "split" },
        tuned: { kind: "absorbs" },
        ltrace: { kind: "removed" },
      },
      changes: {
        podman: "downgrade",
        NetworkManager: "downgrade",
        sos: "downgrade",
        httpd: "rebuild",
        "s-nail": "upgrade",
        sudo: "same",
      },
    },
  });
  const thirdParty = universe.sources
    .filter((source) => source.builder === "third-party")
    .flatMap((source) => source.packages.slice(0, 1).map((item) => item.name));
  const old = [
    ...buildEdition(universe, "old"),
    ...streamReleaseBuilds(),
    ...installedKernels.flatMap((release) => kernelBuilds(release, "CentOS")),
  ];
  const installed = installedSet(old, {
    seeds: [
      ...coreSeeds,
      "centos-stream-release",
      ...wanted.map((name) => (name === "s-nail" ? "mailx" : name)),
      ...thirdParty,
    ],
    keys: installedKernels.map((release) => kernelKey("kernel", release)),
    size: 340,
    i686: 2,
    random: seededRandom("demo/installed"),
  });
  const listed = [
    ...buildEdition(universe, "new"),
    ...almaReleaseBuilds(false),
    ...listedKernels.flatMap((release) => kernelBuilds(release, "AlmaLinux")),
  ];
  return {
    installed,
    repositories: {
      baseos: specsOf(listed, "base"),
      appstream: specsOf(listed, "applications"),
      acme: specsOf(listed, "third-party"),
    },
  };
}

function specsOf(builds: readonly Build[], repository: Build["repository"]): readonly PackageSpec[] {
  return builds.filter((build) => build.repository === repository).map(({ spec }) => spec);
}
