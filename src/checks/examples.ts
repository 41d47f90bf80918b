import type { Release } from "../catalog/release.ts";
import { parseEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import type { CheckContext, SolvedTransaction } from "./check.ts";

const vendors = {
  "centos-linux": "CentOS Linux",
  "centos-stream": "CentOS Stream",
  almalinux: "AlmaLinux",
  oracle: "Oracle Linux",
  rocky: "Rocky Linux",
  rhel: "Red Hat Enterprise Linux",
} as const;
type ReleaseId = `${keyof typeof vendors}-${number}`;

const cpuLevels: Readonly<Record<number, number>> = { 8: 1, 9: 2, 10: 3 };

/** A release for examples: what data/releases has, as far as examples need it. */
export function exampleRelease(id: ReleaseId, changes: Partial<Release> = {}): Release {
  const dash = id.lastIndexOf("-");
  const family = id.slice(0, dash) as keyof typeof vendors;
  const major = Number(id.slice(dash + 1));
  const cpuLevel = cpuLevels[major] ?? 1;
  const x86 = { architecture: "x86_64", machine: "x86_64", cpuLevel };
  return {
    id,
    title: `${vendors[family]} ${major}`,
    vendor: family.startsWith("centos") ? "centos" : family,
    major,
    osRelease: null,
    redhatRelease: null,
    kernel: "5.14.0",
    latest: null,
    support: { active: null, security: null },
    builds: family === "almalinux" ? [x86, { architecture: "aarch64", machine: "aarch64" }] : [],
    lacksFileSystems: family === "almalinux" && major < 10 ? ["btrfs"] : [],
    source: ["example"],
    ...changes,
  };
}

/** The context of a host on one hop. */
export function exampleHop(
  kind: RouteHop["kind"],
  from: ReleaseId,
  to: ReleaseId,
  changes: Partial<RouteHop> = {},
): Pick<CheckContext, "release" | "target" | "hops"> {
  const hop = {
    kind,
    from: exampleRelease(from),
    to: exampleRelease(to),
    minimumMinor: null,
    build: undefined,
    ...changes,
  };
  return { release: hop.from, target: hop.to, hops: [hop] };
}

const convertStream9 = exampleHop("convert", "centos-stream-9", "almalinux-9");
export const upgradeCentos7 = exampleHop("upgrade", "centos-linux-7", "almalinux-8");
export const upgradeAlma8 = exampleHop("upgrade", "almalinux-8", "almalinux-9");
export const upgradeAlma9 = exampleHop("upgrade", "almalinux-9", "almalinux-10");

/** A package from `name evr arch`, e.g. `bash 5.1.8-9.el9 x86_64`. */
export function examplePackage(text: string, rest: Partial<InstalledPackage> = {}): InstalledPackage {
  const [name = "", evr = "", arch = ""] = text.split(" ");
  return { name, ...parseEvr(evr), arch, ...rest };
}

/** A transaction in which nothing happens, but for what an example is about. */
export function exampleTransaction(changes: Partial<SolvedTransaction> = {}): SolvedTransaction {
  return {
    downloadBytes: 0,
    arriving: 0,
    arrivingBytes: 0,
    peakBytes: 0,
    kept: new Set(),
    downgrades: [],
    lost: [],
    fileConflicts: [],
    ...changes,
  };
}

/** The context that examples start from: CentOS Stream 9 to AlmaLinux 9, nothing solved. @internal for tests */
export const exampleContext: Omit<CheckContext, "catalog"> = {
  today: "2026-11-22",
  minor: undefined,
  transaction: undefined,
  universe: undefined,
  ...convertStream9,
};
