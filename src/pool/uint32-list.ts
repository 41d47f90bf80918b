/** A growing Uint32Array. */
export class Uint32List {
  data: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  append(values: Uint32Array): void {
    this.reserve(this.length + values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  appendFilled(value: number, count: number): void {
    this.reserve(this.length + count);
    this.data.fill(value, this.length, this.length + count);
    this.length += count;
  }

  /** Makes room for `capacity` entries in all, at least doubling. */
  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    const data = new Uint32Array(Math.max(capacity, this.data.length * 2));
    data.set(this.data.subarray(0, this.length));
    this.data = data;
  }

  /** A copy of the entries. */
  toArray(): Uint32Array {
    return this.data.slice(0, this.length);
  }

  /** The entries; the list must not grow any more. */
  entries(): Uint32Array {
    return this.data.subarray(0, this.length);
  }
}
