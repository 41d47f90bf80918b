import { check, undecided } from "../check.ts";
import { exampleHop, exampleRelease } from "../examples.ts";

const hop = exampleHop("upgrade", "centos-linux-7", "almalinux-8", { minimumMinor: 9 });

export const minimumMinor = check({
  id: "system/minimum-minor",
  code: "F-0009",
  title: "The host has the minor version that the upgrade starts from",
  why: "leapp upgrades from the last minor versions only; its package data knows no others.",
  hops: ["upgrade"],
  worst: "inhibitor",
  needs: [],
  examples: [
    { says: "CentOS Linux 7.9", given: {}, context: { ...hop, minor: 9 }, finds: [] },
    {
      says: "CentOS Linux 7.6",
      given: {},
      context: { ...hop, minor: 6 },
      finds: ["CentOS Linux 7.6 must become 7.9 before the upgrade"],
    },
    { says: "minor version not told", given: {}, context: hop, finds: "undecided" },
    {
      says: "an upgrade after a conversion: the conversion leads to the newest minor version",
      given: {},
      context: {
        ...exampleHop("upgrade", "almalinux-9", "almalinux-10", { minimumMinor: 8 }),
        release: exampleRelease("centos-stream-9"),
      },
      finds: [],
    },
  ],
  run(_facts, { hops, release, minor }) {
    const first = hops.find((candidate) => candidate.from.id === release.id);
    const needed = first?.minimumMinor ?? null;
    if (needed === null) return [];
    if (minor === undefined) return undecided("neither os-release nor redhat-release tells the minor version");
    if (minor >= needed) return [];
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `${release.title}.${minor} must become ${release.major}.${needed} before the upgrade`,
        seen: `minor version ${minor}`,
        risk: "The upgrade would start from packages that its data does not know",
        fix: `${release.major < 8 ? "yum" : "dnf"} update, then reboot`,
      },
    ];
  },
});
