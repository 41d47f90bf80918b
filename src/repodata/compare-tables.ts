import { compareEvr, parseEvr } from "../package/evr.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { textOf } from "../pool/table-text.ts";

/** How two repositories differ. "left" is the first named, versions are `[epoch:]version-release`. */
export interface TableDifference {
  readonly equal: boolean;
  readonly packages: { readonly left: number; readonly right: number };
  /** name.arch pairs whose newest version is the same on both sides. */
  readonly same: number;
  /** Newer on the right, then older on the right. */
  readonly newer: readonly VersionChange[];
  readonly older: readonly VersionChange[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly sonames: { readonly onlyLeft: readonly Soname[]; readonly onlyRight: readonly Soname[] };
}

export interface VersionChange {
  /** name.arch */
  readonly package: string;
  readonly left: string;
  readonly right: string;
}

/** A soname or symbol version that one side provides, and how many packages of that side require it. */
export interface Soname {
  readonly name: string;
  readonly neededBy: number;
}

export function compareTables(left: PackageTable, right: PackageTable): TableDifference {
  const before = newestOf(left);
  const after = newestOf(right);
  const newer: VersionChange[] = [];
  const older: VersionChange[] = [];
  const onlyLeft: string[] = [];
  let same = 0;
  for (const [key, evr] of before) {
    const other = after.get(key);
    if (other === undefined) {
      onlyLeft.push(nevraOf(key, evr));
      continue;
    }
    const order = compareEvr(parseEvr(other), parseEvr(evr));
    if (order === 0) same++;
    else (order > 0 ? newer : older).push({ package: key, left: evr, right: other });
  }
  const onlyRight = [...after].filter(([key]) => !before.has(key)).map(([key, evr]) => nevraOf(key, evr));
  const sonames = { onlyLeft: sonamesBeyond(left, right), onlyRight: sonamesBeyond(right, left) };
  const lists = [newer, older, onlyLeft, onlyRight, sonames.onlyLeft, sonames.onlyRight];
  return {
    equal: left.count === right.count && lists.every((list) => list.length === 0),
    packages: { left: left.count, right: right.count },
    same,
    newer: newer.sort(byPackage),
    older: older.sort(byPackage),
    onlyLeft: onlyLeft.sort(),
    onlyRight: onlyRight.sort(),
    sonames,
  };
}

function byPackage(left: VersionChange, right: VersionChange): number {
  return left.package < right.package ? -1 : left.package > right.package ? 1 : 0;
}

function nevraOf(key: string, evr: string): string {
  const dot = key.lastIndexOf(".");
  return `${key.slice(0, dot)}-${evr}${key.slice(dot)}`;
}

/** name.arch to the newest EVR a table has of it. */
function newestOf(table: PackageTable): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (let index = 0; index < table.count; index++) {
    const key = `${textOf(table, table.names[index]!)}.${textOf(table, table.archs[index]!)}`;
    const evr = textOf(table, table.evrs[index]!);
    const known = newest.get(key);
    if (known === undefined || compareEvr(parseEvr(evr), parseEvr(known)) > 0) newest.set(key, evr);
  }
  return newest;
}

/** The sonames that `table` provides and `other` does not, with the number of packages of `table` that require them. */
function sonamesBeyond(table: PackageTable, other: PackageTable): readonly Soname[] {
  const theirs = new Set(providedSonames(other).values());
  const missing = new Map([...providedSonames(table)].filter(([, name]) => !theirs.has(name)));
  const needed = new Map<string, number>();
  const { offsets, ids } = table.dependencies.requires;
  for (let index = 0; index < table.count; index++) {
    const seen = new Set<string>();
    for (let position = offsets[index]!; position < offsets[index + 1]!; position++) {
      const name = missing.get(nameOf(table, ids[position]!));
      if (name !== undefined) seen.add(name);
    }
    for (const name of seen) needed.set(name, (needed.get(name) ?? 0) + 1);
  }
  return [...new Set(missing.values())].sort().map((name) => ({ name, neededBy: needed.get(name) ?? 0 }));
}

/** String id to text of each provided name of the form libx.so.1()(64bit). */
function providedSonames(table: PackageTable): ReadonlyMap<number, string> {
  const sonames = new Map<number, string>();
  const { ids } = table.dependencies.provides;
  const seen = new Uint8Array(table.strings.offsets.length);
  for (const id of ids) {
    const name = nameOf(table, id);
    if (seen[name] === 1) continue;
    seen[name] = 1;
    const text = textOf(table, name);
    if (/\.so(?:\.[^()/]*)?\(/.test(text)) sonames.set(name, text);
  }
  return sonames;
}

function nameOf(table: PackageTable, dependency: number): number {
  return isRelation(dependency) ? table.relations.names[relationIndex(dependency)]! : dependency;
}
