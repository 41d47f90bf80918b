import type { Interner, StringId } from "./interner.ts";
import type { PackageTable } from "./package-table.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import { internRichText } from "./rich-relations.ts";
import type { Uint32List } from "./uint32-list.ts";

/** Turns a table's string and dependency ids into a pool's. */
export interface TableIds {
  appendStrings(to: Uint32List, ids: Uint32Array, count: number): void;
  appendDependencies(to: Uint32List, ids: Uint32Array): void;
  /** The pool's id of a path of the table, 0 when the pool does not have it. */
  findString(id: StringId): StringId;
  /** The same, but made where it is new. */
  internString(id: StringId): StringId;
}

const OPEN_PARENTHESIS = 40;

/** `isBase`: the pool's ids began as those of this table. */
export function createTableIds(
  strings: Interner,
  relations: Relations,
  table: PackageTable,
  isBase: boolean,
): TableIds {
  return isBase ? new BaseIds(strings, relations, table) : new ForeignIds(strings, relations, table);
}

/** Ids stay as they are, but for rich dependencies: those are texts in a table and relations in a pool. */
class BaseIds implements TableIds {
  readonly #rich: ReadonlyMap<StringId, DependencyId>;

  constructor(strings: Interner, relations: Relations, table: PackageTable) {
    const rich = new Map<StringId, DependencyId>();
    const { data, offsets, hashes } = table.strings;
    for (let id = 2; id < hashes.length; id++)
      if (data[offsets[id]!] === OPEN_PARENTHESIS && offsets[id] !== offsets[id + 1])
        rich.set(id, internRichText(strings, relations, strings.text(id)));
    this.#rich = rich;
  }

  appendStrings(to: Uint32List, ids: Uint32Array, count: number): void {
    to.append(ids.subarray(0, count));
  }

  appendDependencies(to: Uint32List, ids: Uint32Array): void {
    const start = to.length;
    to.append(ids);
    if (this.#rich.size === 0) return;
    const isRich = new Uint8Array(Math.max(...this.#rich.keys()) + 1);
    for (const id of this.#rich.keys()) isRich[id] = 1;
    const { data } = to;
    for (let i = start; i < to.length; i++)
      if (data[i]! < isRich.length && isRich[data[i]!] === 1) data[i] = this.#rich.get(data[i]!)!;
  }

  findString(id: StringId): StringId {
    return id;
  }

  internString(id: StringId): StringId {
    return id;
  }
}

/** Finds ids by the strings' bytes; what was found once is kept. */
class ForeignIds implements TableIds {
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

  appendStrings(to: Uint32List, ids: Uint32Array, count: number): void {
    to.reserve(to.length + count);
    for (let row = 0; row < count; row++) to.data[to.length++] = this.#string(ids[row]!);
  }

  appendDependencies(to: Uint32List, ids: Uint32Array): void {
    to.reserve(to.length + ids.length);
    const { data } = to;
    let length = to.length;
    for (let i = 0; i < ids.length; i++) data[length++] = this.#dependency(ids[i]!);
    to.length = length;
  }

  findString(id: StringId): StringId {
    const { data, offsets, hashes } = this.#table.strings;
    return this.#strings.find(data, offsets[id]!, offsets[id + 1]!, hashes[id]!);
  }

  internString(id: StringId): StringId {
    return this.#string(id);
  }

  #string(id: StringId): StringId {
    if (id < 2) return id;
    const known = this.#stringIds[id]!;
    if (known !== 0) return known;
    const { data, offsets, hashes } = this.#table.strings;
    const found = this.#strings.idOfHashed(data, offsets[id]!, offsets[id + 1]!, hashes[id]!);
    this.#stringIds[id] = found;
    return found;
  }

  #dependency(id: DependencyId): DependencyId {
    if (!isRelation(id)) {
      const known = this.#plainIds[id]!;
      return known !== 0 ? known : this.#plain(id);
    }
    const index = relationIndex(id);
    const known = this.#relationIds[index]!;
    if (known !== 0) return known;
    const { names, evrs, flags } = this.#table.relations;
    const found = this.#relations.idOf(this.#string(names[index]!), flags[index]!, this.#string(evrs[index]!));
    this.#relationIds[index] = found;
    return found;
  }

  #plain(id: StringId): DependencyId {
    const { data, offsets } = this.#table.strings;
    const start = offsets[id]!;
    const found =
      data[start] === OPEN_PARENTHESIS
        ? internRichText(this.#strings, this.#relations, decoder.decode(data.subarray(start, offsets[id + 1])))
        : this.#string(id);
    this.#plainIds[id] = found;
    return found;
  }
}

const decoder = new TextDecoder();
