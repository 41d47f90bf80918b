import { type DependencyKind, dependencyKinds, kindBit } from "../package/dependency.ts";
import { createPool, type PoolRepository, SYSTEM_REPOSITORY } from "./create-pool.ts";
import { HostProviders } from "./host-providers.ts";
import { InstalledUniverse, type UniverseId } from "./installed-universe.ts";
import { linkNamesakes, type Namesakes } from "./namesakes.ts";
import type { DependencyRows, PackageId, Pool, RepositoryRange } from "./pool.ts";

/** What a fleet's hosts are solved in: the repositories stay in place, hosts are put before them one after the other. */
export interface FleetPool {
  readonly repositories: Pool;
  readonly universe: InstalledUniverse;
  /**
   * The pool of a host: its packages in the order of its rpm database, then the repositories'. It is as `createPool` would make
   * it, but for the numbers of packages, and holds until the next host is asked for: both share their arrays.
   *
   * @param assumed names that `carrier` (an index into `packages`) provides too where nobody else does
   */
  host(packages: ArrayLike<UniverseId>, assumed?: Assumed): Pool;
}

export interface Assumed {
  readonly carrier: number;
  readonly names: readonly number[];
}

interface FleetPoolOptions {
  readonly architecture: string;
  readonly repositories: readonly PoolRepository[];
}

const FIRST_ROOM = 2048;

export function createFleetPool(options: FleetPoolOptions): FleetPool {
  const repositories = createPool({ ...options, keepsPaths: true });
  const universe = new InstalledUniverse(repositories, options.architecture);
  for (const kind of dependencyKinds)
    if (kind !== "provides") for (const id of repositories.dependencies[kind].ids) universe.ask(id);
  let seat: Seat | undefined;
  return {
    repositories,
    universe,
    host(packages, assumed) {
      if (seat === undefined || packages.length > seat.room || universe.groupCount > seat.groups)
        seat = createSeat(repositories, packages.length, universe.groupCount);
      return takeSeat(seat, repositories, universe, packages, assumed);
    },
  };
}

/** The arrays of a pool with room for the packages of a host before those of the repositories. */
interface Seat {
  readonly room: number;
  /** Where the packages of the repositories begin; those of the host end there. */
  readonly end: PackageId;
  readonly pool: Pool;
  readonly providers: HostProviders;
  /** How many names there may be, and the chains of the repositories' packages by name. */
  readonly groups: number;
  readonly namesakes: Namesakes;
  readonly firstOfRepositories: Int32Array;
  /** Room per kind for the host's dependencies; those of the repositories follow. */
  readonly dependencies: Record<DependencyKind, DependencyRows>;
  /** Beside the requires of these. */
  requirements: Int32Array;
  readonly ranges: readonly RepositoryRange[];
  /** Of the repositories' packages. */
  readonly weakly: readonly PackageId[];
  readonly obsoleting: readonly PackageId[];
}

function createSeat(base: Pool, needed: number, names: number): Seat {
  const room = Math.max(FIRST_ROOM, needed + (needed >> 1));
  const groups = names + (names >> 1);
  const end = 2 + room;
  const count = base.count + room;
  const { strings, relations } = base;
  const archs = shifted(base.archs, room);
  const namesakes = shiftedNamesakes(base.providers.namesakes, room, groups);
  const providers = new HostProviders({
    strings,
    relations,
    archs,
    namesakes,
    base: base.providers.byName,
    shift: room,
  });
  const ranges = base.repositories.map((range) => ({ ...range, start: range.start + room, end: range.end + room }));
  const dependencies = Object.fromEntries(
    dependencyKinds.map((kind) => [kind, shiftedRows(base.dependencies[kind], room, room * 4)]),
  ) as Record<DependencyKind, DependencyRows>;
  const repositoryOf = new Uint16Array(count);
  for (let id = 2; id < base.count; id++) repositoryOf[id + room] = base.repositoryOf[id]! + 1;
  const pool: Pool = {
    ...base,
    count,
    names: shifted(base.names, room),
    evrs: shifted(base.evrs, room),
    archs,
    vendors: shifted(base.vendors, room),
    buildTimes: shifted(base.buildTimes, room),
    repositoryOf,
    archScores: shifted(base.archScores, room),
    colours: shifted(base.colours, room),
    kinds: shifted(base.kinds, room),
    dependencies,
    providers,
    considered: new Uint8Array(count).fill(1),
  };
  const moved = (ids: readonly PackageId[]): readonly PackageId[] => ids.map((id) => id + room);
  return {
    room,
    end,
    pool,
    providers,
    groups,
    namesakes,
    firstOfRepositories: namesakes.first.slice(),
    dependencies,
    requirements: shiftedNumbers(base.requirements.numbers, dependencies.requires),
    ranges,
    weakly: moved(base.weakly),
    obsoleting: moved(base.obsoleting),
  };
}

type Column = Uint32Array | Int32Array | Uint8Array;

function shifted<T extends Column>(column: T, room: number): T {
  const longer = new (column.constructor as new (length: number) => T)(column.length + room);
  longer.set(column.subarray(2), 2 + room);
  return longer;
}

function shiftedNamesakes({ groups, owns, first, next, linked }: Namesakes, room: number, names: number): Namesakes {
  const longer = new Int32Array(names);
  for (let group = 0; group < first.length; group++) longer[group] = first[group] === 0 ? 0 : first[group]! + room;
  const moved = shifted(next, room);
  for (let id = 2 + room; id < moved.length; id++) if (moved[id] !== 0) moved[id]! += room;
  const columns = { groups: shifted(groups, room), owns: shifted(owns, room), linked: shifted(linked, room) };
  return { ...columns, first: longer, next: moved };
}

function shiftedRows({ offsets, ids }: DependencyRows, room: number, idRoom: number): DependencyRows {
  const longer = new Uint32Array(offsets.length + room).fill(idRoom);
  for (let id = 2; id < offsets.length; id++) longer[id + room] = offsets[id]! + idRoom;
  const moved = new Int32Array(ids.length + idRoom);
  moved.set(ids, idRoom);
  return { offsets: longer, ids: moved };
}

/** The numbers of the last requirements, with room before them for those of the host. */
function shiftedNumbers(numbers: Int32Array, { ids }: DependencyRows): Int32Array {
  const longer = new Int32Array(ids.length);
  longer.set(numbers, ids.length - numbers.length);
  return longer;
}

function takeSeat(
  seat: Seat,
  base: Pool,
  universe: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  assumed: Assumed | undefined,
): Pool {
  const { pool, end } = seat;
  const start = end - packages.length;
  fillColumns(seat, universe, packages, start);
  fillNamesakes(seat, universe, packages, start);
  for (const [index, kind] of dependencyKinds.entries()) fillRows(seat, universe, index, kind, packages);
  fillRequirements(seat, base, universe, packages);
  fillProviders(seat, universe, packages, assumed);
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
function fillColumns(seat: Seat, universe: InstalledUniverse, packages: ArrayLike<UniverseId>, start: PackageId): void {
  const { pool } = seat;
  const { names, evrs, archs, vendors, buildTimes, archScores, colours, kinds } = pool;
  for (const column of [names, evrs, archs, vendors, buildTimes, archScores, colours, kinds]) column.fill(0, 2, start);
  for (let i = 0, id = start; i < packages.length; i++, id++) {
    const from = packages[i]!;
    names[id] = universe.names.data[from]!;
    evrs[id] = universe.evrs.data[from]!;
    archs[id] = universe.archs.data[from]!;
    vendors[id] = universe.vendors.data[from]!;
    buildTimes[id] = universe.buildTimes.data[from]!;
    archScores[id] = universe.scores.data[from]!;
    colours[id] = universe.colours.data[from]!;
    kinds[id] = universe.kinds.data[from]!;
  }
}

function fillNamesakes(
  { namesakes, firstOfRepositories, end }: Seat,
  universe: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  start: PackageId,
): void {
  const { groups, owns, first, linked } = namesakes;
  first.set(firstOfRepositories);
  groups.fill(0, 2, start);
  owns.fill(0, 2, start);
  linked.fill(0, 2, start);
  for (let i = 0, id = start; i < packages.length; i++, id++) {
    groups[id] = universe.groups.data[packages[i]!]!;
    owns[id] = universe.owns.data[packages[i]!]!;
  }
  linkNamesakes(namesakes, start, end);
}

/** The host's dependencies end where those of the repositories begin, so that rows stay side by side. */
function fillRows(
  seat: Seat,
  universe: InstalledUniverse,
  index: number,
  kind: DependencyKind,
  packages: ArrayLike<UniverseId>,
): void {
  const from = universe.offsets[index]!.data;
  const source = universe.ids[index]!.data;
  let total = 0;
  for (let i = 0; i < packages.length; i++) total += from[packages[i]! + 1]! - from[packages[i]!]!;
  let rows = seat.dependencies[kind];
  if (total > rows.offsets[seat.end]!) rows = seat.dependencies[kind] = withRoom(rows, seat.end, total * 2);
  const { offsets, ids } = rows;
  const start = seat.end - packages.length;
  let at = offsets[seat.end]! - total;
  offsets.fill(at, 0, start);
  for (let i = 0; i < packages.length; i++) {
    const first = from[packages[i]!]!;
    const last = from[packages[i]! + 1]!;
    offsets[start + i] = at;
    for (let k = first; k < last; k++) ids[at++] = source[k]!;
  }
}

/** Beside the rows that the host's requirements were put in. */
function fillRequirements(seat: Seat, base: Pool, universe: InstalledUniverse, packages: ArrayLike<UniverseId>): void {
  const { requires } = seat.dependencies;
  if (seat.requirements.length !== requires.ids.length)
    seat.requirements = shiftedNumbers(base.requirements.numbers, requires);
  const from = universe.offsets[REQUIRES]!.data;
  const source = universe.requirements.data;
  const { requirements } = seat;
  let at = requires.offsets[seat.end - packages.length]!;
  for (let i = 0; i < packages.length; i++) {
    const last = from[packages[i]! + 1]!;
    for (let k = from[packages[i]!]!; k < last; k++) requirements[at++] = source[k]!;
  }
}

const REQUIRES = dependencyKinds.indexOf("requires");

function withRoom({ offsets, ids }: DependencyRows, end: PackageId, room: number): DependencyRows {
  const more = room - offsets[end]!;
  const longer = offsets.map((offset) => offset + more);
  const moved = new Int32Array(ids.length + more);
  moved.set(ids.subarray(offsets[end]), room);
  return { offsets: longer, ids: moved };
}

function fillProviders(
  { providers, end, dependencies }: Seat,
  universe: InstalledUniverse,
  packages: ArrayLike<UniverseId>,
  assumed: Assumed | undefined,
): void {
  providers.clear();
  const { offsets, ids } = dependencies.provides;
  const start = end - packages.length;
  for (let id = end - 1; id >= start; id--) {
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++) providers.addProvide(id, ids[i]!);
    for (const path of universe.paths[packages[id - start]!]!) providers.addProvide(id, path);
  }
  if (assumed === undefined) return;
  for (const name of assumed.names) if (!providers.isNamed(name)) providers.addProvide(start + assumed.carrier, name);
}

const WEAKLY = kindBit("supplements") | kindBit("enhances");
const OBSOLETING = kindBit("obsoletes");

function installedWith({ pool, end }: Seat, start: PackageId, bits: number): PackageId[] {
  const { kinds } = pool;
  const found: PackageId[] = [];
  for (let id = start; id < end; id++) if ((kinds[id]! & bits) !== 0) found.push(id);
  return found;
}
