import { architectureColour } from "../package/architecture.ts";
import { compareEvr, parseEvr } from "../package/evr.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { textOf } from "../pool/table-text.ts";

/** The newest version of a package in a repository, within its stream. */
export interface NewestPackage {
  readonly index: number;
  readonly name: string;
  readonly arch: string;
  readonly evr: string;
  /** `module:stream`, or "". */
  readonly stream: string;
}

export interface NewestPackages {
  readonly newest: ReadonlyMap<string, NewestPackage>;
  /** NEVRAs of the versions that are not the newest. */
  readonly former: readonly string[];
  /** All NEVRAs. */
  readonly all: ReadonlySet<string>;
}

/** The newest version of each name, architecture and stream. */
export function newestPackages(table: PackageTable, streams: ReadonlyMap<string, string>): NewestPackages {
  const newest = new Map<string, NewestPackage>();
  const former: string[] = [];
  const all = new Set<string>();
  for (let index = 0; index < table.count; index++) {
    const name = textOf(table, table.names[index]!);
    const arch = textOf(table, table.archs[index]!);
    const evr = textOf(table, table.evrs[index]!);
    const nevra = `${name}-${evr}.${arch}`;
    if (all.has(nevra)) continue;
    all.add(nevra);
    const stream = streams.get(nevra) ?? "";
    const key = `${name}.${arch} ${stream}`;
    const known = newest.get(key);
    const isNewer = known === undefined || compareEvr(parseEvr(evr), parseEvr(known.evr)) > 0;
    if (known !== undefined) former.push(isNewer ? `${known.name}-${known.evr}.${known.arch}` : nevra);
    if (isNewer) newest.set(key, { index, name, arch, evr, stream });
  }
  return { newest, former, all };
}

export interface PackagePairs {
  readonly pairs: readonly (readonly [left: NewestPackage, right: NewestPackage])[];
  readonly onlyLeft: readonly NewestPackage[];
  readonly onlyRight: readonly NewestPackage[];
}

/** More architectures and streams of one name are those of no distribution, and are not searched for a pair. */
const MAX_OF_NAME = 100;

/**
 * Pairs what has the same name, architecture and stream; of what is left, what went into a module or out of one; then what
 * became noarch, ceased to be it, or is for another architecture of the same word size.
 */
export function pairPackages(
  left: ReadonlyMap<string, NewestPackage>,
  right: ReadonlyMap<string, NewestPackage>,
): PackagePairs {
  const pairs: (readonly [NewestPackage, NewestPackage])[] = [];
  const unpaired = new Map<string, NewestPackage[]>();
  for (const [key, found] of right) {
    if (left.has(key)) continue;
    const others = unpaired.get(found.name);
    if (others === undefined) unpaired.set(found.name, [found]);
    else others.push(found);
  }
  let rest: NewestPackage[] = [];
  for (const [key, found] of left) {
    const exact = right.get(key);
    if (exact === undefined) rest.push(found);
    else pairs.push([found, exact]);
  }
  for (const matches of [isSameOutsideModules, isOtherArchitecture]) {
    const tried = rest;
    rest = [];
    for (const found of tried) {
      const candidates = unpaired.get(found.name) ?? [];
      const at = candidates.length > MAX_OF_NAME ? -1 : candidates.findIndex((candidate) => matches(found, candidate));
      const [match] = at < 0 ? [] : candidates.splice(at, 1);
      if (match === undefined) rest.push(found);
      else pairs.push([found, match]);
    }
  }
  return { pairs, onlyLeft: rest, onlyRight: [...unpaired.values()].flat() };
}

function isSameOutsideModules(left: NewestPackage, right: NewestPackage): boolean {
  return left.arch === right.arch && (left.stream === "" || right.stream === "");
}

function isOtherArchitecture(left: NewestPackage, right: NewestPackage): boolean {
  if (left.stream !== right.stream && left.stream !== "" && right.stream !== "") return false;
  if (isSource(left.arch) || isSource(right.arch)) return false;
  return (architectureColour(left.arch) & architectureColour(right.arch)) !== 0;
}

function isSource(arch: string): boolean {
  return arch === "src" || arch === "nosrc";
}
