import { finishHash, HASH_START, hashStep } from "../pool/interner.ts";

const SLOTS = 256;

/** The names a reader knows, found from bytes without making a string. Ids count from 1 in the order given; 0 is unknown. */
export class Vocabulary {
  readonly #names: readonly Uint8Array[];
  readonly #hashes: Uint32Array;
  readonly #slots = new Uint8Array(SLOTS);

  constructor(names: readonly string[]) {
    this.#names = [new Uint8Array(), ...names.map((name) => new TextEncoder().encode(name))];
    this.#hashes = new Uint32Array(this.#names.length);
    for (let id = 1; id < this.#names.length; id++) {
      const hash = finishHash(this.#names[id]!.reduce(hashStep, HASH_START));
      this.#hashes[id] = hash;
      let slot = hash & (SLOTS - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
      this.#slots[slot] = id;
    }
  }

  /** `hash` must be what `finishHash` gives for bytes[start..end). */
  idOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const id = this.#slots[slot]!;
      if (id === 0) return 0;
      if (this.#hashes[id] === hash && isSame(this.#names[id]!, bytes, start, end)) return id;
    }
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
