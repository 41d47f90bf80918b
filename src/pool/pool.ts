import type { DependencyKind } from "../package/dependency.ts";
import { compareEvrIds, type EvrMode, rangesIntersect } from "./compare-evr.ts";
import type { Interner, StringId } from "./interner.ts";
import type { PackageTable } from "./package-table.ts";
import type { ProviderIndex } from "./provider-index.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import type { Requirements } from "./requirements.ts";
import { AND, ARCH, FIRST_OPERATOR, OR, WITH, WITHOUT } from "./rich-relations.ts";

/** Number of a package in a pool: 2 … count - 1. 0 is none, 1 the system itself, which is always installed. */
export type PackageId = number;

export const SYSTEM = 1;

/** A repository's place in a pool: its packages are the ids start … end - 1. */
export interface RepositoryRange {
  readonly id: string;
  /** Higher wins: libsolv's sense, minus dnf's. */
  readonly priority: number;
  readonly subpriority: number;
  readonly start: PackageId;
  readonly end: PackageId;
  /** Where the packages' sizes, locations and checksums are; absent for packages added one by one. */
  readonly table?: PackageTable;
}

/** Dependencies per package: those of package p are ids[offsets[p]..offsets[p + 1]). Relations are negative here. */
export interface DependencyRows {
  readonly offsets: Uint32Array;
  readonly ids: Int32Array;
}

/** Everything the solver knows of packages: the tables of a host and its repositories in one id space. */
export interface Pool {
  readonly strings: Interner;
  readonly relations: Relations;
  /** One more than the highest package id. */
  readonly count: number;
  readonly repositories: readonly RepositoryRange[];
  /** Ids of installed packages: installedStart … installedEnd - 1; equal when there are none. */
  readonly installedStart: PackageId;
  readonly installedEnd: PackageId;
  readonly installedRepository: RepositoryRange | undefined;
  readonly names: Uint32Array;
  readonly evrs: Uint32Array;
  readonly archs: Uint32Array;
  readonly vendors: Uint32Array;
  readonly buildTimes: Uint32Array;
  /** Hashes of name, EVR and architecture (fingerprint.ts). */
  readonly fingerprints: Int32Array;
  /** See compareEvrs: two EVRs and their order, by a hash of both. */
  readonly evrOrders: Int32Array;
  /** Index into `repositories`. */
  readonly repositoryOf: Uint16Array;
  /** package/architecture.ts: 0 where the machine does not accept the architecture, 1 for noarch. */
  readonly archScores: Int32Array;
  readonly colours: Uint8Array;
  /** Whether architectures restrict anything (libsolv's "system unset" does not). */
  readonly hasArchitectures: boolean;
  readonly dependencies: Readonly<Record<DependencyKind, DependencyRows>>;
  readonly requirements: Requirements;
  readonly providers: ProviderIndex;
  /** 1 where a package may be considered, 0 where an exclude or a module hides it. */
  readonly considered: Uint8Array;
  /** Which kinds of dependencies a package has: bit i for kind i of `dependencyKinds` (see hasKind). */
  readonly kinds: Uint8Array;
  /** The packages that supplement or enhance something, and those that obsolete something, ascending. */
  readonly weakly: readonly PackageId[];
  readonly obsoleting: readonly PackageId[];
}

export function isInstalled(pool: Pool, id: PackageId): boolean {
  return id >= pool.installedStart && id < pool.installedEnd;
}

/** May be installed at all: of an accepted architecture, no source package, not excluded (libsolv's pool_installable). */
export function isInstallable(pool: Pool, id: PackageId): boolean {
  return pool.archScores[id] !== 0 && pool.considered[id] === 1;
}

/** Whether two packages are for a shared word size, so that one replaces the other. */
export function coloursMatch(pool: Pool, left: PackageId, right: PackageId): boolean {
  return pool.archs[left] === pool.archs[right] || (pool.colours[left]! & pool.colours[right]!) !== 0;
}

export function compareEvrs(pool: Pool, left: StringId, right: StringId, mode: EvrMode = "order"): number {
  if (left === right) return 0;
  if (mode !== "order") return compareEvrIds(pool.strings, left, right, mode);
  const { evrOrders } = pool;
  const slot = ((Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> (32 - EVR_ORDER_BITS)) * 3;
  if (evrOrders[slot] !== left || evrOrders[slot + 1] !== right) {
    evrOrders[slot] = left;
    evrOrders[slot + 1] = right;
    evrOrders[slot + 2] = compareEvrIds(pool.strings, left, right, mode);
  }
  return evrOrders[slot + 2]!;
}

const EVR_ORDER_BITS = 15;

/** Room for what was found out last of pairs of EVRs: hosts of a fleet ask for the same ones. */
export function createEvrOrders(): Int32Array {
  return new Int32Array(3 << EVR_ORDER_BITS);
}

/** Same package, same build: name, EVR, architecture, vendor and build time (libsolv, src/solvable.c). */
export function isIdentical(pool: Pool, left: PackageId, right: PackageId): boolean {
  if (
    pool.names[left] !== pool.names[right] ||
    pool.archs[left] !== pool.archs[right] ||
    pool.evrs[left] !== pool.evrs[right]
  )
    return false;
  if ((pool.vendors[left] || 1) !== (pool.vendors[right] || 1)) return false;
  const leftTime = pool.buildTimes[left]!;
  const rightTime = pool.buildTimes[right]!;
  if (leftTime !== 0 && rightTime !== 0) return leftTime === rightTime;
  return xorOfRequires(pool, left) === xorOfRequires(pool, right);
}

function xorOfRequires(pool: Pool, id: PackageId): number {
  const { offsets, ids } = pool.dependencies.requires;
  let sum = 0;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) sum ^= ids[i]!;
  return sum;
}

/** Whether the package itself, by name and EVR and whatever else it provides, is what the dependency names. */
export function matchesPackage(pool: Pool, id: PackageId, dependency: DependencyId): boolean {
  if (!isRelation(dependency)) return pool.names[id] === dependency;
  const index = relationIndex(dependency);
  const flags = pool.relations.flags[index]!;
  const name = pool.relations.names[index]!;
  const evr = pool.relations.evrs[index]!;
  switch (flags) {
    case ARCH:
      return pool.archs[id] === evr && matchesPackage(pool, id, name);
    case OR:
      return matchesPackage(pool, id, name) || matchesPackage(pool, id, evr);
    case AND:
    case WITH:
      return matchesPackage(pool, id, name) && matchesPackage(pool, id, evr);
    case WITHOUT:
      return matchesPackage(pool, id, name) && !matchesPackage(pool, id, evr);
  }
  if (flags >= FIRST_OPERATOR) return false;
  return matchesPackage(pool, id, name) && rangesIntersect(pool.strings, 2, pool.evrs[id]!, flags, evr);
}
