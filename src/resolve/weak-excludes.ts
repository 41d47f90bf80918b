import { isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../pool/relations.ts";
import { FIRST_OPERATOR } from "../pool/rich-relations.ts";
import { nameOfDependency, providersOf } from "./jobs.ts";

/**
 * Packages that dnf keeps weak dependencies from drawing in: the host does without them already. These are the providers
 * of what installed packages recommend where none is installed, whatever their version, and new packages that supplement
 * what is installed. Rich dependencies are left out of this. Source: libdnf 0.69, goal/Goal.cpp, exclude_from_weak_autodetect.
 */
export function unmetWeakDependencies(pool: Pool): PackageId[] {
  const excluded = new Set<PackageId>();
  const recommends = pool.dependencies.recommends;
  for (let i = recommends.offsets[pool.installedStart]!; i < recommends.offsets[pool.installedEnd]!; i++) {
    const dependency = recommends.ids[i]!;
    if (isRich(pool, dependency)) continue;
    const name = isRelation(dependency) ? nameOfDependency(pool, dependency) : dependency;
    if (!isProvidedByInstalled(pool, name)) for (const id of providersOf(pool, name)) excluded.add(id);
  }
  const { groups, first } = pool.providers.namesakes;
  const isNameInstalled = new Uint8Array(first.length);
  for (let id = pool.installedStart; id < pool.installedEnd; id++) isNameInstalled[groups[id]!] = 1;
  const { offsets, ids } = pool.dependencies.supplements;
  for (const id of pool.weakly) {
    if (offsets[id] === offsets[id + 1] || isInstalled(pool, id) || isNameInstalled[groups[id]!] === 1) continue;
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
      if (!isRich(pool, ids[i]!) && isProvidedByInstalled(pool, ids[i]!)) excluded.add(id);
  }
  return [...excluded].sort((left, right) => left - right);
}

function isProvidedByInstalled(pool: Pool, dependency: DependencyId): boolean {
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) if (isInstalled(pool, id)) return true;
  return false;
}

function isRich(pool: Pool, dependency: DependencyId): boolean {
  return isRelation(dependency) && pool.relations.flags[relationIndex(dependency)]! >= FIRST_OPERATOR;
}
