import { coloursMatch, compareEvrs, isInstalled, type PackageId } from "../pool/pool.ts";
import { hasOrAll, obsoletes, type Resolver } from "./resolver.ts";
import type { SolverFlags } from "./solver-flags.ts";

/** Which policy holds for an update: the plain one, that of distribution upgrades, or none at all. */
export type UpdatePolicy = "update" | "dup" | "anything";

export interface Allowed {
  readonly downgrade: boolean;
  readonly name: boolean;
  readonly arch: boolean;
  readonly vendor: boolean;
}

const anything: Allowed = { downgrade: true, name: true, arch: true, vendor: true };

function allowedBy(resolver: Resolver, policy: UpdatePolicy): Allowed {
  return (resolver.allowed[policy] ??= allowedByFlags(resolver.flags, policy));
}

function allowedByFlags(flags: SolverFlags, policy: UpdatePolicy): Allowed {
  switch (policy) {
    case "anything":
      return anything;
    case "dup":
      return {
        downgrade: flags.dupallowdowngrade,
        name: flags.dupallownamechange,
        arch: flags.dupallowarchchange,
        vendor: flags.dupallowvendorchange,
      };
    case "update":
      return {
        downgrade: flags.allowdowngrade,
        name: flags.allownamechange,
        arch: flags.allowarchchange,
        vendor: flags.allowvendorchange,
      };
  }
}

/**
 * The packages that an installed one may be updated to: those of its name, packages that provide its name and obsolete
 * it, and, where there are none of the latter, all that obsolete it. Source: libsolv, src/policy.c,
 * policy_findupdatepackages.
 */
export function updateCandidates(resolver: Resolver, id: PackageId, policy: UpdatePolicy): readonly PackageId[] {
  const allowed = allowedBy(resolver, policy);
  const everything = allowed.downgrade && allowed.name && allowed.arch && allowed.vendor;
  if (everything) {
    const known = resolver.candidates[id - resolver.pool.installedStart];
    if (known !== undefined) return known;
  }
  const found = findCandidates(resolver, id, allowed);
  if (everything) resolver.candidates[id - resolver.pool.installedStart] = found;
  return found;
}

/** Where candidates are gathered: a list that grows has room for 17, a copy just for what is in it. Holds nothing between two calls. */
const scratch: PackageId[] = [];

function findCandidates(resolver: Resolver, id: PackageId, allowed: Allowed): PackageId[] {
  return resolver.obsoleters.has(id)
    ? candidatesByProvides(resolver, id, allowed)
    : candidatesOfName(resolver, id, allowed);
}

/** Where nothing of another name obsoletes it, which is so for most. */
function candidatesOfName(resolver: Resolver, id: PackageId, allowed: Allowed): PackageId[] {
  const { pool, poolFlags } = resolver;
  const { groups, first, next } = pool.providers.namesakes;
  let count = 0;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (other === id || (pool.considered[other] === 0 && !isInstalled(pool, other))) continue;
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    if (!allowed.downgrade && compareEvrs(pool, pool.evrs[id]!, pool.evrs[other]!) > 0) continue;
    if (isAllowedChange(resolver, id, other, allowed)) scratch[count++] = other;
  }
  return scratch.slice(0, count);
}

function candidatesByProvides(resolver: Resolver, id: PackageId, allowed: Allowed): PackageId[] {
  const { pool, poolFlags, flags } = resolver;
  let count = 0;
  const colours = poolFlags.implicitobsoleteusescolors;
  let replacesByName = false;
  let at = pool.providers.of(pool.names[id]!);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (other === id || (pool.considered[other] === 0 && !isInstalled(pool, other))) continue;
    if (pool.names[other] === pool.names[id]) {
      if (colours && !coloursMatch(pool, id, other)) continue;
      if (!allowed.downgrade && compareEvrs(pool, pool.evrs[id]!, pool.evrs[other]!) > 0) continue;
    } else {
      if (!allowed.name || (flags.noupdateprovide && !flags.needupdateprovide)) continue;
      if ((poolFlags.obsoleteusescolors || colours) && !coloursMatch(pool, id, other)) continue;
      if (!obsoletesPackage(resolver, other, id)) continue;
      replacesByName = true;
    }
    if (isAllowedChange(resolver, id, other, allowed)) scratch[count++] = other;
  }
  if (!allowed.name || flags.needupdateprovide || (!flags.noupdateprovide && replacesByName))
    return scratch.slice(0, count);
  for (const other of resolver.obsoleters.get(id) ?? []) {
    if (!isAllowedChange(resolver, id, other, allowed)) continue;
    if (colours && !coloursMatch(pool, id, other)) continue;
    scratch[count++] = other;
  }
  return scratch.slice(0, count);
}

function isAllowedChange(resolver: Resolver, from: PackageId, to: PackageId, allowed: Allowed): boolean {
  return (
    (allowed.arch || !changesArchitecture(resolver, from, to)) && (allowed.vendor || !changesVendor(resolver, from, to))
  );
}

/** Whether an obsoletes entry of `by` names the package (colours are not looked at here). */
function obsoletesPackage(resolver: Resolver, by: PackageId, id: PackageId): boolean {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[by]!; i < offsets[by + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!)
      if (other === id && obsoletes(resolver, by, ids[i]!, id)) return true;
  }
  return false;
}

/** A change between classes of architectures; noarch is of every class. */
function changesArchitecture(resolver: Resolver, from: PackageId, to: PackageId): boolean {
  const { pool } = resolver;
  if (pool.archs[from] === pool.archs[to] || pool.archScores[from] === 1 || pool.archScores[to] === 1) return false;
  return pool.hasArchitectures && ((pool.archScores[from]! ^ pool.archScores[to]!) & 0xffff0000) !== 0;
}

/** Vendors are compared as they are: dnf gives libsolv no vendor classes unless vendor_conf says so. */
function changesVendor(resolver: Resolver, from: PackageId, to: PackageId): boolean {
  const { vendors } = resolver.pool;
  return (vendors[from] || 1) !== (vendors[to] || 1);
}

/** What an installed package's replacement would do against policy; a mask may take some out of account. */
export const DOWNGRADE = 1;
export const ARCH_CHANGE = 2;
export const VENDOR_CHANGE = 4;
export const NAME_CHANGE = 8;

/** The policies that replacing `from` by `to` would break (libsolv, src/policy.c, policy_is_illegal). */
export function brokenPolicies(resolver: Resolver, from: PackageId, to: PackageId, ignored: number): number {
  const { pool } = resolver;
  const allowed = allowedBy(resolver, hasOrAll(resolver.dupInvolved, from) ? "dup" : "update");
  let broken = 0;
  if ((ignored & DOWNGRADE) === 0 && !allowed.downgrade && pool.names[from] === pool.names[to])
    if (compareEvrs(pool, pool.evrs[from]!, pool.evrs[to]!) > 0) broken |= DOWNGRADE;
  if ((ignored & ARCH_CHANGE) === 0 && !allowed.arch && changesArchitecture(resolver, from, to)) broken |= ARCH_CHANGE;
  if ((ignored & VENDOR_CHANGE) === 0 && !allowed.vendor && changesVendor(resolver, from, to)) broken |= VENDOR_CHANGE;
  if ((ignored & NAME_CHANGE) === 0 && !allowed.name && pool.names[from] !== pool.names[to]) broken |= NAME_CHANGE;
  return broken;
}
