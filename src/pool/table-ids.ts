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

/** `isShared`: the table's ids are the pool's. */
export function createTableIds(
  strings: Interner,
  relations: Relations,
  table: PackageTable,
  isShared: boolean,
): TableIds {
  return isShared ? new SharedIds(strings, relations) : new ForeignIds(strings, relations, table);
}

const PLAIN = 1;
const RICH = 2;

/** Ids stay as they are, but for rich dependencies: those are texts in a table and relations in a pool. */
class SharedIds implements TableIds {
  readonly #strings: Interner;
  readonly #relations: Relations;
  /** PLAIN or RICH per string id, 0 where nobody looked yet. */
  readonly #kinds: Uint8Array;
  readonly #rich = new Map<StringId, DependencyId>();

  constructor(strings: Interner, relations: Relations) {
    this.#strings = strings;
    this.#relations = relations;
    this.#kinds = new Uint8Array(strings.count);
  }

  appendStrings(to: Uint32List, ids: Uint32Array, count: number): void {
    to.append(ids.subarray(0, count));
  }

  appendDependencies(to: Uint32List, ids: Uint32Array): void {
    const start = to.length;
    to.append(ids);
    const { data, length } = to;
    const kinds = this.#kinds;
    for (let i = start; i < length; i++) {
      const id = data[i]!;
      // A relation's id is larger than that of any string.
      if (id >= kinds.length || kinds[id] === PLAIN) continue;
      if (kinds[id] === RICH || this.#looksRich(id)) data[i] = this.#rich.get(id)!;
    }
  }

  findString(id: StringId): StringId {
    return id;
  }

  internString(id: StringId): StringId {
    return id;
  }

  #looksRich(id: StringId): boolean {
    const looksRich = this.#strings.firstByte(id) === OPEN_PARENTHESIS;
    this.#kinds[id] = looksRich ? RICH : PLAIN;
    if (looksRich) this.#rich.set(id, internRichText(this.#strings, this.#relations, this.#strings.text(id)));
    return looksRich;
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
