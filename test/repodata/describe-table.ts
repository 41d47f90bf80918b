import { dependencyKinds, formatDependency } from "../../src/package/dependency.ts";
import type { PackageTable } from "../../src/pool/package-table.ts";
import { isRelation, relationIndex } from "../../src/pool/relations.ts";

/** A package of a table with every id resolved, in the columns of dump-primary.py. */
export type PackageDescription = readonly (string | number | readonly string[])[];

/** Everything a table holds, as text. */
export function describeTable(table: PackageTable): readonly PackageDescription[] {
  const decoder = new TextDecoder();
  const { data, offsets } = table.strings;
  const texts: string[] = [];
  for (let id = 0; id + 1 < offsets.length; id++)
    texts.push(decoder.decode(data.subarray(offsets[id], offsets[id + 1])));
  const text = (id: number | undefined) => texts[id ?? 0] ?? "";
  const dependency = (id: number) => {
    if (!isRelation(id)) return text(id);
    const { names, flags, evrs } = table.relations;
    const index = relationIndex(id);
    return formatDependency({ name: text(names[index]), flags: flags[index] ?? 0, evr: text(evrs[index]) });
  };
  return Array.from({ length: table.count }, (_, i) => [
    text(table.names[i]),
    text(table.evrs[i]),
    text(table.archs[i]),
    text(table.vendors[i]),
    table.buildTimes[i] ?? 0,
    text(table.sourceRpms[i]),
    text(table.locations[i]),
    table.packageSizes[i] ?? 0,
    table.installedSizes[i] ?? 0,
    text(table.checksums[i]),
    ...dependencyKinds.map((kind) => {
      const rows = table.dependencies[kind];
      return [...rows.ids.subarray(rows.offsets[i], rows.offsets[i + 1])].map(dependency);
    }),
    [...table.files.ids.subarray(table.files.offsets[i], table.files.offsets[i + 1])].map((id) => text(id)),
  ]);
}
