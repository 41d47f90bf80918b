import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import { HostProviders } from "./host-providers.ts";
import type { Namesakes } from "./namesakes.ts";
import type { DependencyRows, PackageId, Pool, RepositoryRange } from "./pool.ts";

/** The arrays of a pool with room for the packages of a host before those of the repositories. */
export interface Seat {
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

const FIRST_ROOM = 2048;

export function createSeat(base: Pool, needed: number, names: number): Seat {
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
    fingerprints: shifted(base.fingerprints, room),
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
export function shiftedNumbers(numbers: Int32Array, { ids }: DependencyRows): Int32Array {
  const longer = new Int32Array(ids.length);
  longer.set(numbers, ids.length - numbers.length);
  return longer;
}
