import { isSameBytes, type Vocabulary } from "./vocabulary.ts";
import {
  AMPERSAND,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER_THAN,
  isAllowedControl,
  isNameByte,
  isSpecialByte,
  isWhitespace,
  SINGLE_QUOTE,
  SLASH,
} from "./xml-characters.ts";
import type { XmlWindow } from "./xml-window.ts";

const ATTRIBUTES_PER_ELEMENT = 64;
export const XML_NAME_LIMIT = 256;

/** The attributes of the element last opened, as spans of the window, in the order of the document. */
export class XmlAttributes {
  count = 0;
  readonly nameStarts = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly nameEnds = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly valueStarts = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly valueEnds = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  /** 1 where the raw bytes are the value, 0 where references or line breaks must be decoded first. */
  readonly isRaw = new Uint8Array(ATTRIBUTES_PER_ELEMENT);
  readonly #window: XmlWindow;
  readonly #vocabulary: Vocabulary;
  readonly #valueLimit: number;
  readonly #ids = new Uint8Array(ATTRIBUTES_PER_ELEMENT);
  readonly #indexes = new Uint8Array(32);
  /** Bit i: the attribute with id i of the vocabulary is there. */
  #present = 0;
  /** How many names from elements before are still good guesses: most elements have the attributes of the one before. */
  #guesses = 0;

  /** Ids of the vocabulary must be below 32. */
  constructor(window: XmlWindow, vocabulary: Vocabulary, valueLimit: number) {
    this.#window = window;
    this.#vocabulary = vocabulary;
    this.#valueLimit = valueLimit;
  }

  /** Index of the attribute with this id, -1 when the element does not have it. */
  indexOf(id: number): number {
    return (this.#present & (1 << id)) === 0 ? -1 : this.#indexes[id]!;
  }

  isEmpty(index: number): boolean {
    return this.valueStarts[index] === this.valueEnds[index];
  }

  /** The window changed: spans of before mean nothing. */
  forget(): void {
    this.#guesses = 0;
  }

  /** Reads from after an element's name up to its `>` or `/`; -1 when the window ends before. */
  read(from: number): number {
    const window = this.#window;
    const { bytes } = window;
    const end = bytes.length;
    let p = from;
    this.count = 0;
    this.#present = 0;
    for (;;) {
      const before = p;
      while (p < end && isWhitespace(bytes[p]!)) p++;
      if (p >= end) return -1;
      if (bytes[p] === GREATER_THAN || bytes[p] === SLASH) break;
      if (p === before) window.failAtByte(p, "white space before an attribute");
      p = this.#readName(p);
      if (p < 0) return -1;
      while (p < end && isWhitespace(bytes[p]!)) p++;
      if (p >= end) return -1;
      p = this.#readValue(p);
      if (p < 0) return -1;
      this.#add();
    }
    if (this.#guesses < this.count) this.#guesses = this.count;
    return p;
  }

  /** Reads a name and its `=`. */
  #readName(start: number): number {
    const window = this.#window;
    const { bytes } = window;
    const index = this.count;
    if (index === ATTRIBUTES_PER_ELEMENT)
      window.fail(`over ${ATTRIBUTES_PER_ELEMENT} attributes at byte ${window.offsetOf(start)}`, start);
    let p = this.#guessedEnd(index, start);
    if (p < 0) {
      p = start;
      while (p < bytes.length && isNameByte[bytes[p]!] === 1) p++;
      if (p - start > XML_NAME_LIMIT) window.fail(`an attribute's name is longer than ${XML_NAME_LIMIT} bytes`, start);
      if (p === start && p < bytes.length) window.failAtByte(p, "an attribute");
      this.#ids[index] = this.#vocabulary.idOf(bytes, start, p);
    }
    this.nameStarts[index] = start;
    this.nameEnds[index] = p;
    while (p < bytes.length && isWhitespace(bytes[p]!)) p++;
    if (p >= bytes.length) return -1;
    if (bytes[p] !== EQUALS) window.failAtByte(p, '"="');
    return p + 1;
  }

  #guessedEnd(index: number, start: number): number {
    if (index >= this.#guesses) return -1;
    const { bytes } = this.#window;
    const guess = this.nameStarts[index]!;
    const length = this.nameEnds[index]! - guess;
    if (start + length >= bytes.length || bytes[start + length] !== EQUALS) return -1;
    return isSameBytes(bytes, start, bytes, guess, length) ? start + length : -1;
  }

  #readValue(start: number): number {
    const window = this.#window;
    const { bytes } = window;
    const quote = bytes[start]!;
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) window.failAtByte(start, "a quoted value");
    const valueStart = start + 1;
    const stop = Math.min(bytes.length, valueStart + this.#valueLimit + 1);
    let isRaw = 1;
    let p = valueStart;
    for (; p < stop; p++) {
      const byte = bytes[p]!;
      if (isSpecialByte[byte] === 0) continue;
      if (byte === quote) break;
      if (byte === AMPERSAND || isAllowedControl(byte)) isRaw = 0;
      else if (byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE) window.failAtByte(p, "an attribute's value");
    }
    if (p - valueStart > this.#valueLimit) this.#failForLength();
    if (p >= bytes.length) return -1;
    this.valueStarts[this.count] = valueStart;
    this.valueEnds[this.count] = p;
    this.isRaw[this.count] = isRaw;
    return p + 1;
  }

  #add(): void {
    const index = this.count++;
    const id = this.#ids[index]!;
    if (id === 0) return;
    const bit = 1 << id;
    if ((this.#present & bit) !== 0) this.#failForTwin(index);
    this.#present |= bit;
    this.#indexes[id] = index;
  }

  #failForTwin(index: number): never {
    const start = this.nameStarts[index]!;
    const name = this.#window.text(start, this.nameEnds[index]!);
    return this.#window.fail(`attribute "${name}" at byte ${this.#window.offsetOf(start)} is there twice`, start);
  }

  #failForLength(): never {
    const start = this.nameStarts[this.count]!;
    const name = this.#window.text(start, this.nameEnds[this.count]!);
    const offset = this.#window.offsetOf(start);
    return this.#window.fail(`attribute "${name}" at byte ${offset} is longer than ${this.#valueLimit} bytes`, start);
  }
}
