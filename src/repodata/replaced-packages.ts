import { EQUAL, GREATER, LESS } from "../package/dependency.ts";
import { compareEvr, parseEvr } from "../package/evr.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { textOf } from "../pool/table-text.ts";
import type { NewestPackage } from "./pair-packages.ts";

/** Which of `packages` a package of `table` obsoletes, with the name of the first that does. Sorted by name. */
export function replacedPackages(
  packages: readonly NewestPackage[],
  table: PackageTable,
): readonly { readonly package: string; readonly by: string }[] {
  const obsoletes = obsoletesByName(table);
  const replaced = packages.flatMap(({ name, evr, arch }) => {
    const by = obsoletes.get(name)?.find((entry) => entry.by !== name && isWithin(evr, entry.flags, entry.evr));
    return by === undefined ? [] : [{ package: `${name}-${evr}.${arch}`, by: by.by }];
  });
  return replaced.sort((left, right) => (left.package < right.package ? -1 : 1));
}

interface Obsoletes {
  readonly by: string;
  readonly flags: number;
  readonly evr: string;
}

/** A hostile repository may obsolete one name a million times: so many are looked at for each package. */
const MAX_OF_NAME = 100;

function obsoletesByName(table: PackageTable): ReadonlyMap<string, readonly Obsoletes[]> {
  const found = new Map<string, Obsoletes[]>();
  const { relations } = table;
  const { offsets, ids } = table.dependencies.obsoletes;
  for (let index = 0; index < table.count; index++) {
    for (let at = offsets[index]!; at < offsets[index + 1]!; at++) {
      const id = ids[at]!;
      const by = textOf(table, table.names[index]!);
      const relation = relationIndex(id);
      const [name, entry]: readonly [string, Obsoletes] = isRelation(id)
        ? [
            textOf(table, relations.names[relation]!),
            { by, flags: relations.flags[relation]!, evr: textOf(table, relations.evrs[relation]!) },
          ]
        : [textOf(table, id), { by, flags: 0, evr: "" }];
      const entries = found.get(name);
      if (entries === undefined) found.set(name, [entry]);
      else if (entries.length < MAX_OF_NAME) entries.push(entry);
    }
  }
  return found;
}

/** Whether a version is in the range; a range without a release is about versions alone. */
function isWithin(version: string, flags: number, limit: string): boolean {
  if (flags === 0) return true;
  const wanted = parseEvr(limit);
  const evr = parseEvr(version);
  const order = compareEvr(wanted.release === "" ? { ...evr, release: "" } : evr, wanted);
  return (flags & (order > 0 ? GREATER : order < 0 ? LESS : EQUAL)) !== 0;
}
