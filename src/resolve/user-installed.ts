import { coloursMatch, isInstalled, type PackageId } from "../pool/pool.ts";
import { everySelected } from "./job-rules.ts";
import { NOT_BY_USER, selectedPackages } from "./jobs.ts";
import { obsoletes, type Resolver } from "./resolver.ts";

/**
 * Packages of the result that the user asked for: those that install jobs name, installed ones that `userinstalled` jobs
 * name, and what takes the place of these. Ascending. Source: libsolv, src/userinstalled.c, solver_get_userinstalled.
 */
export function userInstalled(resolver: Resolver): PackageId[] {
  const { pool, jobs, search } = resolver;
  const found = new Set<PackageId>();
  const marked = new Set<PackageId>();
  for (const job of jobs) {
    if (job.action === "userinstalled")
      for (const id of everySelected(resolver, job)) if (isInstalled(pool, id)) marked.add(id);
    if (job.action === "install" && (job.flags & NOT_BY_USER) === 0)
      for (const id of selectedPackages(pool, job.selection)) if (search.levels[id]! > 0) found.add(id);
  }
  if (marked.size > 0)
    for (let index = 0; index < search.trailLength; index++) {
      const id = search.trail[index]!;
      if (id > 1 && (isInstalled(pool, id) ? marked.has(id) : replacesOne(resolver, id, marked))) found.add(id);
    }
  return [...found].sort((left, right) => left - right);
}

function replacesOne(resolver: Resolver, id: PackageId, marked: ReadonlySet<PackageId>): boolean {
  const { pool, poolFlags } = resolver;
  const { lists } = pool.providers;
  let at = pool.providers.of(pool.names[id]!);
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (other === id || !marked.has(other)) continue;
    if (pool.names[other] !== pool.names[id] && !poolFlags.implicitobsoleteusesprovides) continue;
    if (!poolFlags.implicitobsoleteusescolors || coloursMatch(pool, id, other)) return true;
  }
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let index = pool.providers.of(ids[i]!);
    for (let other = lists[index]!; other !== 0; other = lists[++index]!)
      if (other !== id && marked.has(other) && obsoletes(resolver, id, ids[i]!, other)) return true;
  }
  return false;
}
