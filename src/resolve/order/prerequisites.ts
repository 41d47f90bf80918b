import type { PackageId, Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";

/** What the scripts of packages need (rpm's Requires(pre), Requires(post) and so on). */
export interface Prerequisites {
  /** Per package, how many of its requirements are for its scripts: the last ones of its row. Absent for none. */
  readonly counts: ReadonlyMap<PackageId, number>;
  /** Per installed package, what only its installation needed: no longer in its row. */
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
export function hasScripts(pool: Pool, prerequisites: Prerequisites, id: PackageId): boolean {
  const { offsets, ids } = pool.dependencies.requires;
  for (let at = prerequisitesStart(pool, prerequisites, id); at < offsets[id + 1]!; at++)
    if (isInterpreter(pool, ids[at]!)) return true;
  return false;
}

/** The same, with the scripts that ran when the package was installed. */
export function hasOrHadScripts(pool: Pool, prerequisites: Prerequisites, id: PackageId): boolean {
  const ignored = prerequisites.ignored.get(id) ?? [];
  return hasScripts(pool, prerequisites, id) || ignored.some((dependency) => isInterpreter(pool, dependency));
}

function isInterpreter(pool: Pool, dependency: DependencyId): boolean {
  const text = nameText(pool, dependency);
  return text.startsWith("/") && text !== "/sbin/ldconfig";
}

/** The name a dependency begins with. */
function nameText({ strings, relations }: Pool, dependency: DependencyId): string {
  let name = dependency;
  while (isRelation(name)) name = relations.names[relationIndex(name)]!;
  return strings.text(name);
}
