import type { TextId } from "./package-texts.ts";

/** The place of each text's package name among all names, so that hosts are put in order by comparing numbers. */
export class NameOrder {
  /** All names, ascending, and a number for each that ascends as well. */
  readonly #names: string[] = [];
  #places: number[] = [];
  #ofText = new Float64Array(1 << 12);
  readonly #nameOfText: string[] = [];

  add(text: TextId, name: string): void {
    this.#nameOfText[text] = name;
    if (text >= this.#ofText.length) {
      const longer = new Float64Array(2 * text);
      longer.set(this.#ofText);
      this.#ofText = longer;
    }
    const index = this.#indexOf(name);
    if (this.#names[index] !== name) this.#insert(index, name);
    this.#ofText[text] = this.#places[index] ?? 0;
  }

  /**
   * The texts by name, those of one name as they were: a host is asked for in the order of its rpm database
   * (package/installed-order.ts). Mostly the file has it already.
   */
  inOrder(texts: Int32Array): Int32Array {
    let last = 0;
    for (const text of texts) {
      const place = this.#placeOf(text);
      if (place < last) return texts.slice().sort((left, right) => this.#placeOf(left) - this.#placeOf(right));
      last = place;
    }
    return texts;
  }

  #placeOf(text: TextId): number {
    return this.#ofText[text] ?? 0;
  }

  /** Where the name is, or has to be put. */
  #indexOf(name: string): number {
    let from = 0;
    let to = this.#names.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#names[middle] ?? "") < name) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #insert(index: number, name: string): void {
    const before = this.#places[index - 1] ?? 0;
    const after = this.#places[index] ?? before + 2;
    const between = (before + after) / 2;
    this.#names.splice(index, 0, name);
    this.#places.splice(index, 0, between);
    if (between === before || between === after) this.#renumber();
  }

  /** After some fifty names between the same two there is no number left between them. */
  #renumber(): void {
    this.#places = this.#names.map((_, index) => index + 1);
    this.#nameOfText.forEach((name, text) => {
      this.#ofText[text] = this.#places[this.#indexOf(name)] ?? 0;
    });
  }
}
