import type { PackageId, Pool } from "../pool/pool.ts";
import { matchesGlob } from "./matches-glob.ts";
import { matchesPattern } from "./package-pattern.ts";
import { nameOf } from "./package-words.ts";

/** dnf's excludepkgs and includepkgs, of the main section and per repository id; patterns as in dnf.conf. */
export interface PackageFilters {
  readonly excludes?: readonly string[];
  readonly includes?: readonly string[];
  readonly repositoryExcludes?: Readonly<Record<string, readonly string[]>>;
  readonly repositoryIncludes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Marks what dnf's excludes and includes leave: 1 for packages that may be considered. Those of the main section also hide
 * installed packages, which then stay as they are. Where a repository has includes, or the main section has, only what
 * one of all the includes names is left of it. Source: dnf 4.14, dnf/base.py, _setup_excludes_includes; libdnf 0.69,
 * dnf-sack.cpp, dnf_sack_recompute_considered.
 */
export function markConsidered(pool: Pool, filters: PackageFilters): void {
  const { considered, repositories } = pool;
  considered.fill(1);
  const { excludes = [], includes = [], repositoryExcludes = {}, repositoryIncludes = {} } = filters;
  const own = repositories.filter((repository) => repository !== pool.installedRepository);
  const included = new Set(includes.flatMap((pattern) => matchesPattern(pool, pattern)));
  for (const { id, start, end } of own)
    for (const pattern of repositoryIncludes[id] ?? [])
      for (const found of matchesPattern(pool, pattern)) if (found >= start && found < end) included.add(found);
  for (const repository of repositories) {
    const isFiltered =
      includes.length > 0 ||
      (repository !== pool.installedRepository && (repositoryIncludes[repository.id] ?? []).length > 0);
    if (isFiltered)
      for (let id = repository.start; id < repository.end; id++) if (!included.has(id)) considered[id] = 0;
  }
  for (const pattern of excludes) for (const id of matchesPattern(pool, pattern)) considered[id] = 0;
  for (const { id, start, end } of own)
    for (const pattern of repositoryExcludes[id] ?? [])
      for (const found of matchesPattern(pool, pattern)) if (found >= start && found < end) considered[found] = 0;
}

/** Installed packages that some pattern names; for protected packages. */
export function installedMatching(pool: Pool, patterns: readonly string[]): PackageId[] {
  const names = new Set(patterns.map((pattern) => pool.strings.findText(pattern)));
  const globs = patterns.filter((pattern) => /[*?[\\]/.test(pattern));
  const found: PackageId[] = [];
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    if (names.has(pool.names[id]!)) found.push(id);
    else if (globs.length > 0) {
      const name = nameOf(pool, id);
      if (globs.some((pattern) => matchesGlob(name, pattern))) found.push(id);
    }
  }
  return found;
}
