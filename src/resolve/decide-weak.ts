import { kindBit } from "../package/dependency.ts";
import { type DependencyRows, isInstallable, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import { isRelation } from "../pool/relations.ts";
import { filterUnwanted, pruneDisfavored } from "./choose.ts";
import { decideAnd, openBranch, type RunMode, WEAK_DEPENDENCY } from "./decide-installed.ts";
import { conjunctiveForm, isComplex } from "./normal-form.ts";
import { has, hasOrAll, obsoletes, type Resolver } from "./resolver.ts";
import { isNewlySupplementing, isSupplementing } from "./weak-dependencies.ts";

/** The level reached, and whether anything was tried: then the other rules must be looked at again. */
export interface WeakOutcome {
  readonly level: number;
  readonly changed: boolean;
}

/**
 * Installs what new packages recommend and what supplements the result, supplements first. What installed packages
 * recommend was decided when they came. Source: libsolv, src/solver.c, resolve_weak.
 */
export function decideWeak(resolver: Resolver, mode: RunMode, level: number): WeakOutcome {
  const supplements = supplementing(resolver);
  const recommended = recommendedPackages(resolver);
  pruneDisfavored(resolver, recommended);
  dropUnwanted(resolver, recommended, supplements);
  const wanted = [...new Set([...recommended, ...supplements])];
  if (wanted.length === 0) return { level, changed: false };
  if (wanted.length === 1)
    return { level: decideAnd(resolver, mode, level, wanted[0]!, 0, WEAK_DEPENDENCY), changed: true };
  filterUnwanted(resolver, wanted, "recommend");
  const best = new Set(wanted);
  return { level: installWeak(resolver, mode, level, best, supplements), changed: true };
}

/** New packages that supplement something new; the outcome of earlier decisions keeps some out. */
function supplementing(resolver: Resolver): PackageId[] {
  const { pool, search, poolFlags } = resolver;
  const { offsets } = pool.dependencies.supplements;
  const found: PackageId[] = [];
  for (const id of pool.weakly) {
    if (offsets[id] === offsets[id + 1] || search.levels[id] !== 0) continue;
    if (has(resolver.disfavored, id) || hasOrAll(resolver.excludedFromWeak, id)) continue;
    if (!isInstallable(pool, id) || !isSupplementing(resolver, id) || isDroppedOrphan(resolver, id)) continue;
    if (!resolver.flags.addalreadyrecommended && !isNewlySupplementing(resolver, id)) continue;
    if (has(resolver.multiversion, id) && hasChosenOfName(resolver, id, false)) continue;
    if (poolFlags.implicitobsoleteusescolors && hasChosenOfName(resolver, id, true)) continue;
    found.push(id);
  }
  return found;
}

function isDroppedOrphan(resolver: Resolver, id: PackageId): boolean {
  return resolver.processOrphans && isInstalled(resolver.pool, id) && hasOrAll(resolver.dropOrphaned, id);
}

function hasChosenOfName(resolver: Resolver, id: PackageId, otherArchOnly: boolean): boolean {
  const { pool, search } = resolver;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!)
    if (search.levels[other]! > 0) if (!otherArchOnly || pool.archs[other] !== pool.archs[id]) return true;
  return false;
}

/** By the ids of those that recommend them: rows lie in that order. */
function recommendedPackages(resolver: Resolver): PackageId[] {
  const rows = resolver.pool.dependencies.recommends;
  const found = new Set<PackageId>();
  const open = openRecommendations(resolver).map(({ row }) => row);
  for (const row of open.sort((left, right) => left - right))
    for (const other of openProviders(resolver, rows, row)) found.add(other);
  return [...found];
}

/** An entry of the recommends of a package that is on the trail. */
export interface Recommendation {
  readonly from: PackageId;
  readonly row: number;
}

const RECOMMENDS = kindBit("recommends");

/**
 * Recommendations of packages on the trail, in its order, that somebody undecided could fulfil. What an installed package
 * recommends was decided when it came; new packages' recommends count. One that is fulfilled, or that nobody can fulfil any
 * more, stays so until a decision is taken back.
 */
function openRecommendations(resolver: Resolver): readonly Recommendation[] {
  const { pool, search, flags, recommendations: state } = resolver;
  const rows = pool.dependencies.recommends;
  if (state.reverts !== search.reverts) {
    state.reverts = search.reverts;
    state.covered = 0;
    state.open.length = 0;
  }
  const { trail, trailLength } = search;
  for (; state.covered < trailLength; state.covered++) {
    const id = trail[state.covered]!;
    if (id <= SYSTEM || (pool.kinds[id]! & RECOMMENDS) === 0) continue;
    if (!flags.addalreadyrecommended && isInstalled(pool, id)) continue;
    for (let row = rows.offsets[id]!; row < rows.offsets[id + 1]!; row++) state.open.push({ from: id, row });
  }
  let kept = 0;
  for (const recommendation of state.open) {
    const dependency = rows.ids[recommendation.row]!;
    const mayChange = isRelation(dependency) && isComplex(pool, dependency);
    if (mayChange || openProviders(resolver, rows, recommendation.row).length > 0) state.open[kept++] = recommendation;
  }
  state.open.length = kept;
  return state.open;
}

/** Undecided packages that would fulfil a recommendation; none when it is fulfilled. */
function openProviders(resolver: Resolver, rows: DependencyRows, index: number): PackageId[] {
  const { pool, search } = resolver;
  const dependency = rows.ids[index]!;
  if (isRelation(dependency) && isComplex(pool, dependency)) return openOfComplex(resolver, dependency);
  const open: PackageId[] = [];
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) {
    if (id === SYSTEM || search.levels[id]! > 0) return [];
    if (search.levels[id] === 0 && isUsable(resolver, id)) open.push(id);
  }
  return open;
}

function isUsable(resolver: Resolver, id: PackageId): boolean {
  return !isDroppedOrphan(resolver, id) && !hasOrAll(resolver.excludedFromWeak, id);
}

function openOfComplex(resolver: Resolver, dependency: number): PackageId[] {
  const { search } = resolver;
  const form = conjunctiveForm(resolver.pool, dependency);
  if (form === "never" || form === "always") return [];
  const open = new Set<PackageId>();
  for (const block of form) {
    const isDormant = block.some((literal) => literal < 0 && search.levels[-literal]! <= 0);
    if (isDormant || block.some((literal) => literal > 0 && search.levels[literal]! > 0)) continue;
    for (const literal of block)
      if (literal > 0 && search.levels[literal] === 0 && isUsable(resolver, literal)) open.add(literal);
  }
  return [...open];
}

/** Packages that installed ones which stay obsolete are not drawn in again. */
function dropUnwanted(resolver: Resolver, ...lists: PackageId[][]): void {
  const { pool, search } = resolver;
  if (lists.every((list) => list.length === 0)) return;
  const { offsets, ids } = pool.dependencies.obsoletes;
  const unwanted = new Set<PackageId>();
  for (let by = pool.installedStart; by < pool.installedEnd; by++) {
    if (offsets[by] === offsets[by + 1] || search.levels[by]! <= 0) continue;
    if (!resolver.flags.keepexplicitobsoletes && has(resolver.multiversion, by)) continue;
    for (let i = offsets[by]!; i < offsets[by + 1]!; i++) {
      let at = pool.providers.of(ids[i]!);
      const providers = pool.providers.lists;
      for (let id = providers[at]!; id !== 0; id = providers[++at]!)
        if (obsoletes(resolver, by, ids[i]!, id)) unwanted.add(id);
    }
  }
  if (unwanted.size > 0)
    for (const list of lists) list.splice(0, list.length, ...list.filter((id) => !unwanted.has(id)));
}

function installWeak(
  resolver: Resolver,
  mode: RunMode,
  from: number,
  best: ReadonlySet<PackageId>,
  supplements: readonly PackageId[],
): number {
  const { search, pool } = resolver;
  const ordered = supplements.filter((id) => best.has(id));
  if (ordered.length > 1) filterUnwanted(resolver, ordered, "supplement");
  const decided = search.trailLength;
  const recommendations = openRecommendations(resolver).slice();
  let level = from;
  for (const id of ordered) {
    if (search.levels[id] !== 0) continue;
    const before = level;
    level = decideAnd(resolver, mode, level, id, 0, WEAK_DEPENDENCY);
    if (level <= before) return level;
  }
  if (search.trailLength < decided) return level;
  const rows = pool.dependencies.recommends;
  for (const { from: id, row } of recommendations) {
    const list = openProviders(resolver, rows, row).filter((other) => best.has(other));
    if (list.length === 0) continue;
    if (list.length > 1) filterUnwanted(resolver, list, "choose");
    if (list.length > 1) openBranch(resolver, level, list, { rule: 0, from: id, dependency: rows.ids[row]! });
    const before = level;
    level = decideAnd(resolver, mode, level, list[0]!, 0, WEAK_DEPENDENCY);
    if (level <= before || search.trailLength < decided) return level;
  }
  return level;
}
