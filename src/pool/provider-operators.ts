import type { ProviderIndex } from "./provider-index.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import { ARCH, ELSE, IF, NAMESPACE, UNLESS, WITH, WITHOUT } from "./rich-relations.ts";

interface Source {
  readonly relations: Relations;
  readonly archs: Uint32Array;
}

/** Who provides `left operator right`, ascending: made of the lists of both sides. */
export function operatorProviders(
  index: Pick<ProviderIndex, "of" | "lists" | "namespace">,
  { relations, archs }: Source,
  flag: number,
  left: DependencyId,
  right: DependencyId,
): readonly number[] {
  switch (flag) {
    case ARCH:
      return listOf(index, left).filter((id) => archs[id] === right);
    case WITH: {
      const others = new Set(listOf(index, right));
      return listOf(index, left).filter((id) => others.has(id));
    }
    case WITHOUT: {
      const others = new Set(listOf(index, right));
      return listOf(index, left).filter((id) => !others.has(id));
    }
    case NAMESPACE:
      return index.namespace(left, right);
    case IF:
    case UNLESS: {
      const isElse = isRelation(right) && relations.flags[relationIndex(right)] === ELSE;
      return isElse ? union(index, left, relations.evrs[relationIndex(right)]!) : listOf(index, left);
    }
    case ELSE:
      return [];
    default:
      return union(index, left, right);
  }
}

/** `name.arch >= evr` is `(name >= evr).arch`; undefined where the name is another kind of relation. */
export function relationOfArchitecture(
  relations: Relations,
  name: DependencyId,
  flags: number,
  evr: number,
): DependencyId | undefined {
  const index = relationIndex(name);
  if (relations.flags[index] !== ARCH) return undefined;
  const inner = relations.idOf(relations.names[index]!, flags, evr);
  return relations.idOf(inner, ARCH, relations.evrs[index]!);
}

function listOf(index: Pick<ProviderIndex, "of" | "lists">, dependency: DependencyId): number[] {
  const start = index.of(dependency);
  const { lists } = index;
  return Array.from(lists.subarray(start, lists.indexOf(0, start)));
}

function union(index: Pick<ProviderIndex, "of" | "lists">, left: DependencyId, right: DependencyId): number[] {
  return [...new Set([...listOf(index, left), ...listOf(index, right)])].sort((a, b) => a - b);
}
