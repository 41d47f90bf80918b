import { kindBit } from "../package/dependency.ts";
import { type DependencyRows, isInstalled, type PackageId, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../pool/relations.ts";
import { AND, ELSE, IF, OR, UNLESS } from "../pool/rich-relations.ts";
import { conjunctiveForm, isComplex } from "./normal-form.ts";
import type { Resolver } from "./resolver.ts";
import { isSplitOff } from "./split-provides.ts";

/** Whether packages that are marked could fulfil a dependency (libsolv, src/solver_util.c, solver_dep_possible). */
export function isPossible(resolver: Resolver, dependency: DependencyId, marks: Uint8Array): boolean {
  const { pool } = resolver;
  if (isRelation(dependency)) {
    const index = relationIndex(dependency);
    const left = pool.relations.names[index]!;
    const right = pool.relations.evrs[index]!;
    switch (pool.relations.flags[index]!) {
      case IF:
      case UNLESS:
        return true;
      case AND:
        return isPossible(resolver, left, marks) && isPossible(resolver, right, marks);
      case OR:
        return isPossible(resolver, left, marks) || isPossible(resolver, right, marks);
    }
    const isSplit = isSplitOff(resolver, dependency, "possible");
    if (isSplit !== undefined) return isSplit;
  }
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) if (id === SYSTEM || marks[id] !== 0) return true;
  return false;
}

/** How far the decisions fulfil a dependency: not, by what is installed, or by something new. */
const NOT = 0;
const BY_INSTALLED = 1;
const BY_NEW = 2;

/** Whether the decisions so far fulfil a dependency, also a rich one (libsolv, src/solver_util.c). */
function isFulfilled(resolver: Resolver, dependency: DependencyId): boolean {
  return fulfilment(resolver, dependency) !== NOT;
}

function fulfilment(resolver: Resolver, dependency: DependencyId): number {
  const { pool, search } = resolver;
  if (isRelation(dependency)) {
    const index = relationIndex(dependency);
    const flags = pool.relations.flags[index]!;
    if (flags === IF || flags === UNLESS || flags === AND || flags === OR)
      return richFulfilment(resolver, flags, pool.relations.names[index]!, pool.relations.evrs[index]!);
    const isSplit = isSplitOff(resolver, dependency, "now");
    if (isSplit !== undefined) return isSplit ? BY_NEW : NOT;
  }
  let found = NOT;
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) {
    if (search.levels[id]! <= 0) continue;
    if (id !== SYSTEM && !isInstalled(pool, id)) return BY_NEW;
    found = BY_INSTALLED;
  }
  return found;
}

function richFulfilment(resolver: Resolver, flags: number, left: DependencyId, right: DependencyId): number {
  const { relations } = resolver.pool;
  const of = (id: DependencyId): number => fulfilment(resolver, id);
  if (flags === AND || flags === OR) {
    const one = of(left);
    const other = of(right);
    if (flags === AND ? one === NOT || other === NOT : one === NOT && other === NOT) return NOT;
    return Math.max(one, other);
  }
  if (isRelation(right) && relations.flags[relationIndex(right)] === ELSE) {
    const condition = of(relations.names[relationIndex(right)]!);
    const otherwise = relations.evrs[relationIndex(right)]!;
    const holds = condition !== NOT;
    const then = of(holds === (flags === IF) ? left : otherwise);
    return then !== NOT && holds && condition === BY_NEW ? BY_NEW : then;
  }
  const one = of(left);
  const without = of(right) === NOT;
  if (flags === IF ? one === NOT && !without : one === NOT || !without) return NOT;
  return one === BY_NEW ? BY_NEW : BY_INSTALLED;
}

export function isSupplementing(resolver: Resolver, id: PackageId): boolean {
  return anyOf(resolver.pool.dependencies.supplements, id, (dependency) => isSupplement(resolver, dependency));
}

function isSupplement(resolver: Resolver, dependency: DependencyId): boolean {
  return isFulfilled(resolver, dependency);
}

/** Whether something new, not only what was installed before, makes the package wanted. */
export function isNewlySupplementing(resolver: Resolver, id: PackageId): boolean {
  return anyOf(resolver.pool.dependencies.supplements, id, (dependency) => fulfilment(resolver, dependency) === BY_NEW);
}

export function isEnhancing(resolver: Resolver, id: PackageId): boolean {
  return anyOf(resolver.pool.dependencies.enhances, id, (dependency) => isFulfilled(resolver, dependency));
}

function anyOf(rows: DependencyRows, id: PackageId, test: (dependency: DependencyId) => boolean): boolean {
  for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++) if (test(rows.ids[i]!)) return true;
  return false;
}

const WANTS = kindBit("recommends") | kindBit("suggests");

/** Brings the marks of recommended and suggested packages up to the trail (libsolv, policy_update_recommendsmap). */
export function updateWeakMarks(resolver: Resolver): void {
  const { weak, search, pool } = resolver;
  if (search.shortestTrail < weak.covered) {
    weak.recommended.fill(0);
    weak.suggested.fill(0);
    weak.pending.length = 0;
    weak.covered = 0;
  }
  if (weak.covered === search.trailLength) return;
  search.shortestTrail = search.trailLength;
  while (weak.covered < search.trailLength) {
    const id = search.trail[weak.covered++]!;
    if (id < 0 || (pool.kinds[id]! & WANTS) === 0) continue;
    markWanted(resolver, pool.dependencies.recommends, id, weak.recommended);
    markWanted(resolver, pool.dependencies.suggests, id, weak.suggested);
  }
  for (const { dependency, marks } of weak.pending) markComplex(resolver, dependency, marks);
}

function markWanted(resolver: Resolver, rows: DependencyRows, id: PackageId, marks: Uint8Array): void {
  const { pool } = resolver;
  for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++) {
    const dependency = rows.ids[i]!;
    if (isRelation(dependency) && isComplex(pool, dependency)) resolver.weak.pending.push({ dependency, marks });
    else {
      let at = pool.providers.of(dependency);
      const { lists } = pool.providers;
      for (let other = lists[at]!; other !== 0; other = lists[++at]!) marks[other] = 1;
    }
  }
}

/** Blocks whose conditions all hold now name what is wanted; the others do not count. */
function markComplex(resolver: Resolver, dependency: DependencyId, marks: Uint8Array): void {
  const { search } = resolver;
  const form = conjunctiveForm(resolver.pool, dependency);
  if (form === "never" || form === "always") return;
  for (const block of form) {
    if (block.some((literal) => literal < 0 && search.levels[-literal]! <= 0)) continue;
    for (const literal of block) if (literal > 0) marks[literal] = 1;
  }
}
