import { isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { addRuleOf } from "../solver/rules.ts";
import { hasOrAll, type Resolver } from "./resolver.ts";

/**
 * Packages of a worse class of architecture than the best of their name are forbidden; on multilib systems only unless
 * the same version of the better class is there too (lock-step). Source: libsolv, src/rules.c, solver_addinfarchrules.
 */
export function addArchitectureRules(resolver: Resolver): void {
  const { pool, rules, ranges } = resolver;
  ranges.infarch.start = rules.count;
  if (!resolver.flags.noinfarchcheck && pool.hasArchitectures)
    for (const id of firstOfMixedNames(resolver)) addRulesOfName(resolver, addedOfName(resolver, id));
  ranges.infarch.end = rules.count;
}

/** The first packages, ascending, of names with packages of several classes; noarch is of every class. Where not, nothing is forbidden. */
function firstOfMixedNames({ pool, added, room }: Resolver): readonly PackageId[] {
  const { archScores } = pool;
  const { groups, linked, first } = pool.providers.namesakes;
  const firstOfName = room.int32(first.length);
  const classes = room.int32(first.length);
  const isMixed = room.uint8(first.length);
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (added[id] === 0 || linked[id] === 0) continue;
    const group = groups[id]!;
    if (firstOfName[group] === 0) firstOfName[group] = id;
    const score = archScores[id]!;
    if (score === 1) continue;
    // A class is the upper half of a score, 0 for those that are not accepted.
    const own = (score >>> 16) + 1;
    if (classes[group] === 0) classes[group] = own;
    else if (classes[group] !== own && isMixed[group] === 0) {
      isMixed[group] = 1;
      found.push(firstOfName[group]!);
    }
  }
  return inOrder(found);
}

/** Ascending; most lists are so already. */
export function inOrder(ids: PackageId[]): readonly PackageId[] {
  for (let i = 1; i < ids.length; i++) if (ids[i - 1]! > ids[i]!) return ids.sort((left, right) => left - right);
  return ids;
}

/** Where lists are gathered, to be copied at their length; holds nothing between two calls. */
const scratch: PackageId[] = [];

/** Packages of the same name that rules were made for, ascending. */
function addedOfName({ pool, added }: Resolver, id: PackageId): PackageId[] {
  let count = 0;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!)
    if (added[other] !== 0) scratch[count++] = other;
  return scratch.slice(0, count);
}

function sameClass(left: number, right: number): boolean {
  return ((left ^ right) & 0xffff0000) === 0;
}

function addRulesOfName(resolver: Resolver, group: readonly PackageId[]): void {
  const { pool, poolFlags } = resolver;
  const scores = pool.archScores;
  let best = 0;
  let bestArch = 0;
  let allowed = none;
  for (const id of group) {
    const score = scores[id]!;
    if (score !== 1 && isInstalled(pool, id)) {
      if (!hasOrAll(resolver.dupInvolved, id) && !allowed.includes(pool.archs[id]!))
        allowed = [...allowed, pool.archs[id]!];
    } else if (score > 1 && (best === 0 || score < best)) {
      best = score;
      bestArch = pool.archs[id]!;
    }
  }
  if (best === 0) return;
  if (allowed.length === 1 && allowed[0] === bestArch) allowed = none;
  if (allowed.length > 0 && poolFlags.implicitobsoleteusescolors) allowed = archsOutOfStep(resolver, group, best);
  for (const id of group) {
    const score = scores[id]!;
    if (score === 1 || sameClass(score, best)) continue;
    const installed = isInstalled(pool, id);
    if (installed && !poolFlags.implicitobsoleteusescolors) continue;
    if (!installed && allowed.length > 0 && isOfClassOf(pool, id, group, allowed)) continue;
    const partners = poolFlags.implicitobsoleteusescolors ? lockStepPartners(resolver, id, best) : none;
    if (installed && !partners.some((other) => isInstalled(pool, other))) continue;
    addRuleOf(resolver.rules, -id, partners);
  }
}

const none: readonly number[] = [];

/** Whether a package is of one of these architectures of its group, or of the class of one. */
function isOfClassOf(pool: Pool, id: PackageId, group: readonly PackageId[], archs: readonly number[]): boolean {
  return archs.some((arch) => {
    if (arch === pool.archs[id]) return true;
    const score = pool.archScores[group.find((other) => pool.archs[other] === arch)!]!;
    return score !== 0 && sameClass(pool.archScores[id]!, score);
  });
}

/** Installed architectures of a worse class whose packages have no twin of the better class: they may stay. */
function archsOutOfStep(resolver: Resolver, group: readonly PackageId[], best: number): readonly number[] {
  const { pool } = resolver;
  const archs: number[] = [];
  for (const id of group) {
    if (!isInstalled(pool, id) || hasOrAll(resolver.dupInvolved, id)) continue;
    const score = pool.archScores[id]!;
    if (score === 1 || (score !== 0 && sameClass(score, best))) continue;
    if (score !== 0 && lockStepPartners(resolver, id, best).length > 0) continue;
    if (!archs.includes(pool.archs[id]!)) archs.push(pool.archs[id]!);
  }
  return archs;
}

/** Packages of the same name and version, of noarch or of the better class. */
function lockStepPartners(resolver: Resolver, id: PackageId, best: number): readonly PackageId[] {
  const { pool } = resolver;
  let count = 0;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    if (other === id || pool.evrs[other] !== pool.evrs[id]) continue;
    if (pool.archs[other] === pool.archs[id]) continue;
    const score = pool.archScores[other]!;
    if (score !== 0 && (score === 1 || sameClass(score, best))) scratch[count++] = other;
  }
  return count === 0 ? none : scratch.slice(0, count);
}
