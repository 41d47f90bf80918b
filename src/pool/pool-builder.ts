import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import { Interner, type StringId } from "./interner.ts";
import type { PackageTable, Rows } from "./package-table.ts";
import type { PackageId, RepositoryRange } from "./pool.ts";
import { type DependencyId, Relations } from "./relations.ts";
import { createTableIds, type TableIds } from "./table-ids.ts";
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

/**
 * Gathers packages of several sources in one id space; `finishPool` closes it. Given the largest table as `base`, the
 * builder starts with that table's string and relation ids, which saves looking them up.
 */
export class PoolBuilder {
  readonly strings: Interner;
  readonly relations: Relations;
  readonly names = new Uint32List(1 << 14);
  readonly evrs = new Uint32List(1 << 14);
  readonly archs = new Uint32List(1 << 14);
  readonly vendors = new Uint32List(1 << 14);
  readonly buildTimes = new Uint32List(1 << 14);
  readonly repositoryOf = new Uint32List(1 << 14);
  readonly repositories: RepositoryRange[] = [];
  installed: RepositoryRange | undefined;
  readonly offsets = listPerKind();
  readonly ids = listPerKind();
  /** Tables whose file rows `finishPool` still has to look through. */
  readonly tables: { readonly table: PackageTable; readonly ids: TableIds; readonly start: PackageId }[] = [];
  readonly looseFiles: { readonly package: PackageId; readonly path: string }[] = [];
  readonly machine: string | undefined;
  /** Whether the pool tells the owners of all paths, not only of those that its own dependencies name. */
  readonly keepsPaths: boolean;
  readonly #base: PackageTable | undefined;

  /** `machine`: an architecture or a libsolv policy; undefined accepts every architecture. */
  constructor(machine: string | undefined, base?: PackageTable, keepsPaths = false) {
    this.machine = machine;
    this.keepsPaths = keepsPaths;
    this.#base = base;
    this.strings = base === undefined ? new Interner(1 << 14) : Interner.from(base.strings);
    this.relations = base === undefined ? new Relations(1 << 12) : Relations.from(base.relations);
    for (let id = 0; id < 2; id++) this.#addRow({ name: 0, evr: 0, arch: 0, vendor: 0, buildTime: 0 });
  }

  get count(): number {
    return this.names.length;
  }

  /** Takes in a whole table: each of its strings and relations is looked up once at most, or never where they are shared. */
  addTable(repository: NewRepository & { readonly table: PackageTable }): void {
    const { table } = repository;
    const start = this.count;
    const index = this.#addRepository(repository, start, start + table.count, table);
    const isShared = table.strings === this.strings || table.strings === this.#base?.strings;
    const ids = createTableIds(this.strings, this.relations, table, isShared);
    ids.appendStrings(this.names, table.names, table.count);
    ids.appendStrings(this.evrs, table.evrs, table.count);
    ids.appendStrings(this.archs, table.archs, table.count);
    ids.appendStrings(this.vendors, table.vendors, table.count);
    this.buildTimes.append(table.buildTimes.subarray(0, table.count));
    this.repositoryOf.appendFilled(index, table.count);
    for (const kind of dependencyKinds) this.#addRows(kind, table.dependencies[kind], ids, table.count);
    this.tables.push({ table, ids, start });
  }

  #addRows(kind: DependencyKind, rows: Rows, ids: TableIds, count: number): void {
    const first = rows.offsets[0]!;
    const shift = this.ids[kind].length - first;
    const offsets = this.offsets[kind];
    offsets.reserve(offsets.length + count);
    for (let row = 0; row < count; row++) offsets.data[offsets.length + row] = rows.offsets[row]! + shift;
    offsets.length += count;
    ids.appendDependencies(this.ids[kind], rows.ids.subarray(first, rows.offsets[count]));
  }

  /** Opens a repository for packages that are added one by one; close it before the next one opens. */
  openRepository(repository: NewRepository): { close(): void } {
    const start = this.count;
    return { close: () => void this.#addRepository(repository, start, this.count) };
  }

  /** The index of the repository is fixed when it closes: `addPackage` belongs to the one that is open. */
  addPackage(item: NewPackage): PackageId {
    const id = this.count;
    this.#addRow(item);
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

  #addRow(row: Pick<NewPackage, "name" | "evr" | "arch" | "vendor" | "buildTime">): void {
    this.names.push(row.name);
    this.evrs.push(row.evr);
    this.archs.push(row.arch);
    this.vendors.push(row.vendor);
    this.buildTimes.push(row.buildTime);
    this.repositoryOf.push(this.repositories.length);
    for (const kind of dependencyKinds) this.offsets[kind].push(this.ids[kind].length);
  }
}

function listPerKind(): Readonly<Record<DependencyKind, Uint32List>> {
  return Object.fromEntries(dependencyKinds.map((kind) => [kind, new Uint32List()])) as Record<
    DependencyKind,
    Uint32List
  >;
}
