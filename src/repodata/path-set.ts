import { isSameBytes } from "./vocabulary.ts";

/** Paths that are looked for among millions: told from bytes by length and ending first, since few share both. */
export class PathSet {
  readonly #paths: readonly { readonly text: string; readonly bytes: Uint8Array }[];
  /** Index + 1 of a path, by the hash of its length and last four bytes. */
  readonly #slots: Uint32Array;

  constructor(paths: Iterable<string>) {
    this.#paths = [...new Set(paths)].map((text) => ({ text, bytes: new TextEncoder().encode(text) }));
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(64, this.#paths.length * 4))));
    for (const [index, { bytes }] of this.#paths.entries()) {
      let slot = this.#slotOf(bytes, 0, bytes.length);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = index + 1;
    }
  }

  /** The path that bytes[start..end) is; undefined when it is none of them. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    const length = end - start;
    for (let slot = this.#slotOf(bytes, start, end); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const index = this.#slots[slot]!;
      if (index === 0) return undefined;
      const path = this.#paths[index - 1]!;
      if (path.bytes.length === length && isSameBytes(bytes, start, path.bytes, 0, length)) return path.text;
    }
  }

  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let i = Math.max(start, end - 4); i < end; i++) hash = Math.imul(hash, 31) + bytes[i]!;
    hash = Math.imul(hash, 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }
}
