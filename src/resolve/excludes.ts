import { formatEvr, parseEvr } from "../package/evr.ts";
import type { PackageId, Pool } from "../pool/pool.ts";
import { matchesGlob } from "./matches-glob.ts";
import { nameOf } from "./package-words.ts";

/**
 * Marks what dnf's excludes leave: 1 for packages that may be considered. Patterns of `everywhere` also hide installed
 * packages, as in dnf; those then stay as they are. Source: dnf 4.14, dnf/base.py, _setup_excludes_includes.
 */
export function markConsidered(
  pool: Pool,
  everywhere: readonly string[],
  byRepository: Readonly<Record<string, readonly string[]>>,
): void {
  pool.considered.fill(1);
  const hide = (patterns: readonly string[], start: PackageId, end: PackageId): void => {
    if (patterns.length === 0) return;
    for (let id = start; id < end; id++)
      if (patterns.some((pattern) => matchesPattern(pool, id, pattern))) pool.considered[id] = 0;
  };
  hide(everywhere, 2, pool.count);
  for (const repository of pool.repositories) {
    const patterns = byRepository[repository.id];
    if (patterns !== undefined && repository !== pool.installedRepository)
      hide(patterns, repository.start, repository.end);
  }
}

/** A pattern may give a name, name.arch, name-version, name-version-release or a whole NEVRA, with or without epoch. */
function matchesPattern(pool: Pool, id: PackageId, pattern: string): boolean {
  const name = nameOf(pool, id);
  if (matchesGlob(name, pattern)) return true;
  if (!/[-.*?[]/.test(pattern)) return false;
  const arch = pool.strings.text(pool.archs[id]!);
  const evr = parseEvr(pool.strings.text(pool.evrs[id]!));
  const plain = formatEvr({ ...evr, epoch: 0 });
  const forms = [
    `${name}.${arch}`,
    `${name}-${evr.version}`,
    `${name}-${plain}`,
    `${name}-${plain}.${arch}`,
    `${name}-${evr.epoch}:${plain}`,
    `${name}-${evr.epoch}:${plain}.${arch}`,
    `${evr.epoch}:${name}-${plain}.${arch}`,
  ];
  return forms.some((form) => matchesGlob(form, pattern));
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
