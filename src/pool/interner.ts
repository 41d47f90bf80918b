/** Id of an interned string. 0 means "none", 1 is the empty string. */
export type StringId = number;

/** The strings of an interner as flat arrays, fit for a cache file: text of id i is data[offsets[i]..offsets[i+1]). */
export interface StringTable {
  readonly data: Uint8Array;
  /** count + 1 entries. */
  readonly offsets: Uint32Array;
  /** `hashBytes` of each string; count entries. */
  readonly hashes: Uint32Array;
}

/**
 * Hash of bytes[start..end), four bytes a step, mixed as in MurmurHash3. Below 2^31, so that the engine keeps it as a
 * small integer.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let i = start;
  for (const last = end - 4; i <= last; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  let word = 0;
  for (; i < end; i++) word = (word << 8) | bytes[i]!;
  hash = Math.imul(hash ^ word, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & 0x7fffffff;
}

/** Binary logarithm of how many comparisons an interner remembers. */
export const COMPARISON_BITS = 14;

/** Bytes to dense ids by open addressing, without making JavaScript strings. */
export class Interner {
  data: Uint8Array;
  offsets: Uint32Array;
  hashes: Uint32Array;
  /** Comparisons of strings as EVRs that compare-evr.ts remembers: triples of the two ids and the result. */
  readonly comparisons = new Int32Array(3 << COMPARISON_BITS);
  /** Ids are 0 … count - 1. */
  count = 2;
  #length = 0;
  /** Ids by open addressing; 0 is free. */
  #slots: Uint32Array;
  #mask: number;

  constructor(expectedStrings = 1 << 14, expectedBytes = expectedStrings * 32) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expectedStrings * 2)));
    this.data = new Uint8Array(expectedBytes);
    this.offsets = new Uint32Array(slots / 2 + 2);
    this.hashes = new Uint32Array(slots / 2 + 2);
    this.#slots = new Uint32Array(slots);
    this.#mask = slots - 1;
    this.hashes[1] = hashBytes(this.data, 0, 0);
    this.#insertSlot(1);
  }

  /** An interner that starts with the strings of a table, under the same ids. */
  static from(table: StringTable): Interner {
    const strings = table.hashes.length;
    const interner = new Interner(strings + (1 << 12), table.data.length + (1 << 18));
    interner.data.set(table.data);
    interner.offsets.set(table.offsets);
    interner.hashes.set(table.hashes);
    interner.#length = table.data.length;
    interner.count = Math.max(2, strings);
    for (let id = 2; id < interner.count; id++) interner.#insertSlot(id);
    return interner;
  }

  /** Bytes in use in `data`. */
  get length(): number {
    return this.#length;
  }

  idOf(bytes: Uint8Array, start: number, end: number): StringId {
    return this.idOfHashed(bytes, start, end, hashBytes(bytes, start, end));
  }

  /** `hash` must be what `hashBytes` gives for these bytes. */
  idOfHashed(bytes: Uint8Array, start: number, end: number, hash: number): StringId {
    return this.find(bytes, start, end, hash) || this.#add(bytes, start, end, hash);
  }

  /** The id, or 0 when the bytes were never interned. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): StringId {
    const { data, offsets } = this;
    const slots = this.#slots;
    const length = end - start;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const id = slots[slot]!;
      if (id === 0) return 0;
      if (this.hashes[id] !== hash) continue;
      const offset = offsets[id] as number;
      if ((offsets[id + 1] as number) - offset !== length) continue;
      let k = 0;
      while (k < length && data[offset + k] === bytes[start + k]) k++;
      if (k === length) return id;
    }
  }

  idOfText(text: string): StringId {
    const start = this.#length;
    const end = start + text.length;
    this.#reserve(end);
    const { data } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        const bytes = encoder.encode(text);
        return this.idOf(bytes, 0, bytes.length);
      }
      data[start + i] = code;
    }
    const hash = hashBytes(data, start, end);
    return this.find(data, start, end, hash) || this.#claim(end, hash);
  }

  /** Like `idOfText`, but 0 when the text was never interned. */
  findText(text: string): StringId {
    const bytes = encoder.encode(text);
    return this.find(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
  }

  text(id: StringId): string {
    return decoder.decode(this.data.subarray(this.offsets[id], this.offsets[id + 1]));
  }

  /** First byte of the string, -1 when it is empty. */
  firstByte(id: StringId): number {
    const offset = this.offsets[id] as number;
    return offset === this.offsets[id + 1] ? -1 : (this.data[offset] as number);
  }

  table(): StringTable {
    return {
      data: this.data.slice(0, this.#length),
      offsets: this.offsets.slice(0, this.count + 1),
      hashes: this.hashes.slice(0, this.count),
    };
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number): StringId {
    let to = this.#length;
    this.#reserve(to + end - start);
    const { data } = this;
    for (let i = start; i < end; i++) data[to++] = bytes[i]!;
    return this.#claim(to, hash);
  }

  /** Makes the bytes from the end of the last string to `end` a string. */
  #claim(end: number, hash: number): StringId {
    if (this.count + 2 > this.offsets.length) this.#grow();
    const id = this.count++;
    this.#length = end;
    this.offsets[id + 1] = end;
    this.hashes[id] = hash;
    this.#insertSlot(id);
    return id;
  }

  #reserve(length: number): void {
    if (length <= this.data.length) return;
    const data = new Uint8Array(Math.max(this.data.length * 2, length));
    data.set(this.data.subarray(0, this.#length));
    this.data = data;
  }

  #insertSlot(id: StringId): void {
    const hash = this.hashes[id]!;
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = id;
  }

  #grow(): void {
    const capacity = this.offsets.length * 2;
    const offsets = new Uint32Array(capacity);
    offsets.set(this.offsets);
    this.offsets = offsets;
    const hashes = new Uint32Array(capacity);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let id = 1; id < this.count; id++) this.#insertSlot(id);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
