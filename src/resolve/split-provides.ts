import { isInstalled, type PackageId } from "../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../pool/relations.ts";
import { NAMESPACE, WITH } from "../pool/rich-relations.ts";
import { literalsOf } from "../solver/rules.ts";
import { providersOf } from "./jobs.ts";
import type { Resolver } from "./resolver.ts";
import { updateRule } from "./update-rules.ts";

/**
 * What `namespace:splitprovides(name + path)` means with the flag `splitprovides`: an installed package of that name has
 * the path and, unless only the possibility is asked for, is updated now. So a package split off it comes too. Undefined
 * for any other dependency, and without the flag. Source: libsolv, src/solver_util.c, solver_splitprovides.
 */
export function isSplitOff(
  resolver: Resolver,
  dependency: DependencyId,
  asking: "possible" | "now",
): boolean | undefined {
  const { pool, flags } = resolver;
  const { relations, strings } = pool;
  if (!flags.splitprovides || !isRelation(dependency)) return undefined;
  const index = relationIndex(dependency);
  if (relations.flags[index] !== NAMESPACE || relations.names[index] !== strings.findText("namespace:splitprovides"))
    return undefined;
  const owner = relations.evrs[index]!;
  if (!isRelation(owner) || relations.flags[relationIndex(owner)] !== WITH) return false;
  const name = relations.names[relationIndex(owner)]!;
  return providersOf(pool, owner).some(
    (id) => isInstalled(pool, id) && pool.names[id] === name && (asking === "possible" || isBeingUpdated(resolver, id)),
  );
}

function isBeingUpdated(resolver: Resolver, id: PackageId): boolean {
  const { levels } = resolver.search;
  if (levels[id]! > 0) return false;
  return literalsOf(resolver.rules, updateRule(resolver, id)).some(
    (other) => other > 0 && other !== id && levels[other]! > 0,
  );
}
