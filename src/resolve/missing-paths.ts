import { hashFilter } from "../pool/hash-filter.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation } from "../pool/relations.ts";
import { textOf } from "../pool/table-text.ts";

const SLASH = 47;

/**
 * The paths that packages called one of `names` (or all) require and that no package of the tables is known to own: whether somebody
 * does, only the file lists tell (primary.xml names few paths: createrepo_c, src/misc.c cr_is_primary).
 */
export function missingPaths(tables: readonly PackageTable[], names: ReadonlySet<string> | "all"): readonly string[] {
  const wanted = new Set<string>();
  for (const table of tables) {
    const named = packagesNamed(table, names);
    const { offsets, ids } = table.dependencies.requires;
    for (const index of named) {
      for (let position = offsets[index]!; position < offsets[index + 1]!; position++) {
        const id = ids[position]!;
        if (!isRelation(id) && table.strings.data[table.strings.offsets[id]!] === SLASH) wanted.add(textOf(table, id));
      }
    }
  }
  if (wanted.size === 0) return [];
  const among = hashFilter(wanted);
  for (const table of tables)
    for (const ids of [table.files.ids, table.dependencies.provides.ids])
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!;
        // The hash first: a text is made only of what may be wanted.
        if (!isRelation(id) && among(table.strings.hashes[id]!)) wanted.delete(textOf(table, id));
      }
  return [...wanted].sort();
}

function packagesNamed(table: PackageTable, names: ReadonlySet<string> | "all"): readonly number[] {
  if (names === "all") return Array.from({ length: table.count }, (_, index) => index);
  const { hashes } = table.strings;
  const among = hashFilter(names);
  const hit = new Map<number, boolean>();
  const found: number[] = [];
  for (let index = 0; index < table.count; index++) {
    const id = table.names[index]!;
    if (!among(hashes[id]!)) continue;
    let known = hit.get(id);
    if (known === undefined) {
      known = names.has(textOf(table, id));
      hit.set(id, known);
    }
    if (known) found.push(index);
  }
  return found;
}
