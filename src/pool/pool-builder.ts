import { architectureColour, architectureScores } from "../package/architecture.ts";
import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import { Interner, type StringId } from "./interner.ts";
import type { PackageTable, Rows } from "./package-table.ts";
import type { PackageId, Pool, RepositoryRange } from "./pool.ts";
import { createProviderIndex } from "./provider-index.ts";
import { type DependencyId, isRelation, Relations, relationIndex } from "./relations.ts";
import { internRichText } from "./rich-relations.ts";
import { Uint32List } from "./uint32-list.ts";

interface NewRepository {
  readonly id: string;
  readonly installed: boolean;
  readonly priority: number;
  readonly subpriority: number;
}

/** One package in the pool's own ids, for those that come one by one (libsolv's testcases). */
export interface NewPackage {
  readonly name: StringId;
  readonly evr: StringId;
  readonly arch: StringId;
  readonly vendor: StringId;
  readonly buildTime: number;
  readonly dependencies: Readonly<Partial<Record<DependencyKind, readonly DependencyId[]>>>;
  readonly files: readonly string[];
}

const OPEN_PARENTHESIS = 40;
const SLASH = 47;

/** Gathers packages of several sources in one id space; `finishPool` closes it. */
export class PoolBuilder {
  readonly strings = new Interner(1 << 16, 1 << 21);
  readonly relations = new Relations(1 << 15);
  readonly names = new Uint32List(1 << 14);
  readonly evrs = new Uint32List(1 << 14);
  readonly archs = new Uint32List(1 << 14);
  readonly vendors = new Uint32List(1 << 14);
  readonly buildTimes = new Uint32List(1 << 14);
  readonly repositoryOf = new Uint32List(1 << 14);
  readonly repositories: RepositoryRange[] = [];
  installed: RepositoryRange | undefined;
  readonly offsets: Readonly<Record<DependencyKind, Uint32List>>;
  readonly ids: Readonly<Record<DependencyKind, Uint32List>>;
  /** Tables whose file rows `finishPool` still has to look through. */
  readonly tables: { readonly table: PackageTable; readonly start: PackageId }[] = [];
  readonly looseFiles: { readonly package: PackageId; readonly path: string }[] = [];
  readonly machine: string | undefined;

  /** `machine`: an architecture or a libsolv policy; undefined accepts every architecture. */
  constructor(machine: string | undefined) {
    this.machine = machine;
    const lists = (): Record<DependencyKind, Uint32List> =>
      Object.fromEntries(dependencyKinds.map((kind) => [kind, new Uint32List()])) as Record<DependencyKind, Uint32List>;
    this.offsets = lists();
    this.ids = lists();
    for (let id = 0; id < 2; id++) this.#addRow(0, 0, 0, 0, 0, 0);
  }

  get count(): number {
    return this.names.length;
  }

  /** Takes in a whole table: one pass over its arrays, each of its strings looked up once. */
  addTable(repository: NewRepository & { readonly table: PackageTable }): void {
    const { table } = repository;
    const start = this.count;
    const index = this.#addRepository(repository, start, start + table.count, table);
    const ids = new TableIds(this.strings, this.relations, table);
    for (let row = 0; row < table.count; row++)
      this.#addRow(
        ids.string(table.names[row]!),
        ids.string(table.evrs[row]!),
        ids.string(table.archs[row]!),
        ids.string(table.vendors[row]!),
        table.buildTimes[row]!,
        index,
      );
    for (const kind of dependencyKinds) this.#addRows(kind, table.dependencies[kind], ids, start, table.count);
    this.tables.push({ table, start });
  }

  #addRows(kind: DependencyKind, rows: Rows, ids: TableIds, start: PackageId, count: number): void {
    const to = this.ids[kind];
    const offsets = this.offsets[kind].data;
    const base = to.length - rows.offsets[0]!;
    const end = rows.offsets[count]!;
    to.reserve(base + end);
    for (let i = rows.offsets[0]!; i < end; i++) to.data[base + i] = ids.dependency(rows.ids[i]!);
    for (let row = 0; row < count; row++) offsets[start + row] = base + rows.offsets[row]!;
    to.length = base + end;
  }

  /** Opens a repository for packages that are added one by one; close it before the next one opens. */
  openRepository(repository: NewRepository): { close(): void } {
    const start = this.count;
    return { close: () => void this.#addRepository(repository, start, this.count) };
  }

  /** The index of the repository is fixed when it closes: `addPackage` belongs to the one that is open. */
  addPackage(item: NewPackage): PackageId {
    const id = this.count;
    this.#addRow(item.name, item.evr, item.arch, item.vendor, item.buildTime, this.repositories.length);
    for (const kind of dependencyKinds)
      for (const dependency of item.dependencies[kind] ?? []) this.ids[kind].push(dependency);
    for (const path of item.files) this.looseFiles.push({ package: id, path });
    return id;
  }

  #addRepository(repository: NewRepository, start: PackageId, end: PackageId, table?: PackageTable): number {
    const { id, priority, subpriority } = repository;
    const range: RepositoryRange = { id, priority, subpriority, start, end, ...(table && { table }) };
    if (repository.installed) this.installed = range;
    return this.repositories.push(range) - 1;
  }

  #addRow(
    name: StringId,
    evr: StringId,
    arch: StringId,
    vendor: StringId,
    buildTime: number,
    repository: number,
  ): void {
    this.names.push(name);
    this.evrs.push(evr);
    this.archs.push(arch);
    this.vendors.push(vendor);
    this.buildTimes.push(buildTime);
    this.repositoryOf.push(repository);
    for (const kind of dependencyKinds) this.offsets[kind].push(this.ids[kind].length);
  }
}

/** Finds the pool's id for a table's string and dependency ids; what was found once is kept. */
class TableIds {
  readonly #strings: Interner;
  readonly #relations: Relations;
  readonly #table: PackageTable;
  readonly #stringIds: Uint32Array;
  readonly #plainIds: Uint32Array;
  readonly #relationIds: Uint32Array;

  constructor(strings: Interner, relations: Relations, table: PackageTable) {
    this.#strings = strings;
    this.#relations = relations;
    this.#table = table;
    this.#stringIds = new Uint32Array(table.strings.hashes.length);
    this.#plainIds = new Uint32Array(table.strings.hashes.length);
    this.#relationIds = new Uint32Array(table.relations.names.length);
  }

  string(id: StringId): StringId {
    if (id < 2) return id;
    const known = this.#stringIds[id]!;
    if (known !== 0) return known;
    const { data, offsets, hashes } = this.#table.strings;
    const found = this.#strings.idOfHashed(data, offsets[id]!, offsets[id + 1]!, hashes[id]!);
    this.#stringIds[id] = found;
    return found;
  }

  dependency(id: DependencyId): DependencyId {
    if (!isRelation(id)) {
      const known = this.#plainIds[id]!;
      return known !== 0 ? known : this.#plain(id);
    }
    const index = relationIndex(id);
    const known = this.#relationIds[index]!;
    if (known !== 0) return known;
    const { names, evrs, flags } = this.#table.relations;
    const found = this.#relations.idOf(this.string(names[index]!), flags[index]!, this.string(evrs[index]!));
    this.#relationIds[index] = found;
    return found;
  }

  #plain(id: StringId): DependencyId {
    const { data, offsets } = this.#table.strings;
    const start = offsets[id]!;
    const found =
      data[start] === OPEN_PARENTHESIS
        ? internRichText(this.#strings, this.#relations, decoder.decode(data.subarray(start, offsets[id + 1]!)))
        : this.string(id);
    this.#plainIds[id] = found;
    return found;
  }
}

/** Closes the offsets, scores architectures, finds who owns the paths that dependencies name, and indexes provides. */
export function finishPool(builder: PoolBuilder): Pool {
  const { strings, relations, count, installed } = builder;
  const dependencies = Object.fromEntries(
    dependencyKinds.map((kind) => {
      const ids = builder.ids[kind];
      builder.offsets[kind].push(ids.length);
      return [kind, { offsets: builder.offsets[kind].toArray(), ids: ids.toArray() }];
    }),
  ) as Record<DependencyKind, Rows>;
  const archs = builder.archs.toArray();
  const { scores, colours } = judgeArchitectures(strings, archs, builder.machine);
  const considered = new Uint8Array(count).fill(1);
  const installedStart = installed?.start ?? 2;
  const installedEnd = installed?.end ?? installedStart;
  const names = builder.names.toArray();
  const evrs = builder.evrs.toArray();
  return {
    strings,
    relations,
    count,
    repositories: builder.repositories,
    installedStart,
    installedEnd,
    installedRepository: installed,
    names,
    evrs,
    archs,
    vendors: builder.vendors.toArray(),
    buildTimes: builder.buildTimes.toArray(),
    repositoryOf: Uint16Array.from(builder.repositoryOf.toArray()),
    archScores: scores,
    colours,
    hasArchitectures: builder.machine !== undefined,
    dependencies,
    providers: createProviderIndex({
      strings,
      relations,
      archs,
      provides: dependencies.provides,
      files: ownedPaths(builder),
      offers: (id) => (id >= installedStart && id < installedEnd) || scores[id] !== 0,
      count,
    }),
    considered,
  };
}

/** Score and colour per package. Source packages never count as installable: they are 0. */
function judgeArchitectures(
  strings: Interner,
  archs: Uint32Array,
  machine: string | undefined,
): { readonly scores: Int32Array; readonly colours: Uint8Array } {
  const byName = machine === undefined ? undefined : architectureScores(machine);
  const scoreOf = new Int32Array(strings.count).fill(-1);
  const colourOf = new Uint8Array(strings.count);
  const scores = new Int32Array(archs.length);
  const colours = new Uint8Array(archs.length);
  for (let id = 2; id < archs.length; id++) {
    const arch = archs[id]!;
    if (scoreOf[arch] === -1) {
      const text = strings.text(arch);
      const isSource = text === "src" || text === "nosrc";
      scoreOf[arch] = isSource ? 0 : byName === undefined ? (text === "noarch" ? 1 : 0x10001) : (byName.get(text) ?? 0);
      colourOf[arch] = architectureColour(text);
    }
    scores[id] = scoreOf[arch]!;
    colours[id] = colourOf[arch]!;
  }
  return { scores, colours };
}

/**
 * The owners of paths that some dependency names, ordered by package. All strings of a builder come from names, EVRs,
 * architectures, vendors and dependencies, so those that start with a slash are the paths asked for.
 */
function ownedPaths(builder: PoolBuilder): { readonly packages: Uint32List; readonly paths: Uint32List } {
  const { strings } = builder;
  const packages = new Uint32List();
  const paths = new Uint32List();
  const wanted = new Uint8Array(1 << 16);
  for (let id = 2; id < strings.count; id++)
    if (strings.firstByte(id) === SLASH) wanted[strings.hashes[id]! & 0xffff] = 1;
  for (const { table, start } of builder.tables) {
    const { data, offsets, hashes } = table.strings;
    const { offsets: rowOffsets, ids } = table.files;
    for (let row = 0; row < table.count; row++)
      for (let i = rowOffsets[row]!; i < rowOffsets[row + 1]!; i++) {
        const text = ids[i]!;
        const hash = hashes[text]!;
        if (wanted[hash & 0xffff] === 0) continue;
        const path = strings.find(data, offsets[text]!, offsets[text + 1]!, hash);
        if (path === 0) continue;
        packages.push(start + row);
        paths.push(path);
      }
  }
  for (const file of builder.looseFiles) {
    const path = strings.findText(file.path);
    if (path === 0) continue;
    packages.push(file.package);
    paths.push(path);
  }
  return { packages, paths };
}

const decoder = new TextDecoder();
