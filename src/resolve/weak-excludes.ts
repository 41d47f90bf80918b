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
    const providers = providersOf(pool, isRelation(dependency) ? nameOfDependency(pool, dependency) : dependency);
    if (!providers.some((id) => isInstalled(pool, id))) for (const id of providers) excluded.add(id);
  }
  const installedNames = new Set(pool.names.subarray(pool.installedStart, pool.installedEnd));
  const { offsets, ids } = pool.dependencies.supplements;
  for (const id of pool.weakly) {
    if (offsets[id] === offsets[id + 1] || isInstalled(pool, id) || installedNames.has(pool.names[id]!)) continue;
    for (const dependency of ids.subarray(offsets[id], offsets[id + 1]))
      if (!isRich(pool, dependency) && providersOf(pool, dependency).some((other) => isInstalled(pool, other)))
        excluded.add(id);
  }
  return [...excluded].sort((left, right) => left - right);
}

function isRich(pool: Pool, dependency: DependencyId): boolean {
  return isRelation(dependency) && pool.relations.flags[relationIndex(dependency)]! >= FIRST_OPERATOR;
}
