import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { examplePackage, exampleTransaction, upgradeAlma8 } from "../examples.ts";
import { size } from "../words.ts";
import { mountOf } from "./mount-of.ts";

const MB = 1_000_000;
/** What leapp puts into /var/lib/leapp for a target: a small system of its own (3.2 GB for 8, 2.2 GB for 9 and later). */
const UPGRADE_BYTES: Readonly<Record<number, number>> = { 8: 3_200 * MB };
const UPGRADE_BYTES_LATER = 2_200 * MB;
/** Room for logs and for what runs beside, on the file system of the system. */
const SLACK_BYTES = 200 * MB;
/** Metadata of four repositories as dnf keeps them: AlmaLinux 9's BaseOS, AppStream, CRB and EPEL. */
const METADATA_BYTES = 150 * MB;
/** A header in rpm's database (130 kB each in AlmaLinux 9's images), and the same again in its log until it is closed. */
const DATABASE_BYTES = 0.26 * MB;
/** dracut builds the new initramfs in /var/tmp. */
const INITRAMFS_BYTES = 200 * MB;
/** A package is downloaded in about this share of its installed size; used where nothing was solved. */
const DOWNLOAD_SHARE = 0.35;
/** What a small system downloads, and the packages it has, where the packages are not known either. */
const DOWNLOAD_BYTES = 700 * MB;
const PACKAGES = 400;

type Mounts = FactValue<"mounts">;

/** Where bytes are needed, and what for. */
interface Need {
  readonly path: string;
  readonly bytes: number;
  readonly what: string;
}

const packages = [examplePackage("bash 5.1.8-9.el9 x86_64", { size: 2000 * MB })];
function mounts(root: number, varFree?: number): Mounts {
  const mount = { type: "xfs", options: ["rw"], sizeBytes: 20_000 * MB };
  return [
    { ...mount, device: "/dev/vda2", mountPoint: "/", freeBytes: root },
    ...(varFree === undefined ? [] : [{ ...mount, device: "/dev/vda3", mountPoint: "/var", freeBytes: varFree }]),
  ];
}
const solved = exampleTransaction({ downloadBytes: 1_200 * MB, arriving: 1_000, peakBytes: 900 * MB });

export const packageSpace = check({
  id: "storage/package-space",
  code: "F-0112",
  title: "There is room for the packages",
  why: "All packages are downloaded before the first is replaced, and old and new files lie side by side until the end; a transaction that finds the disk full stops in its middle.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["mounts"],
  mayLack: ["packages", "virtualization"],
  examples: [
    { says: "20 GB free", given: { mounts: mounts(20_000 * MB), packages }, finds: [] },
    {
      says: "solved: 1.2 GB to download, 1,000 packages for rpm's database",
      given: { mounts: mounts(5_000 * MB, 600 * MB), packages },
      context: { transaction: solved },
      finds: ["1.2 GB too little in /var for the packages"],
    },
    {
      says: "solved: the old files go last",
      given: { mounts: mounts(1_000 * MB, 5_000 * MB), packages },
      context: { transaction: solved },
      finds: ["100 MB too little in / for the packages"],
    },
    {
      says: "not solved: estimated from what is installed",
      given: { mounts: mounts(500 * MB), packages },
      finds: ["751 MB too little in / for the packages"],
    },
    {
      says: "an upgrade builds a system of its own below /var/lib/leapp",
      given: { mounts: mounts(20_000 * MB, 1_000 * MB), packages },
      context: upgradeAlma8,
      finds: ["1.2 GB too little in /var for the packages"],
    },
  ],
  run({ mounts, packages, virtualization }, { hops, transaction }) {
    const installed = packages?.reduce((sum, item) => sum + (item.size ?? 0), 0) ?? 0;
    const download =
      transaction?.downloadBytes ?? (installed > 0 ? Math.ceil(installed * DOWNLOAD_SHARE) : DOWNLOAD_BYTES);
    const headers = transaction?.arriving ?? packages?.length ?? PACKAGES;
    const upgrade = hops.find((hop) => hop.kind === "upgrade");
    const needs: readonly Need[] = [
      { path: "/usr", bytes: (transaction?.peakBytes ?? 0) + SLACK_BYTES, what: "new files beside old ones" },
      { path: "/var/lib/rpm", bytes: headers * DATABASE_BYTES, what: "rpm's database" },
      ...(upgrade === undefined
        ? [
            { path: "/var/lib/ferry", bytes: download + METADATA_BYTES, what: "the downloads" },
            ...(virtualization?.kind === "container"
              ? []
              : [{ path: "/var/tmp", bytes: INITRAMFS_BYTES, what: "the new initramfs" }]),
          ]
        : [
            {
              path: "/var/lib/leapp",
              // without a transaction to measure, the download is within what leapp's own system is counted with
              bytes: (transaction?.downloadBytes ?? 0) + (UPGRADE_BYTES[upgrade.to.major] ?? UPGRADE_BYTES_LATER),
              what: "leapp's own system and the downloads",
            },
          ]),
    ];
    return lacking(
      needs,
      mounts,
      transaction === undefined ? "estimated, as nothing was solved" : "by the sizes in the repositories",
    );
  },
});

/** A finding for each file system that has less room than it needs. */
function lacking(needs: readonly Need[], mounts: Mounts, measured: string): readonly Finding[] {
  const onMount = new Map<string, { readonly free: number; readonly needs: Need[] }>();
  for (const need of needs) {
    const mount = mountOf(need.path, mounts);
    if (mount?.freeBytes === undefined) continue;
    const sum = onMount.get(mount.mountPoint) ?? { free: mount.freeBytes, needs: [] };
    sum.needs.push(need);
    onMount.set(mount.mountPoint, sum);
  }
  return [...onMount].flatMap(([mountPoint, { free, needs }]): readonly Finding[] => {
    const bytes = needs.reduce((sum, need) => sum + need.bytes, 0);
    if (free >= bytes) return [];
    const parts = needs.map((need) => `${size(need.bytes)} for ${need.what} (${need.path})`).join(", ");
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `${size(bytes - free)} too little in ${mountPoint} for the packages`.slice(0, 80),
        seen: `${size(free)} free of ${size(bytes)} needed (${measured}): ${parts}`,
        risk: "The download stops, or worse, the transaction does in its middle",
        fix: `Free space in ${mountPoint}: dnf clean all, journalctl --vacuum-size=200M; or make it larger (lvextend -r)`,
      },
    ];
  });
}
