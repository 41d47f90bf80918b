import { decodeXmlText } from "./decode-xml-text.ts";
import { RepodataError } from "./repodata-error.ts";
import { isSameBytes, type Vocabulary } from "./vocabulary.ts";
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

/**
 * A pull reader of XML 1.0 over UTF-8 bytes that makes no strings: elements by local name (whatever the prefix),
 * attributes as spans, text on request. It checks that the document is well formed
 * (nesting, one root, quoting, references, control characters); it refuses DOCTYPE, so there are no entities but the
 * five of XML and character references. Text that nobody asks for is not
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
  readonly #attributeIds = new Uint8Array(ATTRIBUTES_PER_ELEMENT);
  readonly #attributeIndexes = new Uint8Array(32);
  /** Bit i: the attribute with id i of the vocabulary is there. */
  #present = 0;
  /** Most elements are named like the one before, and so are their attributes: the names last seen in this window. */
  #lastNameStart = 0;
  #lastNameEnd = 0;
  #lastAttributeCount = 0;
  /** The names of the open elements, one after the other, and where each begins. */
  #openNames = new Uint8Array(1024);
  readonly #openStarts: Uint32Array;
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
    this.#openStarts = new Uint32Array(limits.depth + 1);
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
    this.#lastNameStart = 0;
    this.#lastNameEnd = 0;
    this.#lastAttributeCount = 0;
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
      if (this.depth === 0) while (p < end && isWhitespace(bytes[p]!)) p++;
      else p = nextTag(bytes, p);
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
    const nameStart = start + 1;
    let p = this.#sameNameEnd(nameStart);
    if (p < 0) {
      let localStart = nameStart;
      for (p = nameStart; p < end && isNameByte[bytes[p]!] === 1; p++) if (bytes[p] === COLON) localStart = p + 1;
      if (p - nameStart > NAME_LIMIT) this.#failAtLongName(nameStart);
      if (p >= end) return this.#moreFrom(start);
      if (p === localStart) this.#failAtByte(p, "the name of an element");
      this.element = this.#elements.idOf(bytes, localStart, p);
      this.nameStart = localStart;
      this.nameEnd = p;
      this.#lastNameStart = nameStart;
      this.#lastNameEnd = p;
    }
    const nameEnd = p;
    p = this.#readAttributes(start, p);
    if (p < 0) return MORE;
    if (this.depth === 0) {
      if (this.#hasRoot) this.fail(`a second root element at byte ${this.offsetOf(start)}`, start);
      this.#hasRoot = true;
    }
    this.position = p;
    if (!this.selfClosing) this.#pushName(nameStart, nameEnd);
    return OPEN;
  }

  /** End of the name at `start` when it is the name of the element before; -1 otherwise. */
  #sameNameEnd(start: number): number {
    const { bytes } = this;
    const length = this.#lastNameEnd - this.#lastNameStart;
    const end = start + length;
    if (length === 0 || end >= bytes.length || isNameByte[bytes[end]!] === 1) return -1;
    if (!isSameBytes(bytes, start, bytes, this.#lastNameStart, length)) return -1;
    const moved = start - this.#lastNameStart;
    this.nameStart += moved;
    this.nameEnd += moved;
    this.#lastNameStart = start;
    this.#lastNameEnd = end;
    return end;
  }

  #pushName(start: number, end: number): void {
    if (this.depth >= this.#limits.depth) this.fail(`elements nested over ${this.#limits.depth} deep`, start);
    let to = this.#openStarts[this.depth]!;
    if (to + end - start > this.#openNames.length) {
      const larger = new Uint8Array(this.#openNames.length * 2);
      larger.set(this.#openNames);
      this.#openNames = larger;
    }
    for (let i = start; i < end; i++) this.#openNames[to++] = this.bytes[i]!;
    this.depth++;
    this.#openStarts[this.depth] = to;
  }

  /** Reads from after the element's name to after its `>`; -1 when more is needed. */
  #readAttributes(start: number, from: number): number {
    const { bytes, attributeNameStarts, attributeNameEnds, valueStarts, valueEnds, valueIsRaw } = this;
    const end = bytes.length;
    let p = from;
    let count = 0;
    this.#present = 0;
    for (;;) {
      const before = p;
      while (p < end && isWhitespace(bytes[p]!)) p++;
      if (p >= end) return this.#suspend(start);
      let byte = bytes[p]!;
      if (byte === GREATER_THAN || byte === SLASH) break;
      if (p === before) this.#failAtByte(p, "white space before an attribute");
      if (count === ATTRIBUTES_PER_ELEMENT)
        this.fail(`an element with over ${ATTRIBUTES_PER_ELEMENT} attributes at byte ${this.offsetOf(start)}`, start);
      const nameStart = p;
      p = this.#attributeNameEnd(count, p);
      attributeNameStarts[count] = nameStart;
      attributeNameEnds[count] = p;
      while (p < end && isWhitespace(bytes[p]!)) p++;
      if (p >= end) return this.#suspend(start);
      if (bytes[p] !== EQUALS || p === nameStart) this.#failAtByte(p, p === nameStart ? "an attribute" : '"="');
      p++;
      while (p < end && isWhitespace(bytes[p]!)) p++;
      if (p >= end) return this.#suspend(start);
      const quote = bytes[p]!;
      if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) this.#failAtByte(p, "a quoted value");
      const valueStart = ++p;
      const stop = Math.min(end, valueStart + this.#limits.attribute + 1);
      let isRaw = 1;
      for (; p < stop; p++) {
        byte = bytes[p]!;
        if (isSpecialByte[byte] === 0) continue;
        if (byte === quote) break;
        if (byte === AMPERSAND || isAllowedControl(byte)) isRaw = 0;
        else if (byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE) this.#failAtByte(p, "an attribute's value");
      }
      if (p - valueStart > this.#limits.attribute) this.#failAtLongAttribute(nameStart, attributeNameEnds[count]!);
      if (p >= end) return this.#suspend(start);
      valueStarts[count] = valueStart;
      valueEnds[count] = p;
      valueIsRaw[count] = isRaw;
      this.#markPresent(count);
      count++;
      p++;
    }
    this.attributeCount = count;
    if (this.#lastAttributeCount < count) this.#lastAttributeCount = count;
    this.selfClosing = bytes[p] === SLASH;
    if (!this.selfClosing) return p + 1;
    if (p + 1 >= end) return this.#suspend(start);
    if (bytes[p + 1] !== GREATER_THAN) this.#failAtByte(p + 1, '">"');
    return p + 2;
  }

  /** End of the attribute name at `start`; its id goes to #attributeIds[index], where the last one's still is. */
  #attributeNameEnd(index: number, start: number): number {
    const { bytes } = this;
    const end = bytes.length;
    if (index < this.#lastAttributeCount) {
      const lastStart = this.attributeNameStarts[index]!;
      const length = this.attributeNameEnds[index]! - lastStart;
      if (bytes[start + length] === EQUALS && isSameBytes(bytes, start, bytes, lastStart, length))
        return start + length;
    }
    let p = start;
    while (p < end && isNameByte[bytes[p]!] === 1) p++;
    if (p - start > NAME_LIMIT) this.#failAtLongName(start);
    this.#attributeIds[index] = this.#attributes.idOf(bytes, start, p);
    return p;
  }

  #markPresent(index: number): void {
    const id = this.#attributeIds[index]!;
    if (id === 0) return;
    const bit = 1 << id;
    if ((this.#present & bit) !== 0) {
      const start = this.attributeNameStarts[index]!;
      this.fail(`attribute "${this.#show(start, this.attributeNameEnds[index]!)}" twice`, start);
    }
    this.#present |= bit;
    this.#attributeIndexes[id] = index;
  }

  #readClose(start: number): XmlToken {
    const { bytes } = this;
    const depth = this.depth - 1;
    if (depth < 0) this.#failAtClose(start);
    const nameStart = this.#openStarts[depth]!;
    const length = this.#openStarts[depth + 1]! - nameStart;
    let p = start + 2 + length;
    if (p >= bytes.length) {
      if (bytes.indexOf(GREATER_THAN, start) >= 0) this.#failAtClose(start);
      return this.#moreFrom(start);
    }
    if (!isSameBytes(bytes, start + 2, this.#openNames, nameStart, length)) this.#failAtClose(start);
    while (p < bytes.length && isWhitespace(bytes[p]!)) p++;
    if (p >= bytes.length) return this.#moreFrom(start);
    if (bytes[p] !== GREATER_THAN) this.#failAtClose(start);
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
    return decoder.decode(this.bytes.subarray(start, Math.min(end, start + 60)));
  }

  #failAtByte(position: number, wanted: string): never {
    const byte = this.bytes[position]!;
    const seen = byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `0x${byte.toString(16).padStart(2, "0")}`;
    return this.fail(`${seen} at byte ${this.offsetOf(position)} where ${wanted} should be`, position);
  }

  #failAtClose(start: number): never {
    const open = this.#openNames.subarray(this.#openStarts[this.depth - 1] ?? 0, this.#openStarts[this.depth]);
    const wanted = this.depth === 0 ? "no element is open" : `<${decoder.decode(open)}> is open`;
    const end = this.bytes.indexOf(GREATER_THAN, start);
    return this.fail(
      `${this.#show(start, end < 0 ? start + 20 : end + 1)} at byte ${this.offsetOf(start)} where ${wanted}`,
      start,
    );
  }

  #failAtLongName(start: number): never {
    return this.fail(`a name of over ${NAME_LIMIT} bytes at byte ${this.offsetOf(start)}`, start);
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

/** Position of the next "<", or the end. Between tags there is mostly a line break and an indent; longer text is searched natively. */
function nextTag(bytes: Uint8Array, start: number): number {
  const near = Math.min(bytes.length, start + 16);
  for (let p = start; p < near; p++) if (bytes[p] === LESS_THAN) return p;
  const found = bytes.indexOf(LESS_THAN, near);
  return found < 0 ? bytes.length : found;
}

const decoder = new TextDecoder();

function lineOf(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < position; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
