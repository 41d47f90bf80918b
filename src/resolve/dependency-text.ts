import type { Interner } from "../pool/interner.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "../pool/relations.ts";
import { AND, ARCH, ELSE, IF, NAMESPACE, OR, UNLESS, WITH, WITHOUT } from "../pool/rich-relations.ts";

/** What a dependency id is looked up in; a pool, or one that is being built. */
export interface Ids {
  readonly strings: Interner;
  readonly relations: Relations;
}

const comparisons = ["", ">", "=", ">=", "<", "<>", "<=", "<=>"] as const;

const words: Readonly<Record<number, string>> = {
  [AND]: "and",
  [OR]: "or",
  [WITH]: "with",
  [WITHOUT]: "without",
  [IF]: "if",
  [UNLESS]: "unless",
  [ELSE]: "else",
};

/** The text of a dependency as libsolv shows it (src/poolid.c, pool_dep2str). */
export function dependencyText(ids: Ids, dependency: DependencyId, parent = 0): string {
  if (dependency === 0) return "<NULL>";
  if (!isRelation(dependency)) return ids.strings.text(dependency);
  const index = relationIndex(dependency);
  const flags = ids.relations.flags[index]!;
  const left = ids.relations.names[index]!;
  const right = ids.relations.evrs[index]!;
  if (flags === NAMESPACE) return `${dependencyText(ids, left)}(${dependencyText(ids, right)})`;
  if (flags === ARCH) return `${dependencyText(ids, left)}.${dependencyText(ids, right)}`;
  const sign = flags <= 7 ? comparisons[flags] : words[flags];
  const text = `${dependencyText(ids, left, flags)} ${sign} ${dependencyText(ids, right, flags)}`;
  const isPart = flags > 7 && parent !== 0 && !(parent === flags) && flags !== ELSE;
  return flags > 7 && (parent === 0 || isPart) ? `(${text})` : text;
}
