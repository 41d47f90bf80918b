import type { PackageId, Pool } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { dependencyText } from "./dependency-text.ts";
import type { TargetPackage } from "./resolution.ts";

/** The text of a string id. */
type TextOf = (id: number) => string;

/** Texts of a pool, each made once: architectures, versions and the names of old and new packages come again and again. */
export function textsOf({ strings }: Pool): TextOf {
  const known = new Map<number, string>();
  return (id) => {
    let text = known.get(id);
    if (text === undefined) known.set(id, (text = strings.text(id)));
    return text;
  };
}

/** dnf's form `name-[epoch:]version-release.arch`. */
export function nevraOf(pool: Pool, id: PackageId, text: TextOf = (string) => pool.strings.text(string)): string {
  return `${text(pool.names[id]!)}-${text(pool.evrs[id]!)}.${text(pool.archs[id]!)}`;
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

export function targetPackage(pool: Pool, id: PackageId, text: TextOf): TargetPackage {
  const { table, start } = pool.repositories[pool.repositoryOf[id]!]!;
  return {
    nevra: nevraOf(pool, id, text),
    name: text(pool.names[id]!),
    repository: repositoryIdOf(pool, id),
    downloadSize: table?.packageSizes[id - start] ?? 0,
    installedSize: table?.installedSizes[id - start] ?? 0,
  };
}
