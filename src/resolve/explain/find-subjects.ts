import { compareEvrs, isIdentical, isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { providersOf } from "../jobs.ts";
import { matchesPattern } from "../package-pattern.ts";
import { nameOf, nevraOf } from "../package-words.ts";
import { has } from "../resolver.ts";
import type { Situation } from "./situation.ts";

/**
 * The packages that somebody who writes `pattern` (a name, name.arch, NEVRA or glob, as for dnf) asks about: the installed
 * ones; else those that come in; else the newest of each name that the target has.
 */
export function findSubjects({ pool, shown }: Situation, pattern: string): readonly PackageId[] {
  const found = matchesPattern(pool, pattern);
  const installed = found.filter((id) => isInstalled(pool, id));
  if (installed.length > 0) return installed;
  const coming = found.filter((id) => shown.result.search.levels[id]! > 0);
  return coming.length > 0 ? coming : newestOfEach(pool, found);
}

/**
 * Installed packages that a host loses something with: those that go, then those held back, then those that become older.
 * What the move itself erases is not among them.
 */
export function losers({ pool, options, transaction, shown }: Situation): readonly PackageId[] {
  if (transaction === undefined) return [];
  const removed = new Set(transaction.remove.map(({ nevra }) => nevra));
  const older = new Set(transaction.downgrade.map(({ from }) => from));
  const swapped = new Set(options.erase?.map(({ name }) => name));
  const groups: readonly PackageId[][] = [[], [], []];
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    const nevra = nevraOf(pool, id);
    if (removed.has(nevra) && !swapped.has(nameOf(pool, id))) groups[0]?.push(id);
    else if (older.has(nevra)) groups[2]?.push(id);
    else if (shown.result.search.levels[id]! > 0 && !has(shown.result.multiversion, id) && isHeldBack(pool, id))
      groups[1]?.push(id);
  }
  return groups.flat();
}

/** The target has builds of its name, and none of them is the installed one. */
function isHeldBack(pool: Pool, id: PackageId): boolean {
  const builds = providersOf(pool, pool.names[id]!).filter(
    (other) => pool.names[other] === pool.names[id] && !isInstalled(pool, other),
  );
  return builds.length > 0 && !builds.some((other) => isIdentical(pool, other, id));
}

function newestOfEach(pool: Pool, ids: readonly PackageId[]): readonly PackageId[] {
  const newest = new Map<number, PackageId>();
  for (const id of ids) {
    const known = newest.get(pool.names[id]!);
    if (known === undefined || compareEvrs(pool, pool.evrs[id]!, pool.evrs[known]!) > 0)
      newest.set(pool.names[id]!, id);
  }
  return [...newest.values()];
}
