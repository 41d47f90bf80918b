import { Interner } from "./interner.ts";
import type { PackageTable } from "./package-table.ts";

/** The same packages with more paths: `more` gives them by the package's place in the table. The table is not changed. */
export function withPaths(table: PackageTable, more: ReadonlyMap<number, readonly string[]>): PackageTable {
  const { strings, files, count } = table;
  const interner = new Interner(strings.hashes.length + 1_024, strings.data.length + 65_536);
  for (let id = 2; id < strings.hashes.length; id++) {
    interner.idOfHashed(strings.data, strings.offsets[id]!, strings.offsets[id + 1]!, strings.hashes[id]!);
  }
  const offsets = new Uint32Array(count + 1);
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    for (const id of files.ids.subarray(files.offsets[index], files.offsets[index + 1])) ids.push(id);
    const known = new Set(ids.slice(offsets[index]));
    for (const path of more.get(index) ?? []) {
      const id = interner.idOfText(path);
      if (!known.has(id)) ids.push(id);
    }
    offsets[index + 1] = ids.length;
  }
  return { ...table, strings: interner.table(), files: { offsets, ids: Uint32Array.from(ids) } };
}
