import { EQUAL } from "../../package/dependency.ts";
import { rangesIntersect } from "../../pool/compare-evr.ts";
import { isInstalled, matchesPackage, type PackageId, type Pool } from "../../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { ARCH } from "../../pool/rich-relations.ts";
import { SET_ARCH, SET_EV, SET_EVR } from "../jobs.ts";
import { matchesDependency } from "./matches-dependency.ts";
import {
  allPackages,
  counts,
  everyPackage,
  hasBadArchitecture,
  isForSources,
  isSource,
  type Pick,
  type PickOptions,
  packagesOf,
  pickOf,
  withoutEmpty,
} from "./picks.ts";
import { isPattern, splitRelation, textMatcher } from "./text-matcher.ts";

type Kind = "name" | "provides";

/** "name", "name.arch", "name >= version" and both, as far as the options allow (src/selection.c, selection_name_arch_rel). */
export function pickByName(pool: Pool, text: string, kind: Kind, options: PickOptions): readonly Pick[] {
  const relation = options.rel === true ? splitRelation(text) : undefined;
  let picks = pickWithArchitecture(pool, relation?.name ?? text, kind, options);
  if (relation !== undefined) picks = restrict(pool, picks, relation.flags, pool.strings.idOfText(relation.evr));
  // Names got their hidden packages before; provides get them now, when the version is known.
  if (kind === "provides") picks = picks.map((pick) => withHidden(pool, pick, options));
  return withoutEmpty(pool, picks);
}

function pickWithArchitecture(pool: Pool, text: string, kind: Kind, options: PickOptions): readonly Pick[] {
  const pick = kind === "name" ? pickNames : pickProvides;
  const found = pick(pool, text, options);
  if (found.length > 0 || options.dotarch !== true) return found;
  const dot = text.lastIndexOf(".");
  const arch = text.slice(dot + 1);
  if (dot < 0 || !isArchitecture(pool, arch)) return [];
  const sourceOnly = options.sourceOnly === true || arch === "src" || arch === "nosrc";
  const named = pick(pool, text.slice(0, dot), { ...options, sourceOnly });
  return restrict(pool, named, ARCH, pool.strings.idOfText(arch));
}

export function isArchitecture(pool: Pool, text: string): boolean {
  const known = pool.strings.findText(text);
  if (known === 0) return false;
  if (text === "src" || text === "nosrc" || text === "noarch") return true;
  return everyPackage(pool).some((id) => pool.archs[id] === known && pool.archScores[id] !== 0);
}

/** Packages by name (src/selection.c, selection_name). */
export function pickNames(pool: Pool, text: string, options: PickOptions): readonly Pick[] {
  const known = options.nocase === true ? 0 : pool.strings.findText(text);
  const exact = known === 0 ? undefined : pickName(pool, known, options);
  if (exact !== undefined || !isPattern(text, options)) return exact === undefined ? [] : [exact];
  const matches = textMatcher(text, options);
  const names = new Set<DependencyId>();
  for (const id of everyPackage(pool)) {
    if (options.installedOnly === true && !isInstalled(pool, id)) continue;
    if (!counts(pool, id, options) || !matches(pool.strings.text(pool.names[id]!))) continue;
    names.add(options.sourceOnly === true ? sourceOf(pool, pool.names[id]!) : pool.names[id]!);
  }
  return [...names].map((dependency) => withHidden(pool, named("name", dependency), options));
}

function pickName(pool: Pool, name: DependencyId, options: PickOptions): Pick | undefined {
  const { installedOnly, sourceOnly, withSource, withBadArchitecture, withDisabled } = options;
  if (sourceOnly === true && installedOnly === true) return undefined;
  const plain = named("name", sourceOnly === true ? sourceOf(pool, name) : name);
  const ids = packagesOf(pool, plain.selection);
  if (ids.some((id) => installedOnly !== true || isInstalled(pool, id))) return withHidden(pool, plain, options);
  if (withBadArchitecture === true || withDisabled === true) {
    const more = withHidden(pool, plain, options);
    return more === plain ? undefined : more;
  }
  if (withSource !== true || installedOnly === true) return undefined;
  const source = named("name", sourceOf(pool, name));
  return packagesOf(pool, source.selection).length > 0 ? source : undefined;
}

function sourceOf(pool: Pool, name: DependencyId): DependencyId {
  return pool.relations.idOf(name, ARCH, pool.strings.idOfText("src"));
}

function named(kind: Kind, dependency: DependencyId): Pick {
  return { selection: { kind, dependency }, flags: 0 };
}

/** Packages by what they provide (src/selection.c, selection_provides). */
function pickProvides(pool: Pool, text: string, options: PickOptions): readonly Pick[] {
  if (options.sourceOnly === true) return [];
  const known = options.nocase === true ? 0 : pool.strings.findText(text);
  if (known !== 0) {
    const plain = named("provides", known);
    const ids = packagesOf(pool, plain.selection);
    const isThere = ids.some((id) => options.installedOnly !== true || isInstalled(pool, id));
    if (isThere || withHidden(pool, plain, options) !== plain) return [plain];
  }
  if (!isPattern(text, options)) return [];
  const matches = textMatcher(text, options);
  const names = new Set<DependencyId>();
  const { offsets, ids } = pool.dependencies.provides;
  for (const id of everyPackage(pool)) {
    if (isSource(pool, id) || !counts(pool, id, options)) continue;
    if (options.installedOnly === true && !isInstalled(pool, id)) continue;
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
      let name = ids[i]!;
      while (isRelation(name)) name = pool.relations.names[relationIndex(name)]!;
      if (!names.has(name) && matches(pool.strings.text(name))) names.add(name);
    }
  }
  return [...names].sort((left, right) => left - right).map((name) => named("provides", name));
}

/** The same with source, disabled and foreign packages where the options ask for them (src/selection.c, selection_addextra). */
function withHidden(pool: Pool, pick: Pick, options: PickOptions): Pick {
  const { selection } = pick;
  if ((selection.kind !== "name" && selection.kind !== "provides") || pick.flags !== 0) return pick;
  const withSource = options.withSource === true && options.installedOnly !== true && options.sourceOnly !== true;
  if (!withSource && options.withDisabled !== true && options.withBadArchitecture !== true) return pick;
  const allowed = { ...options, withSource };
  const plain = new Set(packagesOf(pool, selection));
  const found = everyPackage(pool).filter((id) => {
    if (options.installedOnly === true && !isInstalled(pool, id)) return false;
    if (selection.kind === "provides" && plain.has(id)) return true;
    if (!counts(pool, id, allowed)) return false;
    return selection.kind === "name"
      ? matchesPackage(pool, id, selection.dependency)
      : isHidden(pool, id, allowed) && provides(pool, id, selection.dependency);
  });
  return found.some((id) => isHidden(pool, id, allowed)) ? pickOf(found) : pick;
}

function isHidden(pool: Pool, id: PackageId, options: PickOptions): boolean {
  if (isSource(pool, id)) return options.sourceOnly !== true || pool.considered[id] === 0;
  return !isInstalled(pool, id) && (pool.considered[id] === 0 || hasBadArchitecture(pool, id));
}

function provides(pool: Pool, id: PackageId, dependency: DependencyId): boolean {
  const { offsets, ids } = pool.dependencies.provides;
  return ids.subarray(offsets[id], offsets[id + 1]).some((entry) => matchesDependency(pool, entry, dependency));
}

/** Adds a version or an architecture to each pick (src/selection.c, selection_filter_rel). */
export function restrict(pool: Pool, picks: readonly Pick[], flags: number, evr: number): readonly Pick[] {
  const { relations, strings } = pool;
  const fits = (id: PackageId): boolean =>
    flags === ARCH
      ? pool.archs[id] === evr || (strings.text(evr) === "src" && strings.text(pool.archs[id]!) === "nosrc")
      : rangesIntersect(strings, EQUAL, pool.evrs[id]!, flags, evr);
  return picks.map(({ selection, flags: before }): Pick => {
    const isVersion = flags === EQUAL && selection.kind !== "provides";
    const set =
      before | (flags === ARCH ? SET_ARCH : 0) | (isVersion ? (strings.text(evr).includes("-") ? SET_EVR : SET_EV) : 0);
    if (selection.kind === "name" || selection.kind === "provides") {
      const isTwice = flags === ARCH && isForSources(pool, selection.dependency);
      const inner = isTwice ? relations.names[relationIndex(selection.dependency)]! : selection.dependency;
      return { selection: { kind: selection.kind, dependency: relations.idOf(inner, flags, evr) }, flags: set };
    }
    const ids = allPackages(pool, [{ selection, flags: 0 }]);
    const kept = ids.filter(fits);
    return kept.length === ids.length ? { selection, flags: set } : pickOf(kept, set);
  });
}
