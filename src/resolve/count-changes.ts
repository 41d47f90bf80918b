import { type PackageId } from "../pool/pool.ts";
import { kindOfInstall } from "./read-resolution.ts";
import type { Resolver } from "./resolver.ts";
import { readTransaction } from "./transaction.ts";

/** A transaction in numbers, counted as dnf lists it. */
export interface ChangeCounts {
  readonly install: number;
  readonly upgrade: number;
  readonly downgrade: number;
  readonly reinstall: number;
  readonly obsolete: number;
  readonly remove: number;
  /** Names (string ids, ascending) of which nothing stays or comes, and that nothing obsoletes. */
  readonly lost: readonly number[];
  /** Installed packages that are removed or obsoleted. */
  readonly gone: readonly PackageId[];
  /** The same for the same packages that come and go, whatever the pool: 62 bits, not fit against forgery. */
  readonly mark: string;
}

/** Counts what a finished run changes, without making a text of any package. */
export function countChanges(resolver: Resolver): ChangeCounts {
  const { pool, search } = resolver;
  const transaction = readTransaction(resolver);
  const counts = { install: 0, upgrade: 0, downgrade: 0, reinstall: 0, obsolete: 0, remove: 0 };
  const mark = { low: 0, high: 0 };
  for (const id of transaction.installs) {
    counts[kindOfInstall(resolver, id, transaction.replaces.get(id)?.[0])]++;
    addToMark(resolver, mark, id, 1);
  }
  const removed: PackageId[] = [];
  const gone: PackageId[] = [];
  for (const id of transaction.erases) {
    addToMark(resolver, mark, id, 2);
    const by = transaction.replacedBy.get(id)?.[0];
    if (by !== undefined && pool.names[by] === pool.names[id]) continue;
    gone.push(id);
    if (by === undefined) removed.push(id);
    else counts.obsolete++;
  }
  counts.remove = removed.length;
  const lost = new Set(removed.map((id) => pool.names[id]!));
  if (lost.size > 0) for (let id = 2; id < pool.count; id++) if (search.levels[id]! > 0) lost.delete(pool.names[id]!);
  return { ...counts, lost: [...lost].sort((left, right) => left - right), gone, mark: `${mark.low}-${mark.high}` };
}

/** Sums do not depend on the order of packages, which differs from pool to pool. */
function addToMark({ pool }: Resolver, mark: { low: number; high: number }, id: PackageId, salt: number): void {
  const { hashes } = pool.strings;
  let hash = Math.imul(hashes[pool.names[id]!]! ^ salt, 0x9e3779b1);
  hash = Math.imul((hash ^ (hash >>> 15)) + hashes[pool.evrs[id]!]!, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 13)) + hashes[pool.archs[id]!]!, 0xc2b2ae35);
  mark.low = (mark.low + (hash ^ (hash >>> 16))) & 0x7fffffff;
  mark.high = (mark.high + Math.imul(hash ^ (hash >>> 11), 0x27d4eb2f)) & 0x7fffffff;
}
