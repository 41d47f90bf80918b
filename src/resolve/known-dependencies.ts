import { type Dependency, type DependencyKind, dependencyKinds, EQUAL } from "../package/dependency.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";

/** Packages whose dependencies are all told, and how many of them had to do with their own name only. */
export interface CompletedPackages {
  readonly packages: readonly InstalledPackage[];
  readonly unknown: number;
}

/**
 * Gives dependencies to installed packages that came without (an archive lists names and versions only): those of the same
 * NEVRA in a repository, else no more than that the package provides its own name.
 */
export function completeDependencies(
  installed: readonly InstalledPackage[],
  repositories: readonly PackageTable[],
): CompletedPackages {
  if (installed.every((candidate) => candidate.dependencies !== undefined)) return { packages: installed, unknown: 0 };
  const rows = rowsByNevra(repositories);
  let unknown = 0;
  const packages = installed.map((candidate): InstalledPackage => {
    if (candidate.dependencies !== undefined) return candidate;
    const evr = formatEvr(candidate);
    const row = rows.get(keyOf(candidate.name, evr, candidate.arch));
    if (row !== undefined) return { ...candidate, dependencies: dependenciesOf(row) };
    unknown++;
    return { ...candidate, dependencies: { provides: [{ name: candidate.name, flags: EQUAL, evr }] } };
  });
  return { packages, unknown };
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

function textOf(table: PackageTable, id: number): string {
  const { data, offsets } = table.strings;
  return decoder.decode(data.subarray(offsets[id], offsets[id + 1]));
}

const decoder = new TextDecoder();
