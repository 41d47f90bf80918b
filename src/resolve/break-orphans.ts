import { emptySet, has, hasOrAll, mark, type Resolver } from "./resolver.ts";

/** What orphans require is not insisted on: their rules are disabled (libsolv, src/rules.c, solver_breakorphans). */
export function breakOrphans(resolver: Resolver): void {
  const { rules } = resolver;
  if (resolver.dropOrphaned.all) return;
  const orphans = emptySet();
  for (const id of resolver.orphaned) if (!hasOrAll(resolver.dropOrphaned, id)) mark(resolver, orphans, id);
  for (let rule = 1; rule < resolver.packageRulesEnd; rule++) {
    const literals = rules.literals.subarray(rules.start[rule], rules.start[rule + 1]);
    const isConflict = literals.length === 2 && literals[1]! < 0;
    if (isConflict || !literals.some((literal) => literal < 0 && has(orphans, -literal))) continue;
    resolver.brokenOrphanRules.push(rule);
    rules.disabled[rule] = 1;
  }
}
