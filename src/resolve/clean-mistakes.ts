import { isInstalled, type PackageId } from "../pool/pool.ts";
import { literalsOf, type RuleId } from "../solver/rules.ts";
import { providersOf } from "./jobs.ts";
import { reenableUpdateOf } from "./policy-rules.ts";
import { has, isUsed, type Resolver } from "./resolver.ts";
import { featureRule, isPlaceholder, updateRule } from "./update-rules.ts";
import { isSupplementing, updateWeakMarks } from "./weak-dependencies.ts";

/**
 * Cleaned packages that the result needs after all: each is kept from now on. Tells whether there were any. Source: libsolv,
 * src/cleandeps.c, solver_check_cleandeps_mistakes.
 */
export function noteCleanMistakes(resolver: Resolver): boolean {
  const { pool, search, cleanDependencies, cleanMistakes } = resolver;
  if (!isUsed(cleanDependencies)) return false;
  const before = cleanMistakes.length;
  updateWeakMarks(resolver);
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    if (search.levels[id]! > 0) for (const other of goneRequirements(resolver, id)) noteMistake(resolver, other);
    if (has(cleanDependencies, id) && isMistake(resolver, id)) noteMistake(resolver, id);
  }
  return cleanMistakes.length > before;
}

function noteMistake(resolver: Resolver, id: PackageId): void {
  resolver.cleanMistakes.push(id);
  resolver.cleanDependencies.marks![id] = 0;
  reenableUpdateOf(resolver, id);
}

/** Cleaned packages that one which stays requires. */
function goneRequirements(resolver: Resolver, id: PackageId): Set<PackageId> {
  const { pool, search } = resolver;
  const { offsets, ids } = pool.dependencies.requires;
  const found = new Set<PackageId>();
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
    for (const other of providersOf(pool, ids[i]!)) {
      if (!isInstalled(pool, other) || other === id || search.levels[other]! > 0) continue;
      if (has(resolver.cleanDependencies, other)) found.add(other);
    }
  return found;
}

/**
 * Gone but recommended; or there in some version, though not in one that the update or best rule wants; or still needed as
 * it is, though it was to be updated.
 */
function isMistake(resolver: Resolver, id: PackageId): boolean {
  const { weak, ranges, bestInfo, search } = resolver;
  if (search.levels[id]! > 0 && resolver.cleanUpdates.includes(id)) return true;
  const update = updateRule(resolver, id);
  const feature = featureRule(resolver, id);
  const widest = isPlaceholder(resolver, feature) ? update : feature;
  if (isPlaceholder(resolver, widest)) return false;
  if (!isMet(resolver, widest)) return weak.recommended[id] === 1 || isSupplementing(resolver, id);
  if (!isPlaceholder(resolver, update) && !isMet(resolver, update)) return true;
  return bestInfo.some((from, index) => from === id && !isMet(resolver, ranges.best.start + index));
}

function isMet({ rules, search }: Resolver, rule: RuleId): boolean {
  return literalsOf(rules, rule).some((id) => id > 0 && search.levels[id]! > 0);
}
