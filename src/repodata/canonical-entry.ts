import { DOUBLE_QUOTE, isSpecialByte, LINE_FEED, SPACE } from "./xml-characters.ts";

/** The markup of an entry as little-endian words. */
const [RPM, ENT, RY_N, AME] = [word("<rpm"), word(":ent"), word("ry n"), word("ame=")];
const [FLA, GS] = [word(" fla"), word('gs="')];
const [EPO, CH] = [word(" epo"), word('ch="')];
const [VER, REL, IS] = [word(" ver"), word(" rel"), word('="')];
const [PRE, IS_ONE] = [word(" pre"), word('="1"')];
const END = word("/>");

/** A longer value is left to the general reader, and so is an entry this near to the end of the document. */
const VALUE_LIMIT = 4096;
const LONGEST_MARKUP = 64;

/**
 * Matches dependency entries in the very form in which createrepo_c writes them (src/xml_dump_primary.c): spaces,
 * `<rpm:entry name="…" flags="EQ" epoch="0" ver="…" rel="…" pre="1"/>`, no references. That is nearly every entry there
 * is, and half of primary.xml; whatever looks different, or is not well formed, is left to the general reader.
 */
export class CanonicalEntry {
  nameStart = 0;
  nameEnd = 0;
  /** `pre="1"`: required by a scriptlet. */
  isForScriptlets = false;
  /** Both letters as one number, `EQ` is 0x4551; 0 where there is no version. */
  flags = 0;
  epochStart = 0;
  epochEnd = 0;
  versionStart = 0;
  versionEnd = 0;
  releaseStart = 0;
  releaseEnd = 0;
  /** The three are those of the match before: most entries of a package repeat the package's own version. */
  repeatsVersion = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #limit: number;
  /** All attributes of the last version as they stand. */
  #lastStart = 0;
  #lastLength = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limit = bytes.length - LONGEST_MARKUP;
  }

  /** Position after the entry that begins at `start`, or -1. */
  match(start: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    let p = start;
    if (bytes[p] === LINE_FEED) p++;
    while (bytes[p] === SPACE) p++;
    if (p >= this.#limit) return -1;
    if (view.getUint32(p, true) !== RPM || view.getUint32(p + 4, true) !== ENT) return -1;
    if (view.getUint32(p + 8, true) !== RY_N || view.getUint32(p + 12, true) !== AME) return -1;
    if (bytes[p + 16] !== DOUBLE_QUOTE) return -1;
    const nameStart = p + 17;
    p = this.#valueEnd(nameStart);
    if (p < 0 || p === nameStart) return -1;
    this.nameStart = nameStart;
    this.nameEnd = p++;
    this.flags = 0;
    if (view.getUint32(p, true) === FLA && view.getUint32(p + 4, true) === GS) {
      if (bytes[p + 10] !== DOUBLE_QUOTE) return -1;
      this.flags = view.getUint16(p + 8);
      p = this.#matchVersion(p + 11);
      if (p < 0) return -1;
    }
    this.isForScriptlets = view.getUint32(p, true) === PRE && view.getUint32(p + 4, true) === IS_ONE;
    if (this.isForScriptlets) p += 8;
    return view.getUint16(p, true) === END ? p + 2 : -1;
  }

  /** ` epoch="0" ver="1" rel="2"`; the release may be missing. */
  #matchVersion(start: number): number {
    const view = this.#view;
    this.repeatsVersion = this.#repeatsLast(start);
    if (this.repeatsVersion) return start + this.#lastLength;
    if (view.getUint32(start, true) !== EPO || view.getUint32(start + 4, true) !== CH) return -1;
    const epochEnd = this.#valueEnd(start + 8);
    if (epochEnd < 0 || view.getUint32(epochEnd + 1, true) !== VER || view.getUint16(epochEnd + 5, true) !== IS)
      return -1;
    const versionEnd = this.#valueEnd(epochEnd + 7);
    if (versionEnd < 0) return -1;
    const hasRelease = view.getUint32(versionEnd + 1, true) === REL && view.getUint16(versionEnd + 5, true) === IS;
    const releaseEnd = hasRelease ? this.#valueEnd(versionEnd + 7) : versionEnd;
    if (releaseEnd < 0) return -1;
    this.epochStart = start + 8;
    this.epochEnd = epochEnd;
    this.versionStart = epochEnd + 7;
    this.versionEnd = versionEnd;
    this.releaseStart = hasRelease ? versionEnd + 7 : versionEnd;
    this.releaseEnd = releaseEnd;
    this.#lastStart = start;
    this.#lastLength = releaseEnd + 1 - start;
    return releaseEnd + 1;
  }

  /** Whether the same attributes stand here again, and no further one of a version. */
  #repeatsLast(start: number): boolean {
    const view = this.#view;
    const length = this.#lastLength;
    if (length < 8 || start + length >= this.#limit) return false;
    for (let i = 0; i <= length - 4; i += 4)
      if (view.getUint32(start + i, true) !== view.getUint32(this.#lastStart + i, true)) return false;
    const tail = length - 4;
    if (view.getUint32(start + tail, true) !== view.getUint32(this.#lastStart + tail, true)) return false;
    return view.getUint32(start + length, true) !== REL;
  }

  /** Position of the quote that ends a value of plain bytes, far enough from the document's end; or -1. */
  #valueEnd(start: number): number {
    const bytes = this.#bytes;
    const stop = Math.min(this.#limit, start + VALUE_LIMIT);
    let p = start;
    while (p < stop && isSpecialByte[bytes[p]!] === 0) p++;
    return p < stop && bytes[p] === DOUBLE_QUOTE ? p : -1;
  }
}

function word(text: string): number {
  let value = 0;
  for (let i = text.length - 1; i >= 0; i--) value = ((value << 8) | text.charCodeAt(i)) >>> 0;
  return value;
}
