import type { PackageId, Pool } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { dependencyText } from "./dependency-text.ts";
import type { TargetPackage } from "./resolution.ts";

/** dnf's form `name-[epoch:]version-release.arch`. */
export function nevraOf(pool: Pool, id: PackageId): string {
  const { strings } = pool;
  return `${strings.text(pool.names[id]!)}-${strings.text(pool.evrs[id]!)}.${strings.text(pool.archs[id]!)}`;
}

export function nameOf(pool: Pool, id: PackageId): string {
  return pool.strings.text(pool.names[id]!);
}

function repositoryIdOf(pool: Pool, id: PackageId): string {
  return pool.repositories[pool.repositoryOf[id]!]!.id;
}

/** A dependency as dnf writes it. */
export function dependencyOf(pool: Pool, dependency: DependencyId): string {
  return dependencyText(pool, dependency);
}

export function targetPackage(pool: Pool, id: PackageId): TargetPackage {
  const { table, start } = pool.repositories[pool.repositoryOf[id]!]!;
  return {
    nevra: nevraOf(pool, id),
    name: nameOf(pool, id),
    repository: repositoryIdOf(pool, id),
    downloadSize: table?.packageSizes[id - start] ?? 0,
    installedSize: table?.installedSizes[id - start] ?? 0,
  };
}
