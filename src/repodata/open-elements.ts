import { isSameBytes } from "./vocabulary.ts";

/** The names of the elements that are open, one after the other in one buffer. */
export class OpenElements {
  depth = 0;
  #names = new Uint8Array(1024);
  readonly #starts: Uint32Array;

  constructor(depthLimit: number) {
    this.#starts = new Uint32Array(depthLimit + 1);
  }

  /** False when the limit of depth is reached. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.depth + 1 >= this.#starts.length) return false;
    let to = this.#starts[this.depth]!;
    if (to + end - start > this.#names.length) {
      const larger = new Uint8Array(this.#names.length * 2);
      larger.set(this.#names);
      this.#names = larger;
    }
    for (let i = start; i < end; i++) this.#names[to++] = bytes[i]!;
    this.#starts[++this.depth] = to;
    return true;
  }

  /** Length of the innermost name; 0 when none is open. */
  get innermostLength(): number {
    return this.depth === 0 ? 0 : this.#starts[this.depth]! - this.#starts[this.depth - 1]!;
  }

  /** Whether the innermost name stands at `start`. */
  isInnermost(bytes: Uint8Array, start: number): boolean {
    return isSameBytes(bytes, start, this.#names, this.#starts[this.depth - 1]!, this.innermostLength);
  }

  pop(): void {
    this.depth--;
  }

  /** For messages. */
  innermost(): string {
    return new TextDecoder().decode(this.#names.subarray(this.#starts[this.depth - 1] ?? 0, this.#starts[this.depth]));
  }
}
