import { type Dependency, dependencyKinds } from "../package/dependency.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import type { PackageTable } from "./package-table.ts";
import type { DependencyId } from "./relations.ts";
import { type Numbering, TableBuilder } from "./table-builder.ts";

const STRINGS_PER_PACKAGE = 16;

/**
 * The installed packages of a host as a table, in the order given (the order of the rpm database, which the solver's
 * ties depend on). What a package does not tell is empty: no vendor, build time 0, no dependencies, no files.
 *
 * @param numbering strings and relations that the table is to share; left out: its own
 */
export function tableOfPackages(packages: Iterable<InstalledPackage>, numbering?: Numbering): PackageTable {
  const list = Array.isArray(packages) ? (packages as readonly InstalledPackage[]) : [...packages];
  const builder = new TableBuilder(list.length, expectedStrings(list), numbering);
  const { strings } = builder;
  const empty = strings.idOfText("");
  const idOf = dependencyIds(builder);
  for (const installed of list) {
    for (const [kind, name] of dependencyKinds.entries())
      for (const dependency of installed.dependencies?.[name] ?? []) builder.addDependency(kind, idOf(dependency));
    for (const path of installed.files ?? []) builder.addFile(strings.idOfText(path));
    builder.addPackage({
      name: strings.idOfText(installed.name),
      evr: strings.idOfText(formatEvr(installed)),
      arch: strings.idOfText(installed.arch),
      vendor: strings.idOfText(installed.vendor ?? ""),
      buildTime: installed.buildTime ?? 0,
      sourceRpm: strings.idOfText(installed.sourceRpm ?? ""),
      location: empty,
      packageSize: 0,
      installedSize: installed.size ?? 0,
      checksum: 0,
    });
  }
  return builder.build();
}

/** The id of a dependency. Equal dependencies are mostly one object (the readers of facts see to that): kept by it. */
function dependencyIds({ strings, relations }: TableBuilder): (dependency: Dependency) => DependencyId {
  const known = new Map<Dependency, DependencyId>();
  return (dependency) => {
    let id = known.get(dependency);
    if (id === undefined) {
      id = strings.idOfText(dependency.name);
      if (dependency.flags !== 0) id = relations.idOf(id, dependency.flags, strings.idOfText(dependency.evr));
      known.set(dependency, id);
    }
    return id;
  };
}

/** Paths are nearly all distinct, the names of dependencies are not. */
function expectedStrings(packages: readonly InstalledPackage[]): number {
  return packages.reduce((sum, { files }) => sum + STRINGS_PER_PACKAGE + (files?.length ?? 0), STRINGS_PER_PACKAGE);
}
