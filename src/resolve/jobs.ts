import { matchesPackage, type PackageId, type Pool } from "../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../pool/relations.ts";

/** What is asked of the solver; libsolv's own set (src/solver.h, SOLVER_JOBMASK). */
export type JobAction =
  | "noop"
  | "install"
  | "erase"
  | "update"
  | "weakendeps"
  | "multiversion"
  | "lock"
  | "distupgrade"
  | "verify"
  | "droporphaned"
  | "userinstalled"
  | "allowuninstall"
  | "favor"
  | "disfavor"
  | "blacklist"
  | "excludefromweak";

/**
 * Which packages a job is about. `repository` is an index into the pool's repositories; "offered" are, one by one, the packages
 * of repositories that may be considered.
 */
export type Selection =
  | { readonly kind: "package"; readonly id: PackageId }
  | { readonly kind: "name"; readonly dependency: DependencyId }
  | { readonly kind: "provides"; readonly dependency: DependencyId }
  | { readonly kind: "one-of"; readonly ids: readonly PackageId[] }
  | { readonly kind: "repository"; readonly repository: number }
  | { readonly kind: "offered" }
  | { readonly kind: "all" };

/** Bits of Job.flags (libsolv, src/solver.h). */
export const WEAK = 1 << 0;
export const ESSENTIAL = 1 << 1;
export const CLEAN_DEPENDENCIES = 1 << 2;
export const OR_UPDATE = 1 << 3;
export const FORCE_BEST = 1 << 4;
export const TARGETED = 1 << 5;
export const NOT_BY_USER = 1 << 6;
export const SET_EV = 1 << 7;
export const SET_EVR = 1 << 8;
export const SET_ARCH = 1 << 9;
export const SET_VENDOR = 1 << 10;
export const SET_REPOSITORY = 1 << 11;
export const NO_AUTOSET = 1 << 12;
export const SET_NAME = 1 << 13;

export interface Job {
  readonly action: JobAction;
  readonly selection: Selection;
  readonly flags: number;
}

/**
 * The packages a selection names one by one, in the order the solver goes through them. "repository" and "all" give
 * none: actions that accept them go over ranges of ids instead (libsolv's FOR_JOB_SELECT).
 */
export function selectedPackages(pool: Pool, selection: Selection): readonly PackageId[] {
  switch (selection.kind) {
    case "package":
      return [selection.id];
    case "one-of":
      return selection.ids;
    case "name":
      return providersOf(pool, selection.dependency).filter((id) => matchesPackage(pool, id, selection.dependency));
    case "provides":
      return providersOf(pool, selection.dependency);
    case "offered":
      return offeredPackages(pool);
    case "repository":
    case "all":
      return [];
  }
}

function offeredPackages({ considered, repositories, installedRepository }: Pool): PackageId[] {
  const ids: PackageId[] = [];
  for (const repository of repositories)
    if (repository !== installedRepository)
      for (let id = repository.start; id < repository.end; id++) if (considered[id] === 1) ids.push(id);
  return ids;
}

/** The same with all packages of "repository" and "all". */
export function matchesSelection(pool: Pool, selection: Selection): readonly PackageId[] {
  const range = (start: PackageId, end: PackageId): PackageId[] =>
    Array.from({ length: end - start }, (_, index) => start + index);
  if (selection.kind === "all") return range(2, pool.count);
  if (selection.kind !== "repository") return selectedPackages(pool, selection);
  const repository = pool.repositories[selection.repository];
  return repository === undefined ? [] : range(repository.start, repository.end);
}

export function providersOf(pool: Pool, dependency: DependencyId): PackageId[] {
  const ids: PackageId[] = [];
  let at = pool.providers.of(dependency);
  const { lists } = pool.providers;
  for (let id = lists[at]!; id !== 0; id = lists[++at]!) ids.push(id);
  return ids;
}

/** The plain name under a relation and its operators. */
export function nameOfDependency(pool: Pool, dependency: DependencyId): DependencyId {
  let id = dependency;
  while (isRelation(id)) id = pool.relations.names[relationIndex(id)]!;
  return id;
}
