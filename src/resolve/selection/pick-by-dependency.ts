import type { DependencyKind } from "../../package/dependency.ts";
import { EQUAL } from "../../package/dependency.ts";
import { rangesIntersect } from "../../pool/compare-evr.ts";
import { isInstalled, matchesPackage, type PackageId, type Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { dependencyText } from "../dependency-text.ts";
import { providersOf } from "../jobs.ts";
import { matchesDependency, matchesNamed } from "./matches-dependency.ts";
import { counts, everyPackage, flatten, type Pick, type PickOptions, pickOf } from "./picks.ts";
import { isPattern, splitRelation, textMatcher } from "./text-matcher.ts";

/** Where to look: at the package's own name and version, or at its dependencies of a kind. */
export type DependencyKey = "name" | DependencyKind;

/** Packages with a dependency that a text names (libsolv, src/selection.c, selection_make_matchdeps). */
export function pickByDependencyText(
  pool: Pool,
  key: DependencyKey,
  text: string,
  options: PickOptions,
): readonly Pick[] {
  const relation = options.rel === true && options.asText !== true ? splitRelation(text) : undefined;
  const { strings, relations } = pool;
  const flags = relation?.flags ?? 0;
  const evr = relation === undefined ? 0 : strings.idOfText(relation.evr);
  const name = relation?.name ?? text;
  if (!isPattern(name, options) && options.asText !== true) {
    const id = strings.idOfText(name);
    return pickByDependency(pool, key, flags === 0 ? id : relations.idOf(id, flags, evr), options);
  }
  const matches = textMatcher(name, options);
  return pickWhere(pool, options, (id) => {
    if (key === "name") {
      if (options.asText === true) return matches(`${strings.text(pool.names[id]!)} = ${strings.text(pool.evrs[id]!)}`);
      return (
        matches(strings.text(pool.names[id]!)) &&
        (flags === 0 || rangesIntersect(strings, flags, evr, EQUAL, pool.evrs[id]!))
      );
    }
    return dependenciesOf(pool, key, id).some((dependency) =>
      options.asText === true
        ? matches(dependencyText(pool, dependency))
        : matchesNamed(pool, dependency, matches, flags, evr),
    );
  });
}

/** Packages with a dependency that could be about the same as another; with `asText`, with that very one. */
export function pickByDependency(
  pool: Pool,
  key: DependencyKey,
  dependency: DependencyId,
  options: PickOptions,
): readonly Pick[] {
  const isExact = options.asText === true;
  if (key !== "name")
    return pickWhere(pool, options, (id) =>
      dependenciesOf(pool, key, id).some((own) =>
        isExact ? (own | 0) === (dependency | 0) : matchesDependency(pool, own, dependency),
      ),
    );
  if (!isExact) return pickWhere(pool, options, (id) => matchesPackage(pool, id, dependency));
  if (!isRelation(dependency)) return [];
  const index = relationIndex(dependency);
  const { names, flags, evrs } = pool.relations;
  if (flags[index] !== EQUAL) return [];
  return pickWhere(pool, options, (id) => pool.names[id] === names[index] && pool.evrs[id] === evrs[index]);
}

/** Packages with a dependency that a package would fulfil (selection_make_matchsolvable). */
export function pickByProvider(
  pool: Pool,
  key: DependencyKind,
  provider: PackageId,
  options: PickOptions,
): readonly Pick[] {
  return pickWhere(
    pool,
    options,
    (id) =>
      id !== provider &&
      dependenciesOf(pool, key, id).some((dependency) => providersOf(pool, dependency).includes(provider)),
  );
}

function dependenciesOf(pool: Pool, key: DependencyKind, id: PackageId): readonly DependencyId[] {
  const { offsets, ids } = pool.dependencies[key];
  return Array.from(ids.subarray(offsets[id], offsets[id + 1]));
}

function pickWhere(pool: Pool, options: PickOptions, test: (id: PackageId) => boolean): readonly Pick[] {
  const picks = everyPackage(pool)
    .filter((id) => (options.installedOnly !== true || isInstalled(pool, id)) && counts(pool, id, options) && test(id))
    .map((id) => pickOf([id]));
  return options.flat === true ? flatten(pool, picks) : picks;
}
