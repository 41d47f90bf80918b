import { decodeXmlText, type XmlTextKind } from "./decode-xml-text.ts";
import { OpenElements } from "./open-elements.ts";
import { isSameBytes, type Vocabulary } from "./vocabulary.ts";
import { XML_NAME_LIMIT, XmlAttributes } from "./xml-attributes.ts";
import {
  AMPERSAND,
  CARRIAGE_RETURN,
  COLON,
  EXCLAMATION,
  GREATER_THAN,
  isAllowedControl,
  isNameByte,
  isSpecialByte,
  isWhitespace,
  LESS_THAN,
  QUESTION,
  SLASH,
} from "./xml-characters.ts";
import { CDATA_START, isCdata, markupEnd, nextTag } from "./xml-markup.ts";
import { XmlWindow } from "./xml-window.ts";

/** What `next` found. `MORE`: the window ends inside something; push the next chunk. `END`: the document ended as it should. */
export const MORE = 0;
export const OPEN = 1;
export const CLOSE = 2;
export const END = 3;
export type XmlToken = typeof MORE | typeof OPEN | typeof CLOSE | typeof END;

export interface XmlLimits {
  /** Bytes of one attribute's value. */
  readonly attribute: number;
  /** Bytes of one text that is read (text that is skipped has no limit), of a comment or an instruction in a stream. */
  readonly text: number;
  readonly depth: number;
}

const defaultXmlLimits: XmlLimits = { attribute: 1 << 20, text: 8 << 20, depth: 64 };

/**
 * A pull reader of XML 1.0 over UTF-8 bytes that makes no strings: elements by local name (whatever the prefix),
 * attributes as spans, text on request. It checks that the document is well formed (nesting, one root, quoting,
 * references, control characters); it refuses DOCTYPE, so there are no entities but the five of XML and character
 * references. Text that nobody asks for is not looked at beyond its end.
 */
export class XmlScanner {
  readonly window: XmlWindow;
  /** Of the window: where the next token begins. */
  position = 0;

  /** The element last opened: its id in the vocabulary (0 when it is not there), its local name, whether it is `<x/>`. */
  element = 0;
  nameStart = 0;
  nameEnd = 0;
  selfClosing = false;
  readonly attributes: XmlAttributes;

  /** What `readText` or `readValue` read last. */
  textBytes: Uint8Array;
  textStart = 0;
  textEnd = 0;

  readonly #elements: Vocabulary;
  readonly #limits: XmlLimits;
  readonly #open: OpenElements;
  /** Most elements are named like the one before: where that name is in this window, prefix included. */
  #lastNameStart = 0;
  #lastNameEnd = 0;
  #scratch = new Uint8Array(4096);
  #hasRoot = false;

  /** A whole document; or, with `undefined`, a stream that comes by `push` and ends with `finish`. */
  constructor(
    document: string,
    bytes: Uint8Array | undefined,
    names: { readonly elements: Vocabulary; readonly attributes: Vocabulary },
    limits: XmlLimits = defaultXmlLimits,
  ) {
    this.window = new XmlWindow(document, bytes);
    this.textBytes = this.window.bytes;
    this.#elements = names.elements;
    this.attributes = new XmlAttributes(this.window, names.attributes, limits.attribute);
    this.#limits = limits;
    this.#open = new OpenElements(limits.depth);
  }

  get bytes(): Uint8Array {
    return this.window.bytes;
  }

  /** Open elements. */
  get depth(): number {
    return this.#open.depth;
  }

  /** Adds a chunk of a stream. Spans read before mean nothing from then on. */
  push(chunk: Uint8Array): void {
    this.window.push(chunk, this.position);
    this.position = 0;
    this.#lastNameStart = 0;
    this.#lastNameEnd = 0;
    this.attributes.forget();
  }

  finish(): void {
    this.window.isLast = true;
  }

  /** Goes to the next opening or closing tag; what is between is skipped. */
  next(): XmlToken {
    const { bytes } = this.window;
    const end = bytes.length;
    let p = this.position;
    for (;;) {
      p = this.#open.depth === 0 ? this.#skipOutside(p) : nextTag(bytes, p);
      if (p >= end) return this.#atWindowEnd(p);
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
    const depth = this.#open.depth - 1;
    while (this.#open.depth > depth) this.next();
  }

  /** Reads the value of attribute `index` into `textBytes`. */
  readValue(index: number): void {
    this.textBytes = this.window.bytes;
    this.textStart = this.attributes.valueStarts[index]!;
    this.textEnd = this.attributes.valueEnds[index]!;
    if (this.attributes.isRaw[index] === 0) this.#decode(this.textStart, this.textEnd, "attribute", 0);
  }

  /**
   * Reads the text of the element last opened into `textBytes` and goes past its end; false when more chunks are
   * needed (then call again). An element inside is an error.
   */
  readText(): boolean {
    const { bytes } = this.window;
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
      else if (byte < 32 && !isAllowedControl(byte)) this.window.failAtByte(p, "text");
    }
    if (p - start > this.#limits.text) this.#failAtLongText(start);
    if (p + 1 >= bytes.length) return this.#suspend(start) >= 0;
    if (!isRaw || bytes[p + 1] !== SLASH) return this.#readMixedText(start);
    this.textEnd = p;
    return this.#readClose(p) !== MORE || this.#rewind(start);
  }

  /** The text that was read last, as a string. */
  text(): string {
    return decoder.decode(this.textBytes.subarray(this.textStart, this.textEnd));
  }

  #readOpen(start: number): XmlToken {
    const { bytes } = this.window;
    const nameStart = start + 1;
    let p = this.#sameNameEnd(nameStart);
    if (p < 0) p = this.#readName(nameStart);
    if (p < 0) return this.#moreFrom(start);
    const nameEnd = p;
    p = this.attributes.read(p);
    if (p < 0) return this.#moreFrom(start);
    this.selfClosing = bytes[p] === SLASH;
    if (this.selfClosing && ++p >= bytes.length) return this.#moreFrom(start);
    if (bytes[p] !== GREATER_THAN) this.window.failAtByte(p, '">"');
    if (this.#open.depth === 0) {
      if (this.#hasRoot) this.window.fail(`a second root element at byte ${this.window.offsetOf(start)}`, start);
      this.#hasRoot = true;
    }
    this.position = p + 1;
    if (!this.selfClosing && !this.#open.push(bytes, nameStart, nameEnd))
      this.window.fail(`elements nested over ${this.#limits.depth} deep`, start);
    return OPEN;
  }

  /** End of the name at `start` when it is the name of the element before; -1 otherwise. */
  #sameNameEnd(start: number): number {
    const { bytes } = this.window;
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

  #readName(start: number): number {
    const { bytes } = this.window;
    let localStart = start;
    let p = start;
    for (; p < bytes.length && isNameByte[bytes[p]!] === 1; p++) if (bytes[p] === COLON) localStart = p + 1;
    if (p - start > XML_NAME_LIMIT) this.window.fail(`an element's name is longer than ${XML_NAME_LIMIT} bytes`, start);
    if (p >= bytes.length) return -1;
    if (p === localStart) this.window.failAtByte(p, "the name of an element");
    this.element = this.#elements.idOf(bytes, localStart, p);
    this.nameStart = localStart;
    this.nameEnd = p;
    this.#lastNameStart = start;
    this.#lastNameEnd = p;
    return p;
  }

  #readClose(start: number): XmlToken {
    const { bytes } = this.window;
    let p = start + 2 + this.#open.innermostLength;
    if (p >= bytes.length && bytes.indexOf(GREATER_THAN, start) < 0) return this.#moreFrom(start);
    if (this.#open.depth === 0 || !this.#open.isInnermost(bytes, start + 2)) this.#failAtClose(start);
    while (p < bytes.length && isWhitespace(bytes[p]!)) p++;
    if (p >= bytes.length) return this.#moreFrom(start);
    if (bytes[p] !== GREATER_THAN) this.#failAtClose(start);
    this.#open.pop();
    this.position = p + 1;
    return CLOSE;
  }

  /** Text with references, CDATA, comments or instructions in it, gathered in the scratch buffer. */
  #readMixedText(start: number): boolean {
    const { bytes } = this.window;
    let p = start;
    let written = 0;
    for (;;) {
      const open = bytes.indexOf(LESS_THAN, p);
      if (open < 0 || open + 1 >= bytes.length) return this.#suspend(start) >= 0;
      if (written + open - p > this.#limits.text) this.#failAtLongText(start);
      written = this.#decode(p, open, "text", written);
      const second = bytes[open + 1];
      if (second === SLASH) return this.#readClose(open) !== MORE || this.#rewind(start);
      if (second !== EXCLAMATION && second !== QUESTION)
        this.window.fail(`an element at byte ${this.window.offsetOf(open)} where only text may be`, open);
      p = this.#markupEnd(open);
      if (p < 0) return this.#rewind(start);
      if (written + p - open > this.#limits.text) this.#failAtLongText(start);
      if (isCdata(bytes, open)) written = this.#decode(open + CDATA_START.length, p - 3, "cdata", written);
    }
  }

  /** Decodes bytes[start..end) to the scratch buffer from `at` and gives the end of what is there. */
  #decode(start: number, end: number, kind: XmlTextKind, at: number): number {
    if (at + end - start > this.#scratch.length) {
      const larger = new Uint8Array(Math.max(this.#scratch.length * 2, at + end - start));
      larger.set(this.#scratch.subarray(0, at));
      this.#scratch = larger;
    }
    const { window } = this;
    const written = decodeXmlText(window.bytes, start, end, kind, this.#scratch, at);
    if (written < 0) {
      const position = -1 - written;
      if (window.bytes[position] !== AMPERSAND) window.failAtByte(position, "text");
      const seen = window.text(position, Math.min(end, position + 20));
      window.fail(`"${seen}" at byte ${window.offsetOf(position)} is no reference that XML knows`, position);
    }
    this.textBytes = this.#scratch;
    this.textStart = 0;
    this.textEnd = written;
    return written;
  }

  /** End of a comment, CDATA section or processing instruction; -1 when more is needed. DOCTYPE is refused. */
  #markupEnd(start: number): number {
    const { window } = this;
    const found = markupEnd(window.bytes, start, this.#open.depth === 0);
    if (typeof found === "string") return window.fail(`${found}, at byte ${window.offsetOf(start)}`, start);
    if (found >= 0) return found;
    if (!window.isLast && window.bytes.length - start > this.#limits.text) this.#failAtLongText(start);
    return this.#suspend(start);
  }

  /** Skips white space, a byte order mark at the very start, and nothing else. */
  #skipOutside(start: number): number {
    const { window } = this;
    const { bytes } = window;
    let p = start;
    if (window.offsetOf(p) === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) p = 3;
    while (p < bytes.length && isWhitespace(bytes[p]!)) p++;
    if (p < bytes.length && bytes[p] !== LESS_THAN)
      window.fail(`text outside the root element at byte ${window.offsetOf(p)}`, p);
    return p;
  }

  #atWindowEnd(position: number): XmlToken {
    const { window } = this;
    this.position = position;
    if (!window.isLast) return MORE;
    if (this.#open.depth > 0)
      window.fail(
        `it ends at byte ${window.offsetOf(position)} inside <${this.#open.innermost()}>: it is cut`,
        position,
      );
    if (!this.#hasRoot) window.fail("it holds no element", position);
    return END;
  }

  /** The window ends inside a token that began at `start`: goes back there and gives -1, "no position". */
  #suspend(start: number): -1 {
    const { window } = this;
    if (window.isLast)
      window.fail(`it ends at byte ${window.offsetOf(window.bytes.length)} inside a tag or text: it is cut`, start);
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

  #failAtClose(start: number): never {
    const end = this.window.bytes.indexOf(GREATER_THAN, start);
    const seen = this.window.text(start, Math.min(start + 60, end < 0 ? start + 20 : end + 1));
    const open = this.#open.depth === 0 ? "no element is open" : `<${this.#open.innermost()}> is open`;
    return this.window.fail(`${seen} at byte ${this.window.offsetOf(start)} where ${open}`, start);
  }

  #failAtLongText(start: number): never {
    const offset = this.window.offsetOf(start);
    return this.window.fail(`the text at byte ${offset} is longer than ${this.#limits.text} bytes`, start);
  }
}

const decoder = new TextDecoder();
