import { RepodataError } from "./repodata-error.ts";

/** Files of one result; the largest real ones have a tenth of it. */
const MOST = 1 << 23;

/**
 * Which of many paths have more than one owner, without keeping the paths: 12 bytes for each. Two paths of one 64-bit hash
 * count as one: whoever needs certainty looks at the texts of what `isShared`.
 */
export class PathTally {
  /** Per slot the two halves of a path's hash and its owner plus 1, whose highest bit says that it has several. */
  #slots = new Uint32Array(3 * 4096);
  #count = 0;
  #shared = 0;

  /** How many paths have several owners. */
  get shared(): number {
    return this.#shared;
  }

  /** Notes an owner (0 … 2^31 - 2) of a path. Throws RepodataError past 8 million paths. */
  add(bytes: Uint8Array, start: number, end: number, owner: number): void {
    const [one, other] = [hashOf(bytes, start, end, ONE_SEED), hashOf(bytes, start, end, OTHER_SEED)];
    const slot = this.#find(one, other);
    const known = this.#slots[slot + 2]!;
    if (known === 0) {
      this.#slots[slot] = one;
      this.#slots[slot + 1] = other;
      this.#slots[slot + 2] = owner + 1;
      if (++this.#count * 4 > this.#slots.length) this.#grow();
    } else if (known !== owner + 1 && known < SEVERAL) {
      this.#slots[slot + 2] = (known | SEVERAL) >>> 0;
      this.#shared++;
    }
  }

  isShared(bytes: Uint8Array, start: number, end: number): boolean {
    const slot = this.#find(hashOf(bytes, start, end, ONE_SEED), hashOf(bytes, start, end, OTHER_SEED));
    return this.#slots[slot + 2]! >= SEVERAL;
  }

  #find(one: number, other: number): number {
    const slots = this.#slots;
    const mask = slots.length / 3 - 1;
    for (let index = one & mask; ; index = (index + 1) & mask) {
      const slot = index * 3;
      if (slots[slot + 2] === 0 || (slots[slot] === one && slots[slot + 1] === other)) return slot;
    }
  }

  #grow(): void {
    if (this.#count >= MOST)
      throw new RepodataError("filelists.xml", `it has more than ${MOST} files, which no result of packages has`);
    const old = this.#slots;
    // Capacities are powers of two, three words a slot.
    this.#slots = new Uint32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += 3)
      if (old[slot + 2] !== 0) this.#slots.set(old.subarray(slot, slot + 3), this.#find(old[slot]!, old[slot + 1]!));
  }
}

const SEVERAL = 0x80000000;
const ONE_SEED = 0x811c9dc5;
const OTHER_SEED = 0x9e3779b1;

/** FNV-1a, mixed at the end so that both halves are spread well. */
function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
