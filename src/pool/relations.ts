import type { StringId } from "./interner.ts";

/**
 * Id of a dependency: a string id (an unversioned name, or the text of a rich dependency), or, with the highest bit set,
 * the index of a relation (name, flags, evr). An unsigned 32-bit number in tables; a pool keeps the same bits as signed
 * numbers, which the engine handles without boxing. The functions below take both.
 */
export type DependencyId = number;

const RELATION_BIT = 0x80000000;

export function isRelation(id: DependencyId): boolean {
  return (id & RELATION_BIT) !== 0;
}

export function relationIndex(id: DependencyId): number {
  return id & ~RELATION_BIT;
}

export function relationId(index: number): DependencyId {
  return index + RELATION_BIT;
}

/** The relations as flat arrays, fit for a cache file. Entry 0 is unused. */
export interface RelationTable {
  readonly names: Uint32Array;
  readonly evrs: Uint32Array;
  readonly flags: Uint8Array;
}

/** (name, flags, evr) to dense ids. Flags are GREATER | EQUAL | LESS of package/dependency.ts. */
export class Relations {
  names: Uint32Array;
  evrs: Uint32Array;
  flags: Uint8Array;
  /** Indexes are 1 … count - 1. */
  count = 1;
  #slots: Uint32Array;
  #mask: number;

  constructor(expected = 1 << 14) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.names = new Uint32Array(slots / 2);
    this.evrs = new Uint32Array(slots / 2);
    this.flags = new Uint8Array(slots / 2);
    this.#slots = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  /** Relations that start as those of a table, with the same indexes. */
  static from(table: RelationTable): Relations {
    const relations = new Relations(table.names.length + (1 << 12));
    relations.names.set(table.names);
    relations.evrs.set(table.evrs);
    relations.flags.set(table.flags);
    relations.count = Math.max(1, table.names.length);
    for (let index = 1; index < relations.count; index++) relations.#insertSlot(index);
    return relations;
  }

  idOf(name: StringId, flags: number, evr: StringId): DependencyId {
    return relationId(this.indexOf(name, flags, evr));
  }

  /** The index, made where the relation is new. */
  indexOf(name: StringId, flags: number, evr: StringId): number {
    for (let slot = this.#slotOf(name, flags, evr); ; slot = (slot + 1) & this.#mask) {
      const index = this.#slots[slot] as number;
      if (index === 0) return this.#add(name, flags, evr);
      if (this.names[index] === name && this.evrs[index] === evr && this.flags[index] === flags) return index;
    }
  }

  table(): RelationTable {
    return {
      names: this.names.slice(0, this.count),
      evrs: this.evrs.slice(0, this.count),
      flags: this.flags.slice(0, this.count),
    };
  }

  #slotOf(name: StringId, flags: number, evr: StringId): number {
    const hash = Math.imul(name, 0x9e3779b1) ^ Math.imul(evr + flags * 7919, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #add(name: StringId, flags: number, evr: StringId): number {
    if (this.count === this.names.length) this.#grow();
    const index = this.count++;
    this.names[index] = name;
    this.evrs[index] = evr;
    this.flags[index] = flags;
    this.#insertSlot(index);
    return index;
  }

  #insertSlot(index: number): void {
    let slot = this.#slotOf(this.names[index] as number, this.flags[index] as number, this.evrs[index] as number);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = index;
  }

  #grow(): void {
    const capacity = this.names.length * 2;
    const names = new Uint32Array(capacity);
    names.set(this.names);
    this.names = names;
    const evrs = new Uint32Array(capacity);
    evrs.set(this.evrs);
    this.evrs = evrs;
    const flags = new Uint8Array(capacity);
    flags.set(this.flags);
    this.flags = flags;
    this.#slots = new Uint32Array(capacity * 2);
    this.#mask = capacity * 2 - 1;
    for (let index = 1; index < this.count; index++) this.#insertSlot(index);
  }
}
