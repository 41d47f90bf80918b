import { compareEvrs, isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { matchesPattern } from "../package-pattern.ts";
import { nevraOf } from "../package-words.ts";
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

/** Installed packages that go or become older. */
export function losers({ pool, transaction }: Situation): readonly PackageId[] {
  if (transaction === undefined) return [];
  const names = new Set([
    ...transaction.remove.map(({ nevra }) => nevra),
    ...transaction.downgrade.map(({ from }) => from),
  ]);
  const found: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++) if (names.has(nevraOf(pool, id))) found.push(id);
  return found;
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
