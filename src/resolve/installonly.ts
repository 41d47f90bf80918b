import { compareEvrs, isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { type Job, providersOf } from "./jobs.ts";
import type { Resolver } from "./resolver.ts";

/** What may be installed side by side in several versions: dnf's installonlypkgs (libdnf, conf/ConfigMain.cpp). */
const installonlyProvides = [
  "kernel",
  "kernel-PAE",
  "installonlypkg(kernel)",
  "installonlypkg(kernel-module)",
  "installonlypkg(vm)",
  "multiversion(kernel)",
] as const;

export function multiversionJobs(pool: Pool): Job[] {
  return installonlyProvides
    .map((name) => pool.strings.findText(name))
    .filter((dependency) => dependency !== 0)
    .map((dependency) => ({ action: "multiversion", selection: { kind: "provides", dependency }, flags: 0 }));
}

/** How dnf keeps installonly packages from becoming too many. */
interface InstallonlyLimit {
  readonly limit: number;
  readonly runningKernel: PackageId | undefined;
  /** Builds of such a name that were not chosen may still come; libdnf before 0.70 (and Enterprise Linux's before 8.8 and 9.2). */
  readonly othersMayCome: boolean;
}

/**
 * Jobs that bring the installonly packages of a result down to the limit: per name what comes stays, then the running
 * kernel, what depends on it or is of its version, then the newest. What goes may not come back from a repository. None when
 * nothing is above the limit, or nothing new comes. Source: libdnf, goal/Goal.cpp, limitInstallonlyPackages.
 */
export function limitJobs(resolver: Resolver, { limit, runningKernel, othersMayCome }: InstallonlyLimit): Job[] {
  const { pool, search } = resolver;
  const jobs: Job[] = [];
  for (const name of installonlyProvides) {
    const providers = providersOf(pool, pool.strings.findText(name));
    const chosen = providers.filter((id) => search.levels[id]! > 0);
    if (chosen.length <= limit || chosen.every((id) => isInstalled(pool, id))) continue;
    for (const group of byName(pool, chosen)) {
      if (group.length <= limit) continue;
      group.sort((left, right) => compareForKeeping(pool, left, right, runningKernel));
      const isOther = (id: PackageId): boolean =>
        pool.names[id] === pool.names[group[0]!] && !chosen.includes(id) && !isInstalled(pool, id);
      const others = othersMayCome ? [] : providers.filter(isOther);
      group.forEach((id, index) => {
        if (index < limit) jobs.push(jobOn("install", id));
        else jobs.push(...[...others, id].map((each) => jobOn("erase", each)));
      });
    }
  }
  return jobs;
}

function jobOn(action: "install" | "erase", id: PackageId): Job {
  return { action, selection: { kind: "package", id }, flags: 0 };
}

/** The names in the order that libdnf comes to them: it numbers them as it reads the host's packages by name, and starts with the last. */
function byName(pool: Pool, ids: readonly PackageId[]): PackageId[][] {
  const groups = new Map<number, PackageId[]>();
  for (const id of ids) {
    const name = pool.names[id]!;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [id]);
    else known.push(id);
  }
  const named = Array.from(groups, ([name, group]) => ({ name: pool.strings.text(name), group }));
  return named.sort((left, right) => (left.name > right.name ? -1 : 1)).map(({ group }) => group);
}

/**
 * What is kept first comes first: what is to be installed, in the order of the repositories, before what is; then the
 * running kernel; then the newest (libdnf, goal/Goal.cpp, sort_packages).
 */
function compareForKeeping(
  pool: Pool,
  left: PackageId,
  right: PackageId,
  runningKernel: PackageId | undefined,
): number {
  const isComing = (id: PackageId): boolean => !isInstalled(pool, id);
  if (isComing(left) && isComing(right)) return left - right;
  if (isComing(left) !== isComing(right)) return isComing(left) ? -1 : 1;
  if (runningKernel !== undefined) {
    const isHeld = (id: PackageId): boolean => id === runningKernel || mayDependOn(pool, id, runningKernel);
    const isAlike = (id: PackageId): boolean => pool.evrs[id] === pool.evrs[runningKernel];
    const order = Number(isHeld(right)) - Number(isHeld(left)) || Number(isAlike(right)) - Number(isAlike(left));
    if (order !== 0) return order;
  }
  return compareEvrs(pool, pool.evrs[right]!, pool.evrs[left]!) || right - left;
}

function mayDependOn(pool: Pool, id: PackageId, other: PackageId): boolean {
  const { offsets, ids } = pool.dependencies.requires;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) if (providersOf(pool, ids[i]!).includes(other)) return true;
  return false;
}

const kernelNames = [
  "kernel-core",
  "kernel-rt-core",
  "kernel-64k-core",
  "kernel-debug-core",
  "kernel-uek-core",
  "kernel-uek",
  "kernel-rt",
  "kernel-debug",
  "kernel",
];

/**
 * The installed package of the running kernel by `uname -r`, which is version-release.arch. dnf looks for the owner of
 * /boot/vmlinuz-…: that is kernel-core where there is one, else kernel.
 */
export function runningKernelPackage(pool: Pool, release: string): PackageId | undefined {
  for (const name of kernelNames) {
    const nameId = pool.strings.findText(name);
    if (nameId === 0) continue;
    for (let id = pool.installedStart; id < pool.installedEnd; id++) {
      if (pool.names[id] !== nameId) continue;
      const evr = pool.strings.text(pool.evrs[id]!).replace(/^\d+:/, "");
      const arch = pool.strings.text(pool.archs[id]!);
      if (`${evr}.${arch}` === release || release.startsWith(`${evr}.${arch}+`)) return id;
    }
  }
  return undefined;
}
