import { coloursMatch, isInstalled, type PackageId } from "../pool/pool.ts";
import { has, obsoletes, type Resolver } from "./resolver.ts";

/** The installed packages that every one of the list would replace. */
export function replacedByAll(resolver: Resolver, ids: readonly PackageId[]): PackageId[] {
  let common: PackageId[] | undefined;
  for (const id of ids) {
    const replaced = replacedBy(resolver, id);
    common = common === undefined ? replaced : common.filter((other) => replaced.includes(other));
    if (common.length === 0) break;
  }
  return common ?? [];
}

function replacedBy(resolver: Resolver, id: PackageId): PackageId[] {
  const { pool, poolFlags } = resolver;
  const found: PackageId[] = [];
  if (!resolver.flags.keepexplicitobsoletes || !has(resolver.multiversion, id)) {
    let at = pool.providers.of(pool.names[id]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (!isInstalled(pool, other)) continue;
      if (pool.names[other] !== pool.names[id] && !poolFlags.implicitobsoleteusesprovides) continue;
      if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
      found.push(other);
    }
  }
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!)
      if (isInstalled(pool, other) && !found.includes(other) && obsoletes(resolver, id, ids[i]!, other))
        found.push(other);
  }
  return found;
}
