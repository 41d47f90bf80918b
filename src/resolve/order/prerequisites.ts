import type { PackageId, Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";

/** What the scripts of packages need (rpm's Requires(pre), Requires(post) and so on). */
export interface Prerequisites {
  /** Per package, how many of its requirements are for its scripts: the last ones of its row. Absent for none. */
  readonly counts: ReadonlyMap<PackageId, number>;
  /** Per package, those of them that no longer count once it is installed. */
  readonly ignored: ReadonlyMap<PackageId, readonly DependencyId[]>;
}

export const noPrerequisites: Prerequisites = { counts: new Map(), ignored: new Map() };

/** Where the requirements for scripts begin in a package's row of `requires`. */
export function prerequisitesStart(pool: Pool, { counts }: Prerequisites, id: PackageId): number {
  return pool.dependencies.requires.offsets[id + 1]! - (counts.get(id) ?? 0);
}

/**
 * Whether a package seems to run scripts: it names an interpreter, a path, as a prerequisite. ldconfig does not count.
 * Source: libsolv, src/order.c, havescripts.
 */
export function hasScripts(
  pool: Pool,
  prerequisites: Prerequisites,
  id: PackageId,
  ignored: readonly DependencyId[] = [],
): boolean {
  const { offsets, ids } = pool.dependencies.requires;
  for (let at = prerequisitesStart(pool, prerequisites, id); at < offsets[id + 1]!; at++) {
    const text = nameText(pool, ids[at]!);
    if (text.startsWith("/") && text !== "/sbin/ldconfig" && !ignored.includes(ids[at]!)) return true;
  }
  return false;
}

/** The name a dependency begins with. */
function nameText({ strings, relations }: Pool, dependency: DependencyId): string {
  let name = dependency;
  while (isRelation(name)) name = relations.names[relationIndex(name)]!;
  return strings.text(name);
}
