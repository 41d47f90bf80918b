import { type Dependency, type DependencyKind, dependencyKinds, EQUAL } from "../package/dependency.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { capabilityOf, textOf } from "../pool/table-text.ts";

/**
 * Packages whose dependencies are all told. `unknown` of them had to do with their own name only; `assumed` capabilities,
 * which the repositories require and nothing known provides, are taken as provided by one of those.
 */
export interface CompletedPackages {
  readonly packages: readonly InstalledPackage[];
  readonly unknown: number;
  readonly assumed: number;
}

/**
 * Gives dependencies to installed packages that came without (an archive lists names and versions only): those of the same
 * NEVRA in a repository, else no more than that the package provides its own name.
 */
export function completeDependencies(
  installed: readonly InstalledPackage[],
  repositories: readonly PackageTable[],
): CompletedPackages {
  if (installed.every((candidate) => candidate.dependencies !== undefined))
    return { packages: installed, unknown: 0, assumed: 0 };
  const complete = dependencyCompleter(repositories, []);
  const unknown = new Set<number>();
  const packages = installed.map((candidate, index): InstalledPackage => {
    if (candidate.dependencies !== undefined) return candidate;
    const { item, isKnown } = complete(candidate);
    if (!isKnown) unknown.add(index);
    return item;
  });
  const carrier = carrierOf(packages, unknown, repositories);
  if (carrier === undefined) return { packages, unknown: unknown.size, assumed: 0 };
  const missing = missingCapabilities(packages, repositories);
  return {
    packages: packages.with(carrier.index, providing(carrier.candidate, missing)),
    unknown: unknown.size,
    assumed: missing.length,
  };
}

/**
 * Tells the dependencies of packages that come by name and version only. `origins` are tables of what the packages were
 * installed from: one of the same NEVRA there is the very package, with its vendor, build time and paths; in one of `others`
 * it has at least the same dependencies.
 */
export function dependencyCompleter(
  others: readonly PackageTable[],
  origins: readonly PackageTable[],
): (candidate: InstalledPackage) => { readonly item: InstalledPackage; readonly isKnown: boolean } {
  const inOrigins = rowsByNevra(origins);
  const inOthers = rowsByNevra(others);
  return (candidate) => {
    const evr = formatEvr(candidate);
    const key = keyOf(candidate.name, evr, candidate.arch);
    const origin = inOrigins.get(key);
    if (origin !== undefined) return { item: { ...candidate, ...originOf(origin) }, isKnown: true };
    const other = inOthers.get(key);
    if (other !== undefined) return { item: { ...candidate, dependencies: dependenciesOf(other) }, isKnown: true };
    const dependencies = { provides: [{ name: candidate.name, flags: EQUAL, evr }] };
    return { item: { ...candidate, dependencies }, isKnown: false };
  };
}

function originOf(row: Row): Partial<InstalledPackage> {
  const { table, index } = row;
  const { offsets, ids } = table.files;
  return {
    vendor: textOf(table, table.vendors[index]!),
    buildTime: table.buildTimes[index]!,
    size: table.installedSizes[index]!,
    dependencies: dependenciesOf(row),
    files: Array.from(ids.subarray(offsets[index], offsets[index + 1]), (id) => textOf(table, id)),
  };
}

/** A package whose dependencies are not told and that no repository has: it stays as it is, whatever the solver does. */
function carrierOf(
  packages: readonly InstalledPackage[],
  unknown: ReadonlySet<number>,
  repositories: readonly PackageTable[],
): { readonly index: number; readonly candidate: InstalledPackage } | undefined {
  const names = new Set(repositories.flatMap((table) => Array.from(table.names, (id) => textOf(table, id))));
  for (const index of unknown) {
    const candidate = packages[index]!;
    if (candidate.arch !== "(none)" && !names.has(candidate.name)) return { index, candidate };
  }
  return undefined;
}

function providing(candidate: InstalledPackage, names: readonly string[]): InstalledPackage {
  const more = names.map((name) => ({ name, flags: 0, evr: "" }));
  const provides = [...(candidate.dependencies?.provides ?? []), ...more];
  return { ...candidate, dependencies: { ...candidate.dependencies, provides } };
}

/** What packages of the repositories require, by name, and neither they nor the installed packages provide or own. */
export function missingCapabilities(
  packages: readonly InstalledPackage[],
  repositories: readonly PackageTable[],
): readonly string[] {
  const there = new Set<string>();
  for (const { dependencies, files } of packages) {
    for (const { name } of dependencies?.provides ?? []) there.add(name);
    for (const path of files ?? []) there.add(path);
  }
  const wanted = new Set<string>();
  for (const table of repositories) {
    for (const id of new Set(table.files.ids)) there.add(textOf(table, id));
    for (const id of new Set(table.dependencies.provides.ids)) there.add(capabilityOf(table, id));
    for (const id of new Set(table.dependencies.requires.ids)) wanted.add(capabilityOf(table, id));
  }
  return [...wanted].filter((name) => !there.has(name) && !name.startsWith("("));
}

interface Row {
  readonly table: PackageTable;
  readonly index: number;
}

function rowsByNevra(tables: readonly PackageTable[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const table of tables) {
    for (let index = 0; index < table.count; index++) {
      const [name, evr, arch] = [table.names, table.evrs, table.archs].map((ids) => textOf(table, ids[index]!));
      rows.set(keyOf(name!, evr!, arch!), { table, index });
    }
  }
  return rows;
}

function keyOf(name: string, evr: string, arch: string): string {
  return `${name} ${evr} ${arch}`;
}

function dependenciesOf({ table, index }: Row): Partial<Record<DependencyKind, readonly Dependency[]>> {
  return Object.fromEntries(
    dependencyKinds.map((kind) => {
      const { offsets, ids } = table.dependencies[kind];
      const dependencies = Array.from(ids.subarray(offsets[index], offsets[index + 1]), (id) =>
        dependencyOf(table, id),
      );
      return [kind, dependencies];
    }),
  );
}

function dependencyOf(table: PackageTable, id: number): Dependency {
  if (!isRelation(id)) return { name: textOf(table, id), flags: 0, evr: "" };
  const { names, flags, evrs } = table.relations;
  const relation = relationIndex(id);
  return { name: textOf(table, names[relation]!), flags: flags[relation]!, evr: textOf(table, evrs[relation]!) };
}
