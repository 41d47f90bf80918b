import { isInstalled, type PackageId } from "../pool/pool.ts";
import { addRule, literalsOf } from "../solver/rules.ts";
import { selectedPackages } from "./jobs.ts";
import { has, isUsed, type Resolver } from "./resolver.ts";

/** Blacklisted packages only come when a job names their version, or as updates (libsolv, src/rules.c, solver_addblackrules). */
export function addBanRules(resolver: Resolver): void {
  const { pool, rules, ranges } = resolver;
  ranges.black.start = rules.count;
  for (const job of resolver.jobs)
    if (job.action === "blacklist") addBans(resolver, selectedPackages(pool, job.selection));
  ranges.black.end = rules.count;
}

function addBans({ pool, rules }: Resolver, ids: readonly PackageId[]): void {
  const present = new Set(ids.filter((id) => isInstalled(pool, id)).map((id) => pool.names[id]));
  for (const id of ids) if (!isInstalled(pool, id) && !present.has(pool.names[id])) addRule(rules, [-id]);
}

/** Only the repository of the highest priority may give a name (libsolv, src/rules.c, solver_addstrictrepopriorules). */
export function addStrictPriorityRules(resolver: Resolver): void {
  const { pool, rules, ranges } = resolver;
  ranges.strictrepo.start = rules.count;
  if (resolver.flags.strictrepopriority) {
    const done = new Set<number>();
    for (let id = 2; id < pool.count; id++) {
      if (resolver.added[id] === 0 || done.has(pool.names[id]!)) continue;
      done.add(pool.names[id]!);
      const group = namesakes(resolver, id);
      const highest = Math.max(...group.map((other) => priorityOf(resolver, other)));
      for (const other of group)
        if (!isInstalled(pool, other) && priorityOf(resolver, other) < highest) addRule(rules, [-other]);
    }
  }
  ranges.strictrepo.end = rules.count;
}

function priorityOf({ pool }: Resolver, id: PackageId): number {
  return pool.repositories[pool.repositoryOf[id]!]!.priority;
}

function namesakes(resolver: Resolver, id: PackageId): PackageId[] {
  const { pool } = resolver;
  const name = pool.names[id]!;
  return selectedPackages(pool, { kind: "name", dependency: name }).filter((other) => resolver.added[other] !== 0);
}

/** A strong recommendation is better met by what nobody disfavours (libsolv, src/rules.c, solver_addrecommendsrules). */
export function addRecommendsRules(resolver: Resolver): void {
  const { rules, ranges, disfavored } = resolver;
  ranges.recommends.start = rules.count;
  if (isUsed(disfavored))
    for (const rule of resolver.recommendsRules.slice()) {
      const literals = Array.from(literalsOf(rules, rule));
      const kept = literals.filter((literal) => literal < 0 || !has(disfavored, literal));
      if (kept.length === literals.length || !kept.some((literal) => literal > 0)) continue;
      resolver.weakRuleQueue.push(addRule(rules, kept));
      resolver.recommendsInfo.push(rule);
    }
  ranges.recommends.end = rules.count;
}
