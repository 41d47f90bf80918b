import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { examplePackage, upgradeAlma8 } from "../examples.ts";
import { size } from "../words.ts";
import { mountOf } from "./mount-of.ts";

const MB = 1_000_000;
/** What leapp puts into /var/lib/leapp for a target: a small system of its own (3.2 GB for 8, 2.2 GB for 9 and later). */
const UPGRADE_BYTES: Readonly<Record<number, number>> = { 8: 3_200 * MB };
const UPGRADE_BYTES_LATER = 2_200 * MB;
/** Room for a new file beside the old one until rpm has renamed it, for the rpm database and for logs. */
const SLACK_BYTES = 300 * MB;
/** A package is downloaded in about this share of its installed size; used where nothing was solved. */
const DOWNLOAD_SHARE = 0.35;
/** What a small system downloads, where the sizes of packages are not known either. */
const DOWNLOAD_BYTES = 700 * MB;

const packages = [examplePackage("bash 5.1.8-9.el9 x86_64", { size: 2000 * MB })];
function mounts(root: number, varFree?: number): FactValue<"mounts"> {
  const mount = { type: "xfs", options: ["rw"], sizeBytes: 20_000 * MB };
  return [
    { ...mount, device: "/dev/vda2", mountPoint: "/", freeBytes: root },
    ...(varFree === undefined ? [] : [{ ...mount, device: "/dev/vda3", mountPoint: "/var", freeBytes: varFree }]),
  ];
}

export const packageSpace = check({
  id: "storage/package-space",
  code: "F-0112",
  title: "There is room for the packages",
  why: "All packages are downloaded before the first is replaced, and a transaction that finds the disk full stops in its middle.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["mounts"],
  mayLack: ["packages"],
  examples: [
    { says: "20 GB free", given: { mounts: mounts(20_000 * MB), packages }, finds: [] },
    {
      says: "solved: 1.2 GB to download, 200 MB more installed",
      given: { mounts: mounts(5_000 * MB, 600 * MB), packages },
      context: { transaction: { downloadBytes: 1_200 * MB, growthBytes: 200 * MB, kept: new Set() } },
      finds: ["900 MB too little in /var for the packages"],
    },
    {
      says: "not solved: estimated from what is installed",
      given: { mounts: mounts(500 * MB), packages },
      finds: ["800 MB too little in / for the packages"],
    },
    {
      says: "an upgrade builds a system of its own below /var/lib/leapp",
      given: { mounts: mounts(20_000 * MB, 1_000 * MB), packages },
      context: upgradeAlma8,
      finds: ["1.5 GB too little in /var for the packages"],
    },
  ],
  run({ mounts, packages }, { hops, transaction }) {
    const installed = packages?.reduce((sum, item) => sum + (item.size ?? 0), 0) ?? 0;
    const download =
      transaction?.downloadBytes ?? (installed > 0 ? Math.ceil(installed * DOWNLOAD_SHARE) : DOWNLOAD_BYTES);
    const growth = Math.max(0, transaction?.growthBytes ?? 0);
    const upgrade = hops.find((hop) => hop.kind === "upgrade");
    const leapp = upgrade === undefined ? 0 : (UPGRADE_BYTES[upgrade.to.major] ?? UPGRADE_BYTES_LATER);
    // without a transaction to measure, an upgrade's download is within what leapp's own system is counted with
    const inVar = (upgrade === undefined || transaction !== undefined ? download : 0) + leapp;
    const needs = [
      { path: "/usr", bytes: growth + SLACK_BYTES },
      { path: upgrade === undefined ? "/var/cache/dnf" : "/var/lib/leapp", bytes: inVar },
      { path: "/var/lib/rpm", bytes: SLACK_BYTES },
    ];
    const onMount = new Map<string, { free: number; bytes: number }>();
    for (const need of needs) {
      const mount = mountOf(need.path, mounts);
      if (mount?.freeBytes === undefined) continue;
      const sum = onMount.get(mount.mountPoint) ?? { free: mount.freeBytes, bytes: 0 };
      sum.bytes += need.bytes;
      onMount.set(mount.mountPoint, sum);
    }
    return [...onMount]
      .filter(([, sum]) => sum.free < sum.bytes)
      .map(([mountPoint, sum]): Finding => {
        const measured =
          transaction === undefined ? "estimated, as nothing was solved" : "by the sizes in the repositories";
        return {
          severity: "high",
          inhibitor: true,
          title: `${size(sum.bytes - sum.free)} too little in ${mountPoint} for the packages`.slice(0, 80),
          seen: `${size(sum.free)} free of ${size(sum.bytes)} needed (${measured})`,
          risk: "The download stops, or worse, the transaction does in its middle",
          fix: `Free space in ${mountPoint}: dnf clean all, journalctl --vacuum-size=200M; or make it larger (lvextend -r)`,
        };
      });
  },
});
