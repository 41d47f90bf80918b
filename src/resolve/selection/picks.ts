import { isInstalled, matchesPackage, type PackageId, type Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { ARCH } from "../../pool/rich-relations.ts";
import { matchesSelection, NO_AUTOSET, type Selection } from "../jobs.ts";

/** One part of what a text picks out: packages, and the SET_… bits of a job that a request so exact implies. */
export interface Pick {
  readonly selection: Selection;
  readonly flags: number;
}

/** How a text is read and which packages count (libsolv, src/selection.h). */
export interface PickOptions {
  readonly name?: boolean;
  readonly provides?: boolean;
  readonly filelist?: boolean;
  readonly canon?: boolean;
  /** "name.arch" may be meant. */
  readonly dotarch?: boolean;
  /** "name >= version" may be meant. */
  readonly rel?: boolean;
  readonly glob?: boolean;
  readonly nocase?: boolean;
  readonly installedOnly?: boolean;
  readonly sourceOnly?: boolean;
  readonly withSource?: boolean;
  readonly withDisabled?: boolean;
  readonly withBadArchitecture?: boolean;
  /** One list of packages instead of several picks. */
  readonly flat?: boolean;
  /** Dependencies are compared as texts. */
  readonly asText?: boolean;
}

export function isSource(pool: Pool, id: PackageId): boolean {
  const arch = pool.strings.text(pool.archs[id]!);
  return arch === "src" || arch === "nosrc";
}

export function hasBadArchitecture(pool: Pool, id: PackageId): boolean {
  return pool.archScores[id] === 0 && !isSource(pool, id);
}

/** The packages of a selection; "name.src" names source packages, which provide nothing. */
export function packagesOf(pool: Pool, selection: Selection): readonly PackageId[] {
  const dependency = selection.kind === "name" || selection.kind === "provides" ? selection.dependency : 0;
  if (!isForSources(pool, dependency)) return matchesSelection(pool, selection);
  return everyPackage(pool).filter(
    (id) => isSource(pool, id) && pool.considered[id] === 1 && matchesPackage(pool, id, dependency),
  );
}

export function isForSources(pool: Pool, dependency: DependencyId): boolean {
  for (let id = dependency; isRelation(id); id = pool.relations.names[relationIndex(id)]!) {
    const index = relationIndex(id);
    const right = pool.relations.evrs[index]!;
    if (pool.relations.flags[index] === ARCH && /^(no)?src$/.test(pool.strings.text(right))) return true;
  }
  return false;
}

export function everyPackage(pool: Pool): PackageId[] {
  return Array.from({ length: pool.count - 2 }, (_, index) => index + 2);
}

/** A single package is not to be taken as a wish for its version or architecture. */
export function pickOf(ids: readonly PackageId[], flags = 0): Pick {
  const [id] = ids;
  return id !== undefined && ids.length === 1
    ? { selection: { kind: "package", id }, flags: flags | NO_AUTOSET }
    : { selection: { kind: "one-of", ids }, flags };
}

export function withoutEmpty(pool: Pool, picks: readonly Pick[]): readonly Pick[] {
  return picks.filter(({ selection }) => selection.kind === "all" || packagesOf(pool, selection).length > 0);
}

export function allPackages(pool: Pool, picks: readonly Pick[]): readonly PackageId[] {
  const ids = new Set(picks.flatMap(({ selection }) => packagesOf(pool, selection)));
  return [...ids].sort((left, right) => left - right);
}

export function flatten(pool: Pool, picks: readonly Pick[]): readonly Pick[] {
  if (picks.length < 2) return picks;
  const everything = picks.find(({ selection }) => selection.kind === "all");
  if (everything !== undefined) return [everything];
  const ids = allPackages(pool, picks);
  return ids.length === 0 ? [] : [pickOf(ids)];
}

/** Keeps of each pick what the test allows. */
export function narrow(pool: Pool, picks: readonly Pick[], test: (id: PackageId) => boolean): readonly Pick[] {
  return picks.flatMap((pick) => {
    const ids = packagesOf(pool, pick.selection);
    const kept = ids.filter(test);
    if (kept.length === 0) return [];
    return [kept.length === ids.length ? pick : pickOf(kept, pick.flags)];
  });
}

/** Whether a package may be picked at all. */
export function counts(pool: Pool, id: PackageId, options: PickOptions): boolean {
  const isHidden = pool.considered[id] === 0;
  if (isSource(pool, id))
    return (options.sourceOnly === true || options.withSource === true) && (options.withDisabled === true || !isHidden);
  if (options.sourceOnly === true) return false;
  if (isInstalled(pool, id)) return true;
  return (
    (options.withDisabled === true || !isHidden) &&
    (options.withBadArchitecture === true || !hasBadArchitecture(pool, id))
  );
}
