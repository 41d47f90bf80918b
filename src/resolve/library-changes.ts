import { parseSoname } from "../package/soname.ts";
import type { PackageId, Pool } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { dependencyOf, nevraOf } from "./package-words.ts";
import type { Resolver } from "./resolver.ts";

/** What a result means for programs that are linked with libraries. Sorted. */
export interface LibraryChanges {
  /** Installed packages that stay (NEVRAs), and a soname or symbol version they require that nothing of the result provides. */
  readonly unmet: readonly { readonly nevra: string; readonly requirement: string }[];
  /** Sonames, and versions of their symbols, that the host has and the result has not: `libssl.so.1.1()(64bit)`. */
  readonly lost: readonly string[];
}

/**
 * Compares what the host's libraries provide with those of a finished run. The solver never breaks a requirement that was
 * met: what is unmet was so before, or its package told nothing of itself.
 */
export function libraryChanges(resolver: Resolver): LibraryChanges {
  const { pool, search } = resolver;
  const { requires, provides } = pool.dependencies;
  const unmet: { readonly nevra: string; readonly requirement: string }[] = [];
  const lost = new Set<string>();
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    const stays = search.levels[id]! > 0;
    const { offsets, ids } = stays ? requires : provides;
    for (let at = offsets[id]!; at < offsets[id + 1]!; at++) {
      const dependency = ids[at]!;
      if (!mayBeSoname(pool, dependency) || isProvided(resolver, dependency)) continue;
      if (parseSoname(pool.strings.text(dependency)) === undefined) continue;
      const text = dependencyOf(pool, dependency);
      if (stays) unmet.push({ nevra: nevraOf(pool, id), requirement: text });
      else lost.add(text);
    }
  }
  return { unmet: unmet.sort((left, right) => (left.nevra < right.nevra ? -1 : 1)), lost: [...lost].sort() };
}

const DOT = 46;

/** Whether ".so" is in it: sonames have no version of their own. Of ten thousand names few are made into text. */
function mayBeSoname({ strings }: Pool, dependency: DependencyId): boolean {
  if (isRelation(dependency)) return false;
  const { data, offsets } = strings;
  for (let at = offsets[dependency]!; at < offsets[dependency + 1]! - 2; at++)
    if (data[at] === DOT && data[at + 1] === 115 && data[at + 2] === 111) return true;
  return false;
}

function isProvided({ pool, search }: Resolver, dependency: DependencyId): boolean {
  const { lists } = pool.providers;
  let at = pool.providers.of(dependency);
  for (let id: PackageId = lists[at]!; id !== 0; id = lists[++at]!) if (search.levels[id]! > 0) return true;
  return false;
}
