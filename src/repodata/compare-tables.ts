import { compareEvr, parseEvr } from "../package/evr.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { nevraAt, textOf } from "../pool/table-text.ts";
import { type NewestPackage, newestPackages, pairPackages } from "./pair-packages.ts";
import { replacedPackages } from "./replaced-packages.ts";

/** How the packages of two repositories differ. "left" is the first named, versions are `[epoch:]version-release`. */
export interface TableDifference {
  readonly equal: boolean;
  readonly packages: { readonly left: number; readonly right: number };
  /** name.arch pairs whose newest version is the same on both sides, whatever the file. */
  readonly same: number;
  /** NEVRAs of those whose file is another: built or signed anew. */
  readonly rebuilt: readonly string[];
  /** In the same version, and for another architecture. */
  readonly otherArch: readonly VersionChange[];
  /** Newer on the right, then older on the right. */
  readonly newer: readonly VersionChange[];
  readonly older: readonly VersionChange[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  /** Packages of `onlyLeft` that a package of the right obsoletes. */
  readonly replaced: readonly { readonly package: string; readonly by: string }[];
  /** What `onlyLeft` and `onlyRight` are built from, most packages first. */
  readonly sources: { readonly onlyLeft: readonly SourceCount[]; readonly onlyRight: readonly SourceCount[] };
  /** NEVRAs that one side has beside a newer version of the same package, and the other side not at all. */
  readonly formerBuilds: { readonly onlyLeft: readonly string[]; readonly onlyRight: readonly string[] };
}

export interface VersionChange {
  /** name.arch */
  readonly package: string;
  readonly left: string;
  readonly right: string;
  /** The architecture on the right, where it is another. */
  readonly rightArch?: string;
  /** `module:stream`, where the packages belong to one. */
  readonly module?: string;
  /** Name of the source package on the left; the package's own where it is not told. */
  readonly source: string;
}

export interface SourceCount {
  /** The package's own name where it does not tell. */
  readonly source: string;
  readonly packages: number;
  /** The other side has nothing of this source. */
  readonly whole: boolean;
}

/** NEVRA to `module:stream`, for both sides. */
export interface TableStreams {
  readonly left: ReadonlyMap<string, string>;
  readonly right: ReadonlyMap<string, string>;
}

const noStreams: TableStreams = { left: new Map(), right: new Map() };

/**
 * Compares the newest version of each package, stream by stream where there are modules: nodejs:18 has nothing to do with
 * nodejs:20.
 */
export function compareTables(left: PackageTable, right: PackageTable, streams = noStreams): TableDifference {
  const before = newestPackages(left, streams.left);
  const after = newestPackages(right, streams.right);
  const { pairs, onlyLeft, onlyRight } = pairPackages(before.newest, after.newest);
  const lists: Record<"newer" | "older" | "otherArch", VersionChange[]> = { newer: [], older: [], otherArch: [] };
  const rebuilt: string[] = [];
  let same = 0;
  for (const [old, now] of pairs) {
    const order = compareEvr(parseEvr(now.evr), parseEvr(old.evr));
    if (order !== 0) lists[order > 0 ? "newer" : "older"].push(changeOf(left, old, now));
    else if (old.arch !== now.arch) lists.otherArch.push(changeOf(left, old, now));
    else {
      same++;
      if (!isSameFile(left, old.index, right, now.index)) rebuilt.push(nevraAt(left, old.index));
    }
  }
  const leftNevras = onlyLeft.map(({ index }) => nevraAt(left, index)).sort();
  const rightNevras = onlyRight.map(({ index }) => nevraAt(right, index)).sort();
  const formerBuilds = {
    onlyLeft: before.former.filter((nevra) => !after.all.has(nevra)).sort(),
    onlyRight: after.former.filter((nevra) => !before.all.has(nevra)).sort(),
  };
  const changes = [lists.newer, lists.older, lists.otherArch, rebuilt, leftNevras, rightNevras];
  const former = [formerBuilds.onlyLeft, formerBuilds.onlyRight];
  return {
    equal: [...changes, ...former].every((list) => list.length === 0),
    packages: { left: left.count, right: right.count },
    same,
    rebuilt: rebuilt.sort(),
    otherArch: lists.otherArch.sort(byPackage),
    newer: lists.newer.sort(byPackage),
    older: lists.older.sort(byPackage),
    onlyLeft: leftNevras,
    onlyRight: rightNevras,
    replaced: replacedPackages(onlyLeft, right),
    sources: {
      onlyLeft: countSources(left, onlyLeft, sourcesOf(right)),
      onlyRight: countSources(right, onlyRight, sourcesOf(left)),
    },
    formerBuilds,
  };
}

function changeOf(table: PackageTable, old: NewestPackage, now: NewestPackage): VersionChange {
  const module = now.stream || old.stream;
  return {
    package: `${old.name}.${old.arch}`,
    left: old.evr,
    right: now.evr,
    ...(old.arch === now.arch ? {} : { rightArch: now.arch }),
    ...(module === "" ? {} : { module }),
    source: sourceAt(table, old.index),
  };
}

/** By checksum; where the two sides have different algorithms, or none, by the second of the build and the size. */
function isSameFile(left: PackageTable, leftIndex: number, right: PackageTable, rightIndex: number): boolean {
  const ours = textOf(left, left.checksums[leftIndex]!);
  const theirs = textOf(right, right.checksums[rightIndex]!);
  const algorithmOf = (checksum: string): string => checksum.slice(0, Math.max(0, checksum.indexOf(":")));
  if (algorithmOf(ours) !== "" && algorithmOf(ours) === algorithmOf(theirs)) return ours === theirs;
  return (
    left.buildTimes[leftIndex] === right.buildTimes[rightIndex] &&
    left.packageSizes[leftIndex] === right.packageSizes[rightIndex]
  );
}

function byPackage(left: VersionChange, right: VersionChange): number {
  return left.package < right.package ? -1 : left.package > right.package ? 1 : 0;
}

/** `bash` of `bash-5.1.8-9.el9.src.rpm`; the name of the package where there is none, or one in another form. */
export function sourceAt(table: PackageTable, index: number): string {
  const sourceRpm = textOf(table, table.sourceRpms[index]!);
  const end = sourceRpm.lastIndexOf("-", sourceRpm.lastIndexOf("-") - 1);
  return end > 0 ? sourceRpm.slice(0, end) : textOf(table, table.names[index]!);
}

function sourcesOf(table: PackageTable): ReadonlySet<string> {
  return new Set(Array.from({ length: table.count }, (_, index) => sourceAt(table, index)));
}

function countSources(
  table: PackageTable,
  packages: readonly NewestPackage[],
  others: ReadonlySet<string>,
): readonly SourceCount[] {
  const counts = new Map<string, number>();
  for (const { index } of packages) {
    const source = sourceAt(table, index);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return [...counts]
    .map(([source, count]) => ({ source, packages: count, whole: !others.has(source) }))
    .sort((one, two) => two.packages - one.packages || (one.source < two.source ? -1 : 1));
}
