import { isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { SET_REPOSITORY } from "../jobs.ts";
import { pickByCanonicalName } from "./pick-by-canonical-name.ts";
import { pickByName } from "./pick-by-name.ts";
import { counts, flatten, narrow, type Pick, type PickOptions, pickOf } from "./picks.ts";
import { textMatcher } from "./text-matcher.ts";

/** A path and a package that owns it. */
export interface OwnedPath {
  readonly package: PackageId;
  readonly path: string;
}

/**
 * The packages a text means, in the first of these readings that is asked for and finds any: a path, a name, something
 * provided, a canonical name. Source: libsolv, src/selection.c, selection_make.
 */
export function pickPackages(
  pool: Pool,
  paths: readonly OwnedPath[],
  text: string,
  options: PickOptions,
): readonly Pick[] {
  if (options.installedOnly === true && pool.installedRepository === undefined) return [];
  const readings: readonly (readonly [boolean | undefined, () => readonly Pick[]])[] = [
    [options.filelist, () => pickByPath(pool, paths, text, options)],
    [options.name, () => pickByName(pool, text, "name", options)],
    [options.provides, () => pickByName(pool, text, "provides", options)],
    [options.canon, () => pickByCanonicalName(pool, text, options)],
  ];
  let picks: readonly Pick[] = [];
  for (const [isAsked, read] of readings) if (isAsked === true && picks.length === 0) picks = read();
  if (options.installedOnly === true)
    picks = narrow(pool, picks, (id) => isInstalled(pool, id)).map(({ selection, flags }) => ({
      selection,
      flags: flags | SET_REPOSITORY,
    }));
  return options.flat === true ? flatten(pool, picks) : picks;
}

/** One pick per path that matches, owners with the same paths once. */
function pickByPath(pool: Pool, paths: readonly OwnedPath[], text: string, options: PickOptions): readonly Pick[] {
  if (!text.startsWith("/") && !(options.glob === true && /^[*[?]/.test(text))) return [];
  const matches = textMatcher(text, options);
  const owners = new Map<string, Set<PackageId>>();
  for (const { package: id, path } of paths) {
    if (options.installedOnly === true && !isInstalled(pool, id)) continue;
    if (!matches(path) || !counts(pool, id, options)) continue;
    const known = owners.get(path);
    if (known === undefined) owners.set(path, new Set([id]));
    else known.add(id);
  }
  const groups = new Map<string, PackageId[]>();
  for (const set of owners.values()) {
    const ids = [...set].sort((left, right) => left - right);
    groups.set(ids.join(" "), ids);
  }
  return [...groups.values()].map((ids) => pickOf(ids));
}
