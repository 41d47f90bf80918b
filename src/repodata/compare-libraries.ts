import { compareVersion } from "../package/compare-version.ts";
import { compareEvr, parseEvr } from "../package/evr.ts";
import { libraryStem, parseSoname, wholeLibrary } from "../package/soname.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { isRelation, relationIndex } from "../pool/relations.ts";
import { textOf } from "../pool/table-text.ts";
import { sourceAt } from "./compare-tables.ts";
import { RepodataError } from "./repodata-error.ts";

/** What programs built against one repository's libraries meet with those of the other. */
export interface LibraryDifference {
  readonly onlyLeft: readonly LibraryLoss[];
  readonly onlyRight: readonly LibraryLoss[];
  /** Packages of each side that need what only that side provides. */
  readonly breaks: { readonly left: readonly PackageBreak[]; readonly right: readonly PackageBreak[] };
  /** Sonames and symbol versions that each side's packages need and that neither side provides. */
  readonly elsewhere: { readonly left: number; readonly right: number };
}

/** A library that one side provides, and the other not at all, or without some versions of its symbols. */
export interface LibraryLoss {
  /** As a dependency names it: `libssl.so.10()(64bit)`. */
  readonly library: string;
  /** The other side has no such library; else it lacks the symbol versions of `missing` only. */
  readonly gone: boolean;
  /** Capabilities that the other side lacks, and how many packages need each. */
  readonly missing: readonly { readonly name: string; readonly neededBy: number }[];
  /** name.arch of the packages that bring it. */
  readonly providers: readonly string[];
  /** What the first of them is built from. */
  readonly source: string;
  readonly neededBy: readonly LibraryNeed[];
  /** The same library under another soname on the other side: the highest one; absent where there is none. */
  readonly successor?: { readonly library: string; readonly providers: readonly string[] };
}

export interface LibraryNeed {
  /** name.arch */
  readonly package: string;
  /** The other side has a package of this name and architecture: its own build. */
  readonly there: boolean;
  /** That build needs it as well: the other side does not satisfy itself, or is not meant to stand alone. */
  readonly needsItThere: boolean;
  /** It is built from the same source as a provider. */
  readonly sameSource: boolean;
}

export interface PackageBreak {
  /** name.arch */
  readonly package: string;
  /** `[epoch:]version-release` of the newest version that needs it. */
  readonly evr: string;
  readonly there: boolean;
  readonly missing: readonly string[];
}

/** Sonames and symbol versions that the packages of a repository provide or require, all together: EPEL 7 has 200,000. */
const MAX_SONAMES = 5_000_000;

/**
 * Compares what the packages of two repositories provide and require of shared libraries, by name alone: sonames have no order.
 *
 * @throws RepodataError where a repository has more of them than any has
 */
export function compareLibraries(
  left: PackageTable,
  right: PackageTable,
  most: number = MAX_SONAMES,
): LibraryDifference {
  const before = librariesOf(left, most);
  const after = librariesOf(right, most);
  const leftLoss = lossesOf(before, after);
  const rightLoss = lossesOf(after, before);
  return {
    onlyLeft: leftLoss.losses,
    onlyRight: rightLoss.losses,
    breaks: { left: leftLoss.breaks, right: rightLoss.breaks },
    elsewhere: { left: leftLoss.elsewhere, right: rightLoss.elsewhere },
  };
}

/** The sonames and symbol versions of a repository: capability to packages, as their places in the table. */
interface Libraries {
  readonly table: PackageTable;
  readonly provided: ReadonlyMap<string, readonly number[]>;
  /** The newest version of each name.arch that requires it. */
  readonly required: ReadonlyMap<string, readonly number[]>;
  /** name.arch of all packages. */
  readonly labels: ReadonlySet<string>;
  readonly labelOf: (index: number) => string;
}

function librariesOf(table: PackageTable, most: number): Libraries {
  const labels: string[] = [];
  for (let index = 0; index < table.count; index++)
    labels.push(`${textOf(table, table.names[index]!)}.${textOf(table, table.archs[index]!)}`);
  const labelOf = (index: number): string => labels[index] ?? "";
  const sonames = sonamesOf(table);
  checkNumber(table, sonames, most);
  return {
    table,
    provided: packagesBySoname(table, "provides", sonames, labelOf),
    required: packagesBySoname(table, "requires", sonames, labelOf),
    labels: new Set(labels),
    labelOf,
  };
}

function checkNumber(table: PackageTable, sonames: ReadonlyMap<number, string>, most: number): void {
  let count = 0;
  for (const { ids } of [table.dependencies.provides, table.dependencies.requires])
    for (const id of ids) if (sonames.has(nameOf(table, id))) count++;
  if (count > most)
    throw new RepodataError("primary.xml", `its packages name ${count} sonames; at most ${most} are compared`);
}

/** String id to text, of the strings that are sonames. */
function sonamesOf(table: PackageTable): ReadonlyMap<number, string> {
  const sonames = new Map<number, string>();
  const seen = new Uint8Array(table.strings.hashes.length);
  for (const { ids } of [table.dependencies.provides, table.dependencies.requires])
    for (const id of ids) {
      const name = nameOf(table, id);
      if (seen[name] === 1) continue;
      seen[name] = 1;
      if (!hasSo(table, name)) continue;
      const text = textOf(table, name);
      if (parseSoname(text) !== undefined) sonames.set(name, text);
    }
  return sonames;
}

function nameOf(table: PackageTable, dependency: number): number {
  return isRelation(dependency) ? table.relations.names[relationIndex(dependency)]! : dependency;
}

const DOT = 46;

/** The bytes first: of a hundred thousand names few are made into text. */
function hasSo({ strings: { data, offsets } }: PackageTable, name: number): boolean {
  for (let at = offsets[name]!; at < offsets[name + 1]! - 2; at++)
    if (data[at] === DOT && data[at + 1] === 115 && data[at + 2] === 111) return true;
  return false;
}

/** Of several versions of a name.arch the newest; a library that only an older one has counts all the same. */
function packagesBySoname(
  table: PackageTable,
  kind: "provides" | "requires",
  sonames: ReadonlyMap<number, string>,
  labelOf: (index: number) => string,
): ReadonlyMap<string, readonly number[]> {
  const packages = new Map<string, Map<string, number>>();
  const { offsets, ids } = table.dependencies[kind];
  for (let index = 0; index < table.count; index++)
    for (let at = offsets[index]!; at < offsets[index + 1]!; at++) {
      const soname = sonames.get(nameOf(table, ids[at]!));
      if (soname === undefined) continue;
      const known = packages.get(soname) ?? new Map<string, number>();
      if (known.size === 0) packages.set(soname, known);
      const label = labelOf(index);
      const other = known.get(label);
      if (other === undefined || isNewer(table, index, other)) known.set(label, index);
    }
  return new Map([...packages].map(([soname, byLabel]) => [soname, [...byLabel.values()]]));
}

function isNewer(table: PackageTable, one: number, other: number): boolean {
  if (one === other) return false;
  const evrOf = (index: number) => parseEvr(textOf(table, table.evrs[index]!));
  return compareEvr(evrOf(one), evrOf(other)) > 0;
}

interface Losses {
  readonly losses: readonly LibraryLoss[];
  readonly breaks: readonly PackageBreak[];
  readonly elsewhere: number;
}

/** What `ours` provides and `theirs` does not. */
function lossesOf(ours: Libraries, theirs: Libraries): Losses {
  const groups = new Map<string, string[]>();
  for (const capability of ours.provided.keys()) {
    const soname = parseSoname(capability);
    if (soname === undefined || theirs.provided.has(capability)) continue;
    const library = wholeLibrary(soname);
    const group = groups.get(library);
    if (group === undefined) groups.set(library, [capability]);
    else group.push(capability);
  }
  const broken = new Map<number, string[]>();
  const successors = successorsOf(theirs, ours);
  const losses = [...groups].map(([library, capabilities]) =>
    lossOf(library, capabilities.sort(), ours, theirs, successors, broken),
  );
  const breaks = [...broken].map(
    ([index, missing]): PackageBreak => ({
      package: ours.labelOf(index),
      evr: textOf(ours.table, ours.table.evrs[index]!),
      there: theirs.labels.has(ours.labelOf(index)),
      missing: missing.sort(),
    }),
  );
  const outside = [...ours.required.keys()].filter((name) => !ours.provided.has(name) && !theirs.provided.has(name));
  return {
    losses: losses.sort(byWeight),
    breaks: breaks.sort((one, two) => (one.package < two.package ? -1 : 1)),
    elsewhere: outside.length,
  };
}

function lossOf(
  library: string,
  capabilities: readonly string[],
  ours: Libraries,
  theirs: Libraries,
  successors: ReadonlyMap<string, string>,
  broken: Map<number, string[]>,
): LibraryLoss {
  const providers = new Set<number>();
  const needed = new Set<number>();
  const neededThere = new Set<string>();
  const missing = capabilities.map((name) => {
    const bringing = ours.provided.get(name) ?? [];
    for (const index of bringing) providers.add(index);
    // Who brings the library itself is in no need of another's.
    const own = new Set(bringing.map(ours.labelOf));
    const needing = (ours.required.get(name) ?? []).filter((index) => !own.has(ours.labelOf(index)));
    for (const index of theirs.required.get(name) ?? []) neededThere.add(theirs.labelOf(index));
    for (const index of needing) {
      needed.add(index);
      const list = broken.get(index);
      if (list === undefined) broken.set(index, [name]);
      else list.push(name);
    }
    return { name, neededBy: needing.length };
  });
  const sources = new Set([...providers].map((index) => sourceAt(ours.table, index)));
  const needs = new Map<string, LibraryNeed>();
  for (const index of needed) {
    const label = ours.labelOf(index);
    needs.set(label, {
      package: label,
      there: theirs.labels.has(label),
      needsItThere: neededThere.has(label),
      sameSource: sources.has(sourceAt(ours.table, index)),
    });
  }
  const gone = !theirs.provided.has(library);
  const soname = parseSoname(library);
  const successor = gone && soname !== undefined ? successors.get(libraryStem(soname)) : undefined;
  return {
    library,
    gone,
    missing,
    providers: labelsOf(ours, [...providers]),
    source: [...sources][0] ?? "",
    neededBy: [...needs.values()].sort((one, two) => (one.package < two.package ? -1 : 1)),
    ...(successor === undefined
      ? {}
      : { successor: { library: successor, providers: labelsOf(theirs, theirs.provided.get(successor) ?? []) } }),
  };
}

function labelsOf({ labelOf }: Libraries, indexes: readonly number[]): readonly string[] {
  return [...new Set(indexes.map(labelOf))].sort();
}

/** Stem to the highest soname that `theirs` has of it and `ours` has not. */
function successorsOf(theirs: Libraries, ours: Libraries): ReadonlyMap<string, string> {
  const highest = new Map<string, string>();
  for (const capability of theirs.provided.keys()) {
    const soname = parseSoname(capability);
    if (soname === undefined || soname.symbolVersion !== "" || ours.provided.has(capability)) continue;
    const stem = libraryStem(soname);
    const known = highest.get(stem);
    if (known === undefined || compareVersion(capability, known) > 0) highest.set(stem, capability);
  }
  return highest;
}

/** What breaks most comes first: packages that the other side has no build of, then all, then by name. */
function byWeight(left: LibraryLoss, right: LibraryLoss): number {
  const lost = ({ neededBy }: LibraryLoss): number =>
    neededBy.filter(({ there, sameSource }) => !there && !sameSource).length;
  return (
    lost(right) - lost(left) ||
    right.neededBy.length - left.neededBy.length ||
    (left.library < right.library ? -1 : left.library > right.library ? 1 : 0)
  );
}
