import { compareEvrs, isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { nevraOf } from "../package-words.ts";
import type { Resolver } from "../resolver.ts";
import type { Alternative } from "./explanation.ts";

/** The most that are told. */
const MOST = 6;

/** Why each of the other candidates was not taken. The order of the questions is libsolv's (src/policy.c). */
export function alternativesTo(
  resolver: Resolver,
  chosen: PackageId,
  others: readonly PackageId[],
): readonly Alternative[] {
  const { pool } = resolver;
  return others
    .filter((id) => !isInstalled(pool, id) && id !== chosen)
    .slice(0, MOST)
    .map((id) => ({
      nevra: nevraOf(pool, id),
      repository: repositoryOf(pool, id).id,
      why: whyNot(resolver, chosen, id),
    }));
}

function whyNot({ pool, search }: Resolver, chosen: PackageId, other: PackageId): string {
  if (pool.considered[other] === 0) return "hidden by an exclude or by a module's stream";
  if (pool.archScores[other] === 0) return "not for this machine";
  if (search.levels[other]! > 0) return "comes as well";
  const [mine, theirs] = [repositoryOf(pool, chosen), repositoryOf(pool, other)];
  if (mine.priority > theirs.priority) return `${mine.id} has the higher priority`;
  if (pool.names[chosen] === pool.names[other]) {
    const order = compareEvrs(pool, pool.evrs[other]!, pool.evrs[chosen]!);
    if (order < 0) return "older";
    if (order > 0) return "newer, but it cannot be installed with the rest";
    if (pool.archs[chosen] !== pool.archs[other]) return "built for another architecture";
    return `the same build; ${mine.id} comes first`;
  }
  if (search.levels[other]! < 0) return "cannot be installed with the rest";
  return "would do as well; the solver takes the first by repository, name and version";
}

function repositoryOf(pool: Pool, id: PackageId): Pool["repositories"][number] {
  return pool.repositories[pool.repositoryOf[id]!]!;
}
