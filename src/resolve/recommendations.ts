import { type DependencyRows, isInstallable, type PackageId } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { firstLiteral, type RuleId } from "../solver/rules.ts";
import { isTrue, refreshLearntRules } from "../solver/search.ts";
import { filterUnwanted } from "./choose.ts";
import { WEAK_DEPENDENCY } from "./decide-installed.ts";
import { providersOf } from "./jobs.ts";
import { conjunctiveForm, isComplex } from "./normal-form.ts";
import { has, type Resolver } from "./resolver.ts";
import { isEnhancing, isSupplementing } from "./weak-dependencies.ts";

/** What goes well with a result, chosen or not, each the best of its name. */
export interface Recommendations {
  readonly recommended: readonly PackageId[];
  readonly suggested: readonly PackageId[];
}

/**
 * The packages that those of the result recommend or suggest, and those that supplement or enhance it. What only an erase
 * job keeps out is named too. Source: libsolv, src/solver.c, solver_get_recommendations.
 */
export function findRecommendations(resolver: Resolver): Recommendations {
  const unwanted = obsoletedByStaying(resolver);
  return withoutEraseJobs(resolver, () => ({
    recommended: wanted(resolver, "recommends", unwanted),
    suggested: wanted(resolver, "suggests", unwanted),
  }));
}

function wanted(resolver: Resolver, kind: "recommends" | "suggests", unwanted: Uint8Array): PackageId[] {
  const { pool, search } = resolver;
  const { dependencies } = pool;
  const marks = new Uint8Array(pool.count);
  if (kind === "recommends") markChosenWeakly(resolver, marks);
  for (let index = 0; index < search.trailLength; index++)
    if (search.trail[index]! > 0) markNamed(resolver, dependencies[kind], search.trail[index]!, marks);
  const reverse = kind === "recommends" ? dependencies.supplements : dependencies.enhances;
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (search.levels[id]! < 0 || unwanted[id] === 1) continue;
    if (marks[id] === 1 || comesAlong(resolver, kind, reverse, id)) found.push(id);
  }
  // "suggest", so that priorities count per name only.
  filterUnwanted(resolver, found, "suggest");
  return found;
}

function comesAlong(resolver: Resolver, kind: string, rows: DependencyRows, id: PackageId): boolean {
  if (rows.offsets[id] === rows.offsets[id + 1] || !isInstallable(resolver.pool, id)) return false;
  return kind === "recommends" ? isSupplementing(resolver, id) : isEnhancing(resolver, id);
}

function markChosenWeakly({ search }: Resolver, marks: Uint8Array): void {
  for (let index = 1; index < search.trailLength; index++) {
    const id = search.trail[index]!;
    if (id > 0 && search.why[index] === 0 && search.reasons[search.levels[id]!] === WEAK_DEPENDENCY) marks[id] = 1;
  }
}

/** Providers already there where there are any, else all of them. */
function markNamed(resolver: Resolver, rows: DependencyRows, id: PackageId, marks: Uint8Array): void {
  for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++)
    for (const group of groupsOf(resolver, rows.ids[i]!)) {
      const there = group.filter((other) => resolver.search.levels[other]! > 0);
      for (const other of there.length > 0 ? there : group) marks[other] = 1;
    }
}

/** The packages each part of a dependency can be fulfilled with; parts whose condition does not hold say nothing. */
function groupsOf({ pool, search }: Resolver, dependency: DependencyId): readonly (readonly PackageId[])[] {
  if (!isRelation(dependency) || !isComplex(pool, dependency)) return [providersOf(pool, dependency)];
  const form = conjunctiveForm(pool, dependency);
  if (form === "never" || form === "always") return [];
  return form
    .filter((block) => block.every((literal) => literal > 0 || !isTrue(search, literal)))
    .map((block) => block.filter((literal) => literal > 0));
}

/** Marks what installed packages that stay obsolete. */
function obsoletedByStaying(resolver: Resolver): Uint8Array {
  const { pool, search, multiversion } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  const marks = new Uint8Array(pool.count);
  for (let by = pool.installedStart; by < pool.installedEnd; by++) {
    if (search.levels[by]! <= 0 || has(multiversion, by)) continue;
    for (let i = offsets[by]!; i < offsets[by + 1]!; i++) for (const id of providersOf(pool, ids[i]!)) marks[id] = 1;
  }
  return marks;
}

/** Looks at the result as if nothing was to be erased or kept out by a job, then puts everything back. */
function withoutEraseJobs<T>(resolver: Resolver, look: () => T): T {
  const { rules, ranges, search } = resolver;
  const disabled: RuleId[] = [];
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++)
    if (rules.disabled[rule] === 0 && firstLiteral(rules, rule) < 0) disabled.push(rule);
  const levels = search.levels.slice();
  if (disabled.length > 0) {
    for (const rule of disabled) rules.disabled[rule] = 1;
    refreshLearntRules(search);
    openNoLongerForbidden(resolver);
  }
  const seen = look();
  search.levels.set(levels);
  for (const rule of disabled) rules.disabled[rule] = 0;
  if (disabled.length > 0) refreshLearntRules(search);
  return seen;
}

/** Forgets decisions against packages that only a disabled rule made, unless another rule makes them as well. */
function openNoLongerForbidden(resolver: Resolver): void {
  const { rules, search } = resolver;
  let isOpen = false;
  for (let index = 0; index < search.trailLength; index++) {
    const literal = search.trail[index]!;
    const why = search.why[index]!;
    if (literal > 0 || why <= 0 || rules.disabled[why] === 0) continue;
    search.levels[-literal] = 0;
    isOpen = true;
  }
  for (let changed = isOpen; changed; ) {
    changed = false;
    for (let rule = 1; rule < rules.count; rule++) {
      const literal = rules.disabled[rule] === 1 ? 0 : forbidding(resolver, rule);
      if (literal === 0) continue;
      search.levels[-literal] = -1;
      changed = true;
    }
  }
}

/** The negative literal that a rule leaves no choice about, 0 for none. */
function forbidding({ rules, search }: Resolver, rule: RuleId): number {
  let open = 0;
  for (let at = rules.start[rule]!; at < rules.start[rule + 1]!; at++) {
    const literal = rules.literals[at]!;
    if (isTrue(search, literal)) return 0;
    if (search.levels[Math.abs(literal)] !== 0) continue;
    if (literal > 0 || open !== 0) return 0;
    open = literal;
  }
  return open;
}
