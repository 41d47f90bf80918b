import { coloursMatch, isInstalled, matchesPackage, type PackageId } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import { addRule, firstLiteral, literalsOf } from "../solver/rules.ts";
import { pruneToBestVersion } from "./choose.ts";
import { obsoletes, type Resolver } from "./resolver.ts";

/**
 * Where packages of several names obsolete one installed package by the same dependency, it was split: all of them come,
 * or none. Source: libsolv, src/rules.c, solver_addyumobsrules.
 */
export function addSplitRules(resolver: Resolver): void {
  const { rules, ranges, pool } = resolver;
  ranges.yumobs.start = rules.count;
  if (resolver.flags.yumobsoletes && resolver.obsoleters.size > 0)
    for (const dependency of obsoletingDependencies(resolver)) {
      const groups = groupsByName(resolver, dependency);
      groups.forEach((group, index) => {
        for (const id of group) {
          if (isInstalled(pool, id)) continue;
          groups.forEach((other, otherIndex) => {
            if (otherIndex === index) return;
            addRule(rules, [-id, ...other]);
            resolver.yumobsInfo.push(dependency);
          });
        }
      });
    }
  ranges.yumobs.end = rules.count;
}

/** The dependencies by which installed packages are obsoleted, in order of the installed packages. */
function obsoletingDependencies(resolver: Resolver): Set<DependencyId> {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  const found = new Set<DependencyId>();
  for (let id = pool.installedStart; id < pool.installedEnd; id++)
    for (const by of resolver.obsoleters.get(id) ?? [])
      for (let i = offsets[by]!; i < offsets[by + 1]!; i++) {
        const dependency = ids[i]!;
        if (!found.has(dependency) && meansOneLike(resolver, dependency, id)) found.add(dependency);
      }
  return found;
}

/** Whether an installed package that the dependency means could be updated to the same ones as `id`. */
function meansOneLike(resolver: Resolver, dependency: DependencyId, id: PackageId): boolean {
  const { pool, poolFlags } = resolver;
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (!isInstalled(pool, other)) continue;
    if (!poolFlags.obsoleteusesprovides && !matchesPackage(pool, other, dependency)) continue;
    if (fitsColour(resolver, id, other)) return true;
  }
  return false;
}

/** As for update candidates: either flag asks for it. */
function fitsColour({ pool, poolFlags }: Resolver, installed: PackageId, other: PackageId): boolean {
  const isAsked = poolFlags.obsoleteusescolors || poolFlags.implicitobsoleteusescolors;
  return !isAsked || coloursMatch(pool, installed, other);
}

/** All packages with that obsoletes entry, by name; empty unless there are at least two names. */
function groupsByName(resolver: Resolver, dependency: DependencyId): PackageId[][] {
  const { pool } = resolver;
  const members = new Set<PackageId>();
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) {
    if (!isInstalled(pool, id) || !obsoletes(resolver, id, dependency, id)) continue;
    for (const by of resolver.obsoleters.get(id) ?? []) addMember(resolver, id, by, dependency, members);
    const { groups, first, next } = pool.providers.namesakes;
    for (let other = first[groups[id]!]!; other !== 0; other = next[other]!)
      addMember(resolver, id, other, dependency, members);
  }
  const all = [...members];
  const leaders = all.slice();
  pruneToBestVersion(resolver, leaders);
  if (leaders.length < 2) return [];
  return leaders.map((leader) => all.filter((id) => pool.names[id] === pool.names[leader]));
}

function addMember(
  resolver: Resolver,
  installed: PackageId,
  by: PackageId,
  dependency: DependencyId,
  members: Set<PackageId>,
): void {
  const { pool } = resolver;
  if (!fitsColour(resolver, installed, by)) return;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[by]!; i < offsets[by + 1]!; i++)
    if (ids[i] === dependency) {
      members.add(by);
      return;
    }
}

/** A package brings the other parts of a split along; they are no alternatives to it (libsolv, src/solver.c, prune_yumobs). */
export function pruneSplitPartners(resolver: Resolver, list: PackageId[]): void {
  const { rules, ranges } = resolver;
  for (let index = 0; index < list.length - 1; index++) {
    const partners = new Set<number>();
    for (let rule = ranges.yumobs.start; rule < ranges.yumobs.end; rule++)
      if (firstLiteral(rules, rule) === -list[index]!) for (const id of literalsOf(rules, rule)) partners.add(id);
    if (partners.size === 0) continue;
    const kept = list.filter((id, at) => at <= index || !partners.has(id));
    list.splice(0, list.length, ...kept);
  }
}
