import { rangesIntersect } from "../../pool/compare-evr.ts";
import type { Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { AND, ARCH, ELSE, FIRST_OPERATOR, IF, OR, UNLESS, WITH, WITHOUT } from "../../pool/rich-relations.ts";

interface Relation {
  readonly left: DependencyId;
  readonly flags: number;
  readonly right: DependencyId;
}

function relationOf(pool: Pool, dependency: DependencyId): Relation | undefined {
  if (!isRelation(dependency)) return undefined;
  const index = relationIndex(dependency);
  const { names, flags, evrs } = pool.relations;
  return { left: names[index]!, flags: flags[index]!, right: evrs[index]! };
}

/** Whether two dependencies could be about the same package and version (libsolv, src/pooldep.c, pool_match_dep). */
export function matchesDependency(pool: Pool, one: DependencyId, other: DependencyId): boolean {
  if ((one | 0) === (other | 0)) return true;
  const first = relationOf(pool, one);
  const parts = partsOf(pool, first);
  if (parts !== undefined) return parts.matches((part) => matchesDependency(pool, part, other));
  const second = relationOf(pool, other);
  const otherParts = partsOf(pool, second);
  if (otherParts !== undefined) return otherParts.matches((part) => matchesDependency(pool, one, part));
  if (first === undefined) return second !== undefined && matchesDependency(pool, one, second.left);
  if (second === undefined) return matchesDependency(pool, first.left, other);
  if (!matchesDependency(pool, first.left, second.left)) return false;
  if (first.flags >= FIRST_OPERATOR || second.flags >= FIRST_OPERATOR) return false;
  return rangesIntersect(pool.strings, first.flags, first.right, second.flags, second.right);
}

interface Parts {
  readonly matches: (test: (part: DependencyId) => boolean) => boolean;
}

/** The parts of a rich dependency that may be what is meant: all of an interval, any one of the others. */
function partsOf(pool: Pool, relation: Relation | undefined): Parts | undefined {
  if (relation === undefined || ![AND, OR, WITH, WITHOUT, IF, UNLESS].includes(relation.flags)) return undefined;
  const { left, flags, right } = relation;
  if (flags === WITH && isInterval(pool, left, right)) return { matches: (test) => test(left) && test(right) };
  if (flags === WITHOUT) return { matches: (test) => test(left) };
  if (flags === AND || flags === OR || flags === WITH) return { matches: (test) => test(left) || test(right) };
  const otherwise = relationOf(pool, right);
  return { matches: (test) => test(left) || (otherwise?.flags === ELSE && test(otherwise.right)) };
}

/** "a > 1 with a < 3". */
function isInterval(pool: Pool, left: DependencyId, right: DependencyId): boolean {
  const one = relationOf(pool, left);
  const other = relationOf(pool, right);
  if (one === undefined || other === undefined || one.left !== other.left) return false;
  if (one.flags >= FIRST_OPERATOR || other.flags >= FIRST_OPERATOR) return false;
  return ((one.flags ^ other.flags) & 5) === 5;
}

/** The same for a name given by a test, with a range or, with flags 0, any version (src/selection.c, matchdep). */
export function matchesNamed(
  pool: Pool,
  dependency: DependencyId,
  isName: (text: string) => boolean,
  flags: number,
  evr: number,
): boolean {
  const relation = relationOf(pool, dependency);
  if (relation === undefined) return isName(pool.strings.text(dependency));
  const inner = (part: DependencyId): boolean => matchesNamed(pool, part, isName, flags, evr);
  if (relation.flags === WITH) return inner(relation.left) || inner(relation.right);
  const parts = partsOf(pool, relation);
  if (parts !== undefined) return parts.matches(inner);
  if (relation.flags === ARCH) return inner(relation.left);
  if (!inner(relation.left)) return false;
  return flags === 0 || rangesIntersect(pool.strings, relation.flags, relation.right, flags, evr);
}
