import { hashBytes } from "../pool/interner.ts";

const SLOTS = 256;

/** The names a reader knows, found from bytes without making a string. Ids count from 1 in the order given; 0 is unknown. */
export class Vocabulary {
  readonly #names: readonly Uint8Array[];
  readonly #slots = new Uint8Array(SLOTS);

  constructor(names: readonly string[]) {
    this.#names = [new Uint8Array(), ...names.map((name) => new TextEncoder().encode(name))];
    for (let id = 1; id < this.#names.length; id++) {
      const name = this.#names[id]!;
      let slot = hashBytes(name, 0, name.length) & (SLOTS - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
      this.#slots[slot] = id;
    }
  }

  idOf(bytes: Uint8Array, start: number, end: number): number {
    for (let slot = hashBytes(bytes, start, end) & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const id = this.#slots[slot]!;
      if (id === 0) return 0;
      const name = this.#names[id]!;
      if (name.length === end - start && isSameBytes(name, 0, bytes, start, name.length)) return id;
    }
  }
}

export function isSameBytes(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}
