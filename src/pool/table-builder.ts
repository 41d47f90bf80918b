import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";

import { Interner, type StringId } from "./interner.ts";
import type { PackageTable, Rows } from "./package-table.ts";
import { type DependencyId, isRelation, Relations, relationId, relationIndex } from "./relations.ts";
import { Uint32List } from "./uint32-list.ts";

/** One package but for its dependencies and files. Strings are ids of the builder's interner; sizes bytes, times seconds. */
export interface PackageRow {
  readonly name: StringId;
  readonly evr: StringId;
  readonly arch: StringId;
  readonly vendor: StringId;
  readonly buildTime: number;
  readonly sourceRpm: StringId;
  readonly location: StringId;
  readonly packageSize: number;
  readonly installedSize: number;
  readonly checksum: StringId;
}

/** What gives texts and relations their ids. */
export interface Numbering {
  readonly strings: Interner;
  readonly relations: Relations;
}

/**
 * Fills a `PackageTable` package by package: first the dependencies and files of a package in any order, then
 * `addPackage`, which closes it. A dependency that a package names twice in one kind (once for its scriptlets, say) is
 * kept once, as libsolv does (repo.c, repo_addid_dep).
 */
export class TableBuilder {
  readonly strings: Interner;
  readonly relations: Relations;
  readonly #columns: Readonly<Record<Exclude<keyof PackageRow, "packageSize" | "installedSize">, Uint32List>>;
  readonly #packageSizes: number[] = [];
  readonly #installedSizes: number[] = [];
  readonly #dependencies = dependencyKinds.map(() => new RowsBuilder());
  readonly #files = new RowsBuilder();
  /** For every string and relation the last (package, kind) that named it. */
  #stringMarks: Uint32Array;
  #relationMarks: Uint32Array;
  /** (package, kind) as one number, from 1. */
  #markBase = 1;
  readonly #isShared: boolean;

  /** The numbers only size the first allocations. A numbering that is given is shared: the table has its ids. */
  constructor(expectedPackages = 256, expectedStrings = expectedPackages * 10, shared?: Numbering) {
    this.#isShared = shared !== undefined;
    this.strings = shared?.strings ?? new Interner(expectedStrings, expectedStrings * 50);
    this.relations = shared?.relations ?? new Relations(expectedPackages * 6);
    this.#stringMarks = new Uint32Array(expectedStrings);
    this.#relationMarks = new Uint32Array(expectedPackages * 6);
    const column = () => new Uint32List(expectedPackages);
    this.#columns = {
      name: column(),
      evr: column(),
      arch: column(),
      vendor: column(),
      buildTime: column(),
      sourceRpm: column(),
      location: column(),
      checksum: column(),
    };
  }

  get count(): number {
    return this.#columns.name.length;
  }

  /** `kind` is an index into `dependencyKinds`. What the open package has already under it is not added again. */
  addDependency(kind: number, id: DependencyId): void {
    if (isRelation(id)) this.#addRelation(kind, relationIndex(id));
    else this.#addPlain(kind, id);
  }

  /**
   * Puts dependencies behind the others of the open package and kind, where libsolv keeps what scriptlets require (repo.c,
   * repo_addid_dep). What is among the others already moves there.
   */
  addBehind(kind: number, ids: readonly DependencyId[]): void {
    const behind = new Set(ids);
    this.#dependencies[kind]!.keepInRow((id) => !behind.has(id));
    for (const id of behind) this.#dependencies[kind]!.ids.push(id);
  }

  #addPlain(kind: number, text: StringId): void {
    if (text >= this.#stringMarks.length) this.#stringMarks = grown(this.#stringMarks, text);
    const mark = this.#markBase + kind;
    if (this.#stringMarks[text] === mark) return;
    this.#stringMarks[text] = mark;
    this.#dependencies[kind]!.ids.push(text);
  }

  #addRelation(kind: number, index: number): void {
    if (index >= this.#relationMarks.length) this.#relationMarks = grown(this.#relationMarks, index);
    const mark = this.#markBase + kind;
    if (this.#relationMarks[index] === mark) return;
    this.#relationMarks[index] = mark;
    this.#dependencies[kind]!.ids.push(relationId(index));
  }

  addFile(path: StringId): void {
    this.#files.ids.push(path);
  }

  addPackage(row: PackageRow): void {
    const columns = this.#columns;
    columns.name.push(row.name);
    columns.evr.push(row.evr);
    columns.arch.push(row.arch);
    columns.vendor.push(row.vendor);
    columns.buildTime.push(row.buildTime);
    columns.sourceRpm.push(row.sourceRpm);
    columns.location.push(row.location);
    columns.checksum.push(row.checksum);
    this.#packageSizes.push(row.packageSize);
    this.#installedSizes.push(row.installedSize);
    for (const rows of this.#dependencies) rows.closeRow();
    this.#files.closeRow();
    this.#markBase += dependencyKinds.length;
  }

  build(): PackageTable {
    const columns = this.#columns;
    return {
      count: this.count,
      strings: this.#isShared ? this.strings : this.strings.table(),
      relations: this.#isShared ? this.relations : this.relations.table(),
      names: columns.name.toArray(),
      evrs: columns.evr.toArray(),
      archs: columns.arch.toArray(),
      vendors: columns.vendor.toArray(),
      buildTimes: columns.buildTime.toArray(),
      sourceRpms: columns.sourceRpm.toArray(),
      locations: columns.location.toArray(),
      packageSizes: Float64Array.from(this.#packageSizes),
      installedSizes: Float64Array.from(this.#installedSizes),
      checksums: columns.checksum.toArray(),
      dependencies: Object.fromEntries(
        dependencyKinds.map((kind, index) => [kind, this.#dependencies[index]!.build()]),
      ) as Record<DependencyKind, Rows>,
      files: this.#files.build(),
    };
  }
}

class RowsBuilder {
  readonly ids = new Uint32List();
  readonly #offsets = new Uint32List();

  constructor() {
    this.#offsets.push(0);
  }

  closeRow(): void {
    this.#offsets.push(this.ids.length);
  }

  /** Takes out of the open row what is not to be kept. */
  keepInRow(isKept: (id: number) => boolean): void {
    const start = this.#offsets.data[this.#offsets.length - 1]!;
    const kept = this.ids.data.slice(start, this.ids.length).filter(isKept);
    this.ids.length = start;
    this.ids.append(kept);
  }

  build(): Rows {
    return { offsets: this.#offsets.toArray(), ids: this.ids.toArray() };
  }
}

function grown(marks: Uint32Array, index: number): Uint32Array {
  const larger = new Uint32Array(Math.max(marks.length * 2, index + 1));
  larger.set(marks);
  return larger;
}
