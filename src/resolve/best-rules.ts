import { isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, firstLiteral, isAssertion, type Literal, type RuleId } from "../solver/rules.ts";
import { filterUnwanted } from "./choose.ts";
import { FORCE_BEST, WEAK } from "./jobs.ts";
import { has, hasOrAll, isUsed, type Resolver } from "./resolver.ts";
import { featureRule, isPlaceholder, positiveLiterals, updateRule, widestRule } from "./update-rules.ts";

/**
 * Where the best is forced: a rule that one of the best candidates is installed, for install jobs and for installed
 * packages. Source: libsolv, src/rules.c, solver_addbestrules.
 */
export function addBestRules(resolver: Resolver): void {
  const { rules, ranges } = resolver;
  ranges.best.start = rules.count;
  const locked = lockedPackages(resolver);
  addForJobs(resolver, locked);
  const { pool } = resolver;
  if (isUsed(resolver.bestUpdate))
    for (let id = pool.installedStart; id < pool.installedEnd; id++)
      if (hasOrAll(resolver.update, id) && hasOrAll(resolver.bestUpdate, id)) addForInstalled(resolver, id, locked);
  ranges.best.end = rules.count;
}

function lockedPackages(resolver: Resolver): ReadonlySet<PackageId> {
  const { rules, ranges, jobs, jobOfRule } = resolver;
  const locked = new Set<PackageId>();
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++)
    if (jobs[jobOfRule[rule - ranges.job.start]!]!.action === "lock" && isAssertion(rules, rule))
      locked.add(Math.abs(firstLiteral(rules, rule)));
  return locked;
}

function addForJobs(resolver: Resolver, locked: ReadonlySet<PackageId>): void {
  const { ranges, jobs, jobOfRule } = resolver;
  for (let rule = ranges.job.start; rule < ranges.job.end; rule++) {
    const job = jobs[jobOfRule[rule - ranges.job.start]!]!;
    if (job.action !== "install" || (job.flags & FORCE_BEST) === 0) continue;
    const all = positiveLiterals(resolver, rule).filter((id) => resolver.pool.considered[id] === 1);
    if (all.length === 0) continue;
    const best = all.slice();
    filterUnwanted(resolver, best, "recommend");
    if (best.length === all.length) continue;
    addBestRule(resolver, locked.size > 0 ? withLocked(resolver, best, all, locked) : best, -rule);
    if ((job.flags & WEAK) !== 0) resolver.weakRuleQueue.push(resolver.rules.count - 1);
  }
}

/** Locked packages stay possible, and so do the best of those that no lock keeps out. */
function withLocked(
  resolver: Resolver,
  best: readonly PackageId[],
  all: readonly PackageId[],
  locked: ReadonlySet<PackageId>,
): readonly PackageId[] {
  if (!all.some((id) => locked.has(id))) return best;
  const { pool } = resolver;
  const kept = all.filter((id) => locked.has(id) && isInstalled(pool, id));
  const free = all.filter((id) => !locked.has(id) || isInstalled(pool, id));
  filterUnwanted(resolver, free, "recommend");
  return [...new Set([...best, ...kept, ...free])];
}

function addBestRule(resolver: Resolver, literals: readonly number[], info: number): void {
  addRule(resolver.rules, literals);
  resolver.bestInfo.push(info);
}

function addForInstalled(resolver: Resolver, id: PackageId, locked: ReadonlySet<PackageId>): void {
  const { rules, flags } = resolver;
  const update = updateRule(resolver, id);
  const rule = flags.bestobeypolicy ? update : widestRule(resolver, id);
  const special = rule === update ? resolver.specialUpdaters.get(id) : undefined;
  const all = special === undefined ? undefined : [...(firstLiteral(rules, rule) === id ? [id] : []), ...special];
  let best: readonly PackageId[] =
    all === undefined ? bestOfRule(resolver, id, rule) : bestOf(resolver, id, all, 0, all.length);
  if (best.length === 0) return;
  const feature = featureRule(resolver, id);
  if (flags.bestobeypolicy && !isPlaceholder(resolver, feature))
    best = [...new Set([...best, ...bestOfRule(resolver, id, feature)])];
  if (locked.size > 0) best = withLocked(resolver, best, all ?? positiveLiterals(resolver, rule), locked);
  const mayGo = flags.allowuninstall || hasOrAll(resolver.allowUninstall, id);
  if (!mayGo) {
    addBestRule(resolver, best, id);
    return;
  }
  // It may go, so "one of the best" is too much to ask: but if anything of it is there, then the best.
  for (const other of positiveLiterals(resolver, widestRule(resolver, id)))
    if (!best.includes(other)) addBestRule(resolver, [-other, ...best], id);
}

function bestOfRule(resolver: Resolver, id: PackageId, rule: RuleId): PackageId[] {
  const { literals, start } = resolver.rules;
  return bestOf(resolver, id, literals, start[rule]!, start[rule + 1]!);
}

/** The best of the positive literals. */
function bestOf(
  resolver: Resolver,
  id: PackageId,
  literals: ArrayLike<Literal>,
  from: number,
  to: number,
): PackageId[] {
  const { dup } = resolver;
  const targets = resolver.updateTargets?.get(id);
  const isInvolved = hasOrAll(resolver.dupInvolved, id);
  let count = 0;
  for (let at = from; at < to; at++) {
    const other = literals[at]!;
    if (other <= 0 || (targets !== undefined && !targets.includes(other))) continue;
    if (!isInvolved || has(dup, other)) scratch[count++] = other;
  }
  const list = scratch.slice(0, count);
  filterUnwanted(resolver, list, "recommend");
  return list;
}

/** Where a list is gathered, to be copied at its length; holds nothing between two calls. */
const scratch: PackageId[] = [];
