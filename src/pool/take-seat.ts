import { dependencyKinds, kindBit } from "../package/dependency.ts";
import { SYSTEM_REPOSITORY } from "./create-pool.ts";
import { type Seat, shiftedNumbers } from "./host-seat.ts";
import {
  ARCH,
  BUILD_TIME,
  COLOUR,
  EVR,
  FINGERPRINT,
  GROUP,
  HAS_PATHS,
  type InstalledUniverse,
  KINDS,
  LINKS,
  NAME,
  OWNS,
  RECORD,
  SCORE,
  type UniverseId,
  VENDOR,
} from "./installed-universe.ts";
import { linkNamesakes } from "./namesakes.ts";
import type { DependencyRows, PackageId, Pool, RepositoryRange } from "./pool.ts";

/** Names that the package at `carrier` (an index into the host's packages) provides too where nobody else does. */
export interface Assumed {
  readonly carrier: number;
  readonly names: readonly number[];
}

/** Puts a host's packages, numbers of the universe, right before those of the repositories. */
export function takeSeat(
  seat: Seat,
  base: Pool,
  universe: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  assumed: Assumed | undefined,
): Pool {
  const { pool, end } = seat;
  const start = end - packages.length;
  fillColumns(seat, universe, packages, start);
  fillRows(seat, base, universe, packages, start);
  fillProviders(seat, universe, packages, start, assumed);
  const range: RepositoryRange = { id: SYSTEM_REPOSITORY, priority: 0, subpriority: 0, start, end };
  return {
    ...pool,
    dependencies: { ...seat.dependencies },
    requirements: { count: universe.requirementNumbers.count, numbers: seat.requirements },
    repositories: [range, ...seat.ranges],
    installedStart: start,
    installedEnd: end,
    installedRepository: range,
    weakly: [...installedWith(seat, start, WEAKLY), ...seat.weakly],
    obsoleting: [...installedWith(seat, start, OBSOLETING), ...seat.obsoleting],
  };
}

/** The seats that the host leaves free are packages of no architecture: nothing may install them, and nobody provides by them. */
function fillColumns(
  { pool, namesakes, firstOfRepositories, end }: Seat,
  { records: { data } }: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  start: PackageId,
): void {
  const { names, evrs, archs, vendors, buildTimes, fingerprints, archScores, colours, kinds } = pool;
  const { groups, owns, linked } = namesakes;
  for (const column of [names, evrs, archs, vendors, buildTimes, archScores, colours, kinds, groups, owns, linked])
    column.fill(0, 2, start);
  for (let i = 0, id = start; i < packages.length; i++, id++) {
    const record = packages[i]! * RECORD;
    names[id] = data[record + NAME]!;
    evrs[id] = data[record + EVR]!;
    archs[id] = data[record + ARCH]!;
    vendors[id] = data[record + VENDOR]!;
    buildTimes[id] = data[record + BUILD_TIME]!;
    archScores[id] = data[record + SCORE]!;
    colours[id] = data[record + COLOUR]!;
    kinds[id] = data[record + KINDS]!;
    fingerprints[id] = data[record + FINGERPRINT]!;
    groups[id] = data[record + GROUP]!;
    owns[id] = data[record + OWNS]!;
  }
  namesakes.first.set(firstOfRepositories);
  namesakes.first.fill(0, firstOfRepositories.length);
  linkNamesakes(namesakes, start, end);
}

const KIND_COUNT = dependencyKinds.length;

/** The host's dependencies end where those of the repositories begin, so that rows stay side by side. */
function fillRows(
  seat: Seat,
  base: Pool,
  universe: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  start: PackageId,
): void {
  const { data } = universe.records;
  const links = universe.links.data;
  const totals = totalsOf(universe, packages);
  const rows = dependencyKinds.map((kind, index) => rowsWithRoom(seat, kind, totals[index]!));
  if (seat.requirements.length !== rows[REQUIRES]!.ids.length)
    seat.requirements = shiftedNumbers(base.requirements.numbers, rows[REQUIRES]!);
  const { requirements } = seat;
  const places = rows.map(({ offsets }, index) => offsets[seat.end]! - totals[index]!);
  for (const [index, { offsets }] of rows.entries()) offsets.fill(places[index]!, 0, start);
  let number = places[REQUIRES]!;
  for (let i = 0; i < packages.length; i++) {
    const first = packages[i]! * RECORD + LINKS;
    for (let kind = 0; kind < KIND_COUNT; kind++) {
      const { offsets, ids } = rows[kind]!;
      let at = places[kind]!;
      offsets[start + i] = at;
      const to = data[first + kind + 1]!;
      for (let from = data[first + kind]!; from < to; from++) ids[at++] = links[from]!;
      places[kind] = at;
    }
    const from = data[first + KIND_COUNT]!;
    const required = data[first + REQUIRES + 1]! - data[first + REQUIRES]!;
    for (let k = 0; k < required; k++) requirements[number++] = links[from + k]!;
  }
}

const REQUIRES = dependencyKinds.indexOf("requires");
const PROVIDES = dependencyKinds.indexOf("provides");

/** How many dependencies of each kind the packages have together. */
function totalsOf({ records: { data } }: InstalledUniverse, packages: ArrayLike<UniverseId>): number[] {
  const totals = dependencyKinds.map(() => 0);
  for (let i = 0; i < packages.length; i++) {
    const first = packages[i]! * RECORD + LINKS;
    for (let kind = 0; kind < KIND_COUNT; kind++) totals[kind]! += data[first + kind + 1]! - data[first + kind]!;
  }
  return totals;
}

function rowsWithRoom(seat: Seat, kind: (typeof dependencyKinds)[number], total: number): DependencyRows {
  const { offsets, ids } = seat.dependencies[kind];
  const room = offsets[seat.end]!;
  if (total <= room) return seat.dependencies[kind];
  const more = total * 2 - room;
  const moved = new Int32Array(ids.length + more);
  moved.set(ids.subarray(room), total * 2);
  return (seat.dependencies[kind] = { offsets: offsets.map((offset) => offset + more), ids: moved });
}

function fillProviders(
  { providers, end }: Seat,
  { records: { data }, links: { data: links }, paths }: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  start: PackageId,
  assumed: Assumed | undefined,
): void {
  providers.clear();
  for (let id = end - 1; id >= start; id--) {
    const item = packages[id - start]!;
    const first = item * RECORD + LINKS;
    const from = data[first + PROVIDES]!;
    const provided = data[first + PROVIDES + 1]! - from;
    // After the numbers of the requirements.
    const names = data[first + KIND_COUNT]! + data[first + REQUIRES + 1]! - data[first + REQUIRES]!;
    for (let k = 0; k < provided; k++) providers.addProvide(id, links[from + k]! | 0, links[names + k]!);
    if (data[item * RECORD + HAS_PATHS] === 1) for (const path of paths[item]!) providers.addProvide(id, path, path);
  }
  if (assumed === undefined) return;
  for (const name of assumed.names)
    if (!providers.isNamed(name)) providers.addProvide(start + assumed.carrier, name, name);
}

const WEAKLY = kindBit("supplements") | kindBit("enhances");
const OBSOLETING = kindBit("obsoletes");

function installedWith({ pool, end }: Seat, start: PackageId, bits: number): PackageId[] {
  const { kinds } = pool;
  const found: PackageId[] = [];
  for (let id = start; id < end; id++) if ((kinds[id]! & bits) !== 0) found.push(id);
  return found;
}
