/** Where a run's arrays come from. */
export interface Room {
  /** All zeros. */
  int32(length: number): Int32Array;
  uint8(length: number): Uint8Array;
  /** With whatever is in it, for those that are written before they are read. */
  dirtyInt32(length: number): Int32Array;
}

export const freshRoom: Room = {
  int32: (length) => new Int32Array(length),
  uint8: (length) => new Uint8Array(length),
  dirtyInt32: (length) => new Int32Array(length),
};

/**
 * Gives the same arrays again and again: a run of one host takes some 3 MB, and to get them anew from the system costs more than
 * a tenth of its time. `clear` takes all back: what was given must not be used any more.
 */
export class ReusedRoom implements Room {
  readonly #int32 = new Shelf((length) => new Int32Array(length));
  readonly #uint8 = new Shelf((length) => new Uint8Array(length));

  int32(length: number): Int32Array {
    return this.#int32.take(length).fill(0);
  }

  uint8(length: number): Uint8Array {
    return this.#uint8.take(length).fill(0);
  }

  dirtyInt32(length: number): Int32Array {
    return this.#int32.take(length);
  }

  clear(): void {
    this.#int32.clear();
    this.#uint8.clear();
  }
}

/** Arrays by length. Lengths that nobody asked for since the last but one `clear` are let go. */
class Shelf<T> {
  #kept = new Map<number, { readonly arrays: T[]; given: number }>();
  #before = this.#kept;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  take(length: number): T {
    let row = this.#kept.get(length);
    if (row === undefined) {
      row = this.#before.get(length) ?? { arrays: [], given: 0 };
      row.given = 0;
      this.#kept.set(length, row);
    }
    const array = row.arrays[row.given] ?? this.#make(length);
    row.arrays[row.given++] = array;
    return array;
  }

  clear(): void {
    this.#before = this.#kept;
    this.#kept = new Map();
  }
}
