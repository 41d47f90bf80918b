import { isInstalled, SYSTEM } from "../pool/pool.ts";
import { providersOf } from "./jobs.ts";
import { reenableUpdateOf } from "./policy-rules.ts";
import { isUsed, type Resolver } from "./resolver.ts";

/** Cleaned packages that the result needs after all: each is kept from now on. Tells whether there were any. */
export function noteCleanMistakes(resolver: Resolver): boolean {
  const { pool, search, cleanDependencies } = resolver;
  if (!isUsed(cleanDependencies)) return false;
  const before = resolver.cleanMistakes.length;
  for (let id = 2; id < pool.count; id++) {
    if (search.levels[id]! <= 0) continue;
    for (const rows of [pool.dependencies.requires, pool.dependencies.recommends])
      for (let i = rows.offsets[id]!; i < rows.offsets[id + 1]!; i++) {
        const providers = providersOf(pool, rows.ids[i]!);
        if (providers.includes(SYSTEM) || providers.some((other) => search.levels[other]! > 0)) continue;
        for (const other of providers)
          if (
            isInstalled(pool, other) &&
            cleanDependencies.marks![other] === 1 &&
            !resolver.cleanMistakes.includes(other)
          )
            resolver.cleanMistakes.push(other);
      }
  }
  for (const id of resolver.cleanMistakes.slice(before)) {
    cleanDependencies.marks![id] = 0;
    reenableUpdateOf(resolver, id);
  }
  return resolver.cleanMistakes.length > before;
}
