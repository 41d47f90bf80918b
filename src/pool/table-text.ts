import type { StringTable } from "./interner.ts";
import type { PackageTable } from "./package-table.ts";
import { type DependencyId, isRelation, relationIndex } from "./relations.ts";

const decoder = new TextDecoder();

/** The text of a string id of a table. */
export function textOf({ strings }: { readonly strings: StringTable }, id: number): string {
  return decoder.decode(strings.data.subarray(strings.offsets[id], strings.offsets[id + 1]));
}

/** The name that a dependency of a table is about. */
export function capabilityOf(table: PackageTable, id: DependencyId): string {
  return textOf(table, isRelation(id) ? table.relations.names[relationIndex(id)]! : id);
}

/** The NEVRA of a package by its place in the table. */
export function nevraAt(table: PackageTable, index: number): string {
  const [name, evr, arch] = [table.names[index]!, table.evrs[index]!, table.archs[index]!];
  return `${textOf(table, name)}-${textOf(table, evr)}.${textOf(table, arch)}`;
}

/** The checksum of a package by its place in the table, in hex: the id that file lists have for it. */
export function packageIdAt(table: PackageTable, index: number): string {
  return textOf(table, table.checksums[index]!).replace(/^.*:/, "");
}
