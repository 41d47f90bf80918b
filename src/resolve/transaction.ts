import { coloursMatch, compareEvrs, isIdentical, isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { compareNames } from "./choose.ts";
import { has, obsoletes, type Resolver } from "./resolver.ts";

/** What a run changes, in package ids. */
export interface Transaction {
  readonly installs: readonly PackageId[];
  readonly erases: readonly PackageId[];
  /** Per new package the installed ones it takes the place of, those of its own name first. */
  readonly replaces: ReadonlyMap<PackageId, readonly PackageId[]>;
  /** Per installed package the new ones that take its place, best first. */
  readonly replacedBy: ReadonlyMap<PackageId, readonly PackageId[]>;
}

/** Reads the decisions of a finished run (libsolv, src/transaction.c, transaction_create_decisionq). */
export function readTransaction(resolver: Resolver): Transaction {
  const { pool, search } = resolver;
  const installs: PackageId[] = [];
  const erases: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (isInstalled(pool, id)) {
      if (search.levels[id]! <= 0) erases.push(id);
    } else if (search.levels[id]! > 0) installs.push(id);
  }
  const erased = new Set(erases);
  const replaces = new Map<PackageId, PackageId[]>();
  const replacedBy = new Map<PackageId, PackageId[]>();
  for (const id of installs) {
    const replaced = [...replacedPackages(resolver, id, erased)];
    if (replaced.length === 0) continue;
    replaces.set(
      id,
      replaced.sort((left, right) => bestPartnerFirst(pool, id, left, right)),
    );
    for (const other of replaced) {
      const known = replacedBy.get(other);
      if (known === undefined) replacedBy.set(other, [id]);
      else known.push(id);
    }
  }
  for (const [id, others] of replacedBy) others.sort((left, right) => bestPartnerFirst(pool, id, left, right));
  return { installs, erases, replaces, replacedBy };
}

function replacedPackages(resolver: Resolver, id: PackageId, erased: ReadonlySet<PackageId>): Set<PackageId> {
  const { pool, poolFlags } = resolver;
  const found = new Set<PackageId>();
  const isMulti = has(resolver.multiversion, id);
  let at = pool.providers.of(pool.names[id]!);
  const { lists } = pool.providers;
  for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
    if (!erased.has(other)) continue;
    const isSameName = pool.names[other] === pool.names[id];
    if (!isSameName && !poolFlags.implicitobsoleteusesprovides) continue;
    if (isMulti && !(isSameName && pool.evrs[other] === pool.evrs[id] && pool.archs[other] === pool.archs[id]))
      continue;
    if (poolFlags.implicitobsoleteusescolors && !coloursMatch(pool, id, other)) continue;
    found.add(other);
  }
  if (isMulti) return found;
  const { offsets, ids } = pool.dependencies.obsoletes;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let index = pool.providers.of(ids[i]!);
    const providers = pool.providers.lists;
    for (let other = providers[index]!; other !== 0; other = providers[++index]!)
      if (erased.has(other) && obsoletes(resolver, id, ids[i]!, other)) found.add(other);
  }
  return found;
}

/** Partners of the same name first, then by name, the highest version, the same architecture, the lowest id. */
function bestPartnerFirst(pool: Pool, id: PackageId, left: PackageId, right: PackageId): number {
  if (pool.names[left] !== pool.names[right]) {
    if (pool.names[left] === pool.names[id]) return -1;
    if (pool.names[right] === pool.names[id]) return 1;
    return compareNames(pool, left, right);
  }
  const order = -compareEvrs(pool, pool.evrs[left]!, pool.evrs[right]!);
  if (order !== 0) return order;
  const isLikeIt = (other: PackageId): number => (pool.archs[other] === pool.archs[id] ? 0 : 1);
  return isLikeIt(left) - isLikeIt(right) || left - right;
}

export type ChangeKind = "erase" | "reinstall" | "downgrade" | "change" | "upgrade" | "obsolete";

/** What becomes of an installed package that goes: judged by the best of those that take its place. */
export function kindOfErase(resolver: Resolver, transaction: Transaction, id: PackageId): ChangeKind {
  const { pool } = resolver;
  const other = transaction.replacedBy.get(id)?.[0];
  if (other === undefined) return "erase";
  if (pool.names[id] !== pool.names[other]) return "obsolete";
  if (pool.evrs[id] === pool.evrs[other] && isIdentical(pool, id, other)) return "reinstall";
  const order = compareEvrs(pool, pool.evrs[id]!, pool.evrs[other]!);
  if (order !== 0) return order < 0 ? "upgrade" : "downgrade";
  return "change";
}

/** Whether a new package is shown with the installed one it replaces, and not as an installation of its own. */
export function isShownAsReplacement(resolver: Resolver, transaction: Transaction, id: PackageId): boolean {
  const { pool } = resolver;
  const replaced = transaction.replaces.get(id);
  if (replaced === undefined || pool.names[replaced[0]!] !== pool.names[id]) return false;
  return replaced.some(
    (other) => pool.names[other] === pool.names[id] && transaction.replacedBy.get(other)?.[0] === id,
  );
}
