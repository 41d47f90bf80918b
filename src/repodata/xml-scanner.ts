import { finishHash, HASH_START } from "../pool/interner.ts";
import { decodeXmlText } from "./decode-xml-text.ts";
import { RepodataError } from "./repodata-error.ts";
import type { Vocabulary } from "./vocabulary.ts";
import {
  AMPERSAND,
  CARRIAGE_RETURN,
  COLON,
  DOUBLE_QUOTE,
  EQUALS,
  EXCLAMATION,
  GREATER_THAN,
  isAllowedControl,
  isNameByte,
  isSpecialByte,
  isWhitespace,
  LESS_THAN,
  QUESTION,
  SINGLE_QUOTE,
  SLASH,
} from "./xml-characters.ts";
import { CDATA_START, isCdata, markupEnd } from "./xml-markup.ts";

/** What `next` found. `MORE`: the window ends inside something; push the next chunk. `END`: the document ended as it should. */
export const MORE = 0;
export const OPEN = 1;
export const CLOSE = 2;
export const END = 3;
export type XmlToken = typeof MORE | typeof OPEN | typeof CLOSE | typeof END;

export interface XmlLimits {
  /** Bytes of one attribute's value, a comment or a processing instruction. */
  readonly attribute: number;
  /** Bytes of one text that is read (text that is skipped has no limit). */
  readonly text: number;
  readonly depth: number;
}

export const defaultXmlLimits: XmlLimits = { attribute: 1 << 20, text: 8 << 20, depth: 64 };

const ATTRIBUTES_PER_ELEMENT = 64;
const NAME_LIMIT = 256;
const FNV_PRIME = 0x01000193;

/**
 * A pull reader of XML 1.0 over UTF-8 bytes that makes no strings: elements by local name (whatever the prefix),
 * attributes as spans with the hash an `Interner` wants, text on request. It checks that the document is well formed
 * (nesting, one root, quoting, references, control characters); it refuses DOCTYPE, so there are no entities but the
 * five of XML and character references. Closing names are compared by hash and length. Text that nobody asks for is not
 * looked at beyond its end.
 */
export class XmlScanner {
  /** The window: a whole document, or what is at hand of a stream. */
  bytes: Uint8Array;
  position = 0;
  /** Open elements. */
  depth = 0;

  /** The element last opened: its id in the vocabulary, its local name as a span, and whether it has no content. */
  element = 0;
  nameStart = 0;
  nameEnd = 0;
  selfClosing = false;
  attributeCount = 0;
  readonly attributeNameStarts = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly attributeNameEnds = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly valueStarts = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  readonly valueEnds = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  /** `finishHash` of the raw value; of use where `valueIsRaw`. */
  readonly valueHashes = new Uint32Array(ATTRIBUTES_PER_ELEMENT);
  /** 1 where the raw bytes are the value, 0 where references or line breaks must be decoded first. */
  readonly valueIsRaw = new Uint8Array(ATTRIBUTES_PER_ELEMENT);

  /** What `readText` or `decodeValue` read last. */
  textBytes: Uint8Array;
  textStart = 0;
  textEnd = 0;

  readonly #document: string;
  readonly #elements: Vocabulary;
  readonly #attributes: Vocabulary;
  readonly #limits: XmlLimits;
  readonly #attributeIndexes = new Uint8Array(32);
  /** Bit i: the attribute with id i of the vocabulary is there. */
  #present = 0;
  readonly #openHashes: Uint32Array;
  readonly #openLengths: Uint32Array;
  #scratch = new Uint8Array(4096);
  /** Offset of the window in the document. */
  #base = 0;
  #isLast: boolean;
  #hasRoot = false;

  /** A whole document; or, with `undefined`, a stream that comes by `push` and ends with `finish`. Attribute ids must be below 32. */
  constructor(
    document: string,
    bytes: Uint8Array | undefined,
    names: { readonly elements: Vocabulary; readonly attributes: Vocabulary },
    limits: XmlLimits = defaultXmlLimits,
  ) {
    this.#document = document;
    this.bytes = bytes ?? new Uint8Array();
    this.textBytes = this.bytes;
    this.#isLast = bytes !== undefined;
    this.#elements = names.elements;
    this.#attributes = names.attributes;
    this.#limits = limits;
    this.#openHashes = new Uint32Array(limits.depth + 1);
    this.#openLengths = new Uint32Array(limits.depth + 1);
    if (bytes !== undefined) this.#skipByteOrderMark();
  }

  /** Adds a chunk of a stream. Spans read before are void. */
  push(chunk: Uint8Array): void {
    const rest = this.bytes.length - this.position;
    const isFirst = this.#base === 0 && this.position === 0;
    const window = new Uint8Array(rest + chunk.length);
    window.set(this.bytes.subarray(this.position));
    window.set(chunk, rest);
    this.#base += this.position;
    this.bytes = window;
    this.position = 0;
    if (isFirst && window.length >= 3) this.#skipByteOrderMark();
  }

  finish(): void {
    this.#isLast = true;
  }

  /** Byte offset of a position of the window in the whole document. */
  offsetOf(position: number): number {
    return this.#base + position;
  }

  /** Goes to the next opening or closing tag; what is between is skipped. */
  next(): XmlToken {
    const { bytes } = this;
    const end = bytes.length;
    let p = this.position;
    for (;;) {
      if (this.depth === 0) while (p < end && isWhitespace(bytes[p])) p++;
      else while (p < end && bytes[p] !== LESS_THAN) p++;
      if (p >= end) return this.#atWindowEnd(p);
      if (bytes[p] !== LESS_THAN) this.fail(`text outside the root element at byte ${this.offsetOf(p)}`, p);
      const second = bytes[p + 1];
      if (second === SLASH) return this.#readClose(p);
      if (second !== EXCLAMATION && second !== QUESTION) return this.#readOpen(p);
      p = this.#markupEnd(p);
      if (p < 0) return MORE;
    }
  }

  /** Goes past the end of the element last opened (whole documents only). */
  skipElement(): void {
    if (this.selfClosing) return;
    const depth = this.depth - 1;
    while (this.depth > depth) this.next();
  }

  /** Index of an attribute of the element last opened by its id in the vocabulary, -1 when it is not there. */
  attribute(id: number): number {
    return (this.#present & (1 << id)) === 0 ? -1 : this.#attributeIndexes[id]!;
  }

  /** Decodes the value of attribute `index` into `textBytes`. */
  decodeValue(index: number): void {
    this.textBytes = this.bytes;
    this.textStart = this.valueStarts[index]!;
    this.textEnd = this.valueEnds[index]!;
    if (this.valueIsRaw[index] === 0) this.#decode(this.textStart, this.textEnd, "attribute", 0);
  }

  /**
   * Reads the text of the element last opened into `textBytes` and goes past its end; false when more chunks are
   * needed (then call again). An element inside is an error.
   */
  readText(): boolean {
    const { bytes } = this;
    const start = this.position;
    this.textBytes = bytes;
    this.textStart = start;
    this.textEnd = start;
    if (this.selfClosing) return true;
    const stop = Math.min(bytes.length, start + this.#limits.text + 1);
    let isRaw = true;
    let p = start;
    for (; p < stop; p++) {
      const byte = bytes[p]!;
      if (isSpecialByte[byte] === 0) continue;
      if (byte === LESS_THAN) break;
      if (byte === AMPERSAND || byte === CARRIAGE_RETURN) isRaw = false;
      else if (byte < 32 && !isAllowedControl(byte)) this.#failAtControl(p);
    }
    if (p - start > this.#limits.text) this.#failAtLongText(start);
    if (p >= bytes.length) return this.#suspend(start) >= 0;
    if (!isRaw || bytes[p + 1] !== SLASH) return this.#readMixedText(start);
    this.textEnd = p;
    return this.#readClose(p) !== MORE || this.#rewind(start);
  }

  /** Throws with the position (of the window) in the message's data. */
  fail(state: string, position: number): never {
    const offset = this.offsetOf(position);
    const line = this.#base === 0 ? { line: lineOf(this.bytes, position) } : {};
    throw new RepodataError(this.#document, state, { offset, ...line });
  }

  #readOpen(start: number): XmlToken {
    const { bytes } = this;
    const end = bytes.length;
    let p = start + 1;
    let localStart = p;
    let hash = HASH_START;
    for (; p < end; p++) {
      const byte = bytes[p]!;
      if (isNameByte[byte] === 0) break;
      if (byte === COLON) {
        localStart = p + 1;
        hash = HASH_START;
      } else hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    if (p - start > NAME_LIMIT) this.fail(`a name of over ${NAME_LIMIT} bytes at byte ${this.offsetOf(start)}`, start);
    if (p >= end) return this.#moreFrom(start);
    if (p === localStart) this.#failAtByte(p, "the name of an element");
    hash = finishHash(hash);
    this.nameStart = localStart;
    this.nameEnd = p;
    this.element = this.#elements.idOf(bytes, localStart, p, hash);
    const nameLength = p - start - 1;
    p = this.#readAttributes(start, p);
    if (p < 0) return MORE;
    if (this.depth === 0) {
      if (this.#hasRoot) this.fail(`a second root element at byte ${this.offsetOf(start)}`, start);
      this.#hasRoot = true;
    }
    this.position = p;
    if (this.selfClosing) return OPEN;
    if (this.depth >= this.#limits.depth) this.fail(`elements nested over ${this.#limits.depth} deep`, start);
    this.#openHashes[this.depth] = hash;
    this.#openLengths[this.depth] = nameLength;
    this.depth++;
    return OPEN;
  }

  /** Reads from after the element's name to after its `>`; -1 when more is needed. */
  #readAttributes(start: number, from: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let p = from;
    this.attributeCount = 0;
    this.#present = 0;
    for (;;) {
      const before = p;
      while (p < end && isWhitespace(bytes[p])) p++;
      const byte = p < end ? bytes[p] : undefined;
      if (byte === GREATER_THAN) {
        this.selfClosing = false;
        return p + 1;
      }
      if (byte === SLASH && p + 1 < end) {
        if (bytes[p + 1] !== GREATER_THAN) this.#failAtByte(p + 1, '">"');
        this.selfClosing = true;
        return p + 2;
      }
      if (byte === undefined || byte === SLASH) return this.#suspend(start);
      if (p === before) this.#failAtByte(p, "white space before an attribute");
      p = this.#readAttribute(start, p);
      if (p < 0) return p;
    }
  }

  #readAttribute(start: number, nameStart: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let p = nameStart;
    let hash = HASH_START;
    for (; p < end; p++) {
      const byte = bytes[p]!;
      if (isNameByte[byte] === 0) break;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    const nameEnd = p;
    const nameHash = finishHash(hash);
    if (nameEnd - nameStart > NAME_LIMIT) this.fail(`an attribute's name of over ${NAME_LIMIT} bytes`, nameStart);
    while (p < end && isWhitespace(bytes[p])) p++;
    if (p >= end) return this.#suspend(start);
    if (nameEnd === nameStart || bytes[p] !== EQUALS) this.#failAtByte(p, "an attribute");
    p++;
    while (p < end && isWhitespace(bytes[p])) p++;
    if (p >= end) return this.#suspend(start);
    const quote = bytes[p]!;
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) this.#failAtByte(p, "a quoted value");
    const valueStart = ++p;
    const stop = Math.min(end, valueStart + this.#limits.attribute + 1);
    let isRaw = 1;
    hash = HASH_START;
    for (; p < stop; p++) {
      const byte = bytes[p]!;
      if (isSpecialByte[byte] === 1) {
        if (byte === quote) break;
        if (byte === AMPERSAND || isAllowedControl(byte)) isRaw = 0;
        else if (byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE) this.#failAtByte(p, "an attribute's value");
      }
      hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    if (p - valueStart > this.#limits.attribute) this.#failAtLongAttribute(nameStart, nameEnd);
    if (p >= end) return this.#suspend(start);
    const index = this.attributeCount++;
    if (index === ATTRIBUTES_PER_ELEMENT) this.fail(`an element with over ${ATTRIBUTES_PER_ELEMENT} attributes`, start);
    this.attributeNameStarts[index] = nameStart;
    this.attributeNameEnds[index] = nameEnd;
    this.valueStarts[index] = valueStart;
    this.valueEnds[index] = p;
    this.valueHashes[index] = finishHash(hash);
    this.valueIsRaw[index] = isRaw;
    const id = this.#attributes.idOf(bytes, nameStart, nameEnd, nameHash);
    if (id !== 0) {
      const bit = 1 << id;
      if ((this.#present & bit) !== 0) this.fail(`attribute "${this.#show(nameStart, nameEnd)}" twice`, nameStart);
      this.#present |= bit;
      this.#attributeIndexes[id] = index;
    }
    return p + 1;
  }

  #readClose(start: number): XmlToken {
    const { bytes } = this;
    const end = bytes.length;
    let p = start + 2;
    let hash = HASH_START;
    for (; p < end; p++) {
      const byte = bytes[p]!;
      if (isNameByte[byte] === 0) break;
      hash = byte === COLON ? HASH_START : Math.imul(hash ^ byte, FNV_PRIME);
    }
    const nameEnd = p;
    while (p < end && isWhitespace(bytes[p])) p++;
    if (nameEnd - start > NAME_LIMIT)
      this.fail(`a name of over ${NAME_LIMIT} bytes at byte ${this.offsetOf(start)}`, start);
    if (p >= end) return this.#moreFrom(start);
    if (bytes[p] !== GREATER_THAN) this.#failAtByte(p, '">"');
    const depth = this.depth - 1;
    if (depth < 0 || this.#openHashes[depth] !== finishHash(hash) || this.#openLengths[depth] !== nameEnd - start - 2)
      this.fail(
        `</${this.#show(start + 2, nameEnd)}> at byte ${this.offsetOf(start)} closes another element than it should`,
        start,
      );
    this.depth = depth;
    this.position = p + 1;
    return CLOSE;
  }

  /** Text with references, CDATA, comments or instructions in it, gathered in the scratch buffer. */
  #readMixedText(start: number): boolean {
    const { bytes } = this;
    let p = start;
    let written = 0;
    for (;;) {
      const open = bytes.indexOf(LESS_THAN, p);
      if (open < 0) return this.#suspend(start) >= 0;
      if (written + open - p > this.#limits.text) this.#failAtLongText(start);
      written = this.#decode(p, open, "text", written);
      const second = bytes[open + 1];
      if (second === SLASH) {
        if (this.#readClose(open) === MORE) return this.#rewind(start);
        return true;
      }
      if (second !== EXCLAMATION && second !== QUESTION)
        this.fail(`an element at byte ${this.offsetOf(open)} where only text may be`, open);
      p = this.#markupEnd(open);
      if (p < 0) return this.#rewind(start);
      if (written + p - open > this.#limits.text) this.#failAtLongText(start);
      if (isCdata(bytes, open)) written = this.#decode(open + CDATA_START.length, p - 3, "cdata", written);
    }
  }

  #decode(start: number, end: number, kind: "text" | "attribute" | "cdata", at: number): number {
    if (at + end - start > this.#scratch.length) {
      const larger = new Uint8Array(Math.max(this.#scratch.length * 2, at + end - start));
      larger.set(this.#scratch.subarray(0, at));
      this.#scratch = larger;
    }
    const written = decodeXmlText(this.bytes, start, end, kind, this.#scratch, at);
    if (written < 0) {
      const position = -1 - written;
      this.fail(
        `the reference at byte ${this.offsetOf(position)} is none of XML's own: ${this.#show(position, Math.min(end, position + 20))}`,
        position,
      );
    }
    this.textBytes = this.#scratch;
    this.textStart = 0;
    this.textEnd = written;
    return written;
  }

  /** End of a comment, CDATA section or processing instruction; -1 when more is needed. DOCTYPE is refused. */
  #markupEnd(start: number): number {
    const found = markupEnd(this.bytes, start, this.depth === 0);
    if (typeof found === "string") this.fail(`${found} at byte ${this.offsetOf(start)}`, start);
    if (found >= 0) return found;
    if (!this.#isLast && this.bytes.length - start > this.#limits.text) this.#failAtLongText(start);
    return this.#suspend(start);
  }

  #atWindowEnd(position: number): XmlToken {
    this.position = position;
    if (!this.#isLast) return MORE;
    if (this.depth > 0)
      this.fail(`it ends at byte ${this.offsetOf(position)} inside an element: the file is cut`, position);
    if (!this.#hasRoot) this.fail("it holds no element", position);
    return END;
  }

  /** The window ends inside a token that began at `start`: goes back there and gives -1, "no position". */
  #suspend(start: number): -1 {
    if (this.#isLast)
      this.fail(`it ends at byte ${this.offsetOf(this.bytes.length)} inside a tag or text: the file is cut`, start);
    this.position = start;
    return -1;
  }

  #moreFrom(start: number): typeof MORE {
    this.#suspend(start);
    return MORE;
  }

  #rewind(start: number): false {
    this.position = start;
    return false;
  }

  #skipByteOrderMark(): void {
    const { bytes } = this;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.position = 3;
  }

  #show(start: number, end: number): string {
    return new TextDecoder().decode(this.bytes.subarray(start, Math.min(end, start + 60)));
  }

  #failAtByte(position: number, wanted: string): never {
    const byte = this.bytes[position]!;
    const seen = byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`;
    return this.fail(`${seen} at byte ${this.offsetOf(position)} where ${wanted} should be`, position);
  }

  #failAtControl(position: number): never {
    return this.#failAtByte(position, "text");
  }

  #failAtLongAttribute(start: number, end: number): never {
    return this.fail(
      `attribute "${this.#show(start, end)}" at byte ${this.offsetOf(start)} is longer than ${this.#limits.attribute} bytes`,
      start,
    );
  }

  #failAtLongText(start: number): never {
    return this.fail(`the text at byte ${this.offsetOf(start)} is longer than ${this.#limits.text} bytes`, start);
  }
}

function lineOf(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < position; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
