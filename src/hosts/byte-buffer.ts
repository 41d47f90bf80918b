/** Bytes that grow at the end by doubling, so that many small pieces cost no more than one large one. */
export interface ByteBuffer {
  readonly length: number;
  append(piece: Uint8Array): void;
  /** The bytes so far; valid until the next append or clear. */
  view(): Uint8Array;
  clear(): void;
}

export function byteBuffer(): ByteBuffer {
  let bytes = new Uint8Array(256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(piece) {
      if (length + piece.length > bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, length + piece.length));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(piece, length);
      length += piece.length;
    },
    view: () => bytes.subarray(0, length),
    clear() {
      length = 0;
    },
  };
}
