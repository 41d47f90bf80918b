/** Joins spans of bytes in one buffer that is used again and again. */
export class ByteJoiner {
  bytes = new Uint8Array(256);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  append(source: Uint8Array, start: number, end: number): void {
    const to = this.length;
    const count = end - start;
    if (to + count > this.bytes.length) this.#grow(to + count);
    const { bytes } = this;
    for (let i = 0; i < count; i++) bytes[to + i] = source[start + i]!;
    this.length = to + count;
  }

  appendByte(byte: number): void {
    if (this.length === this.bytes.length) this.#grow(this.length + 1);
    this.bytes[this.length++] = byte;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
