import type { Interner, StringId } from "../pool/interner.ts";
import { attribute } from "./primary-names.ts";
import type { XmlScanner } from "./xml-scanner.ts";

const COLON = 58;
const HYPHEN = 45;
const ZERO = 48;

/**
 * Interns the attributes `epoch`, `ver` and `rel` of the element last opened as `[epoch:]version[-release]`. An epoch
 * that is 0 or empty is left out, unless the version itself begins like one (libsolv ext/repo_rpmmd.c, makeevr_atts);
 * an empty release is none.
 */
export class EvrReader {
  readonly #scanner: XmlScanner;
  readonly #strings: Interner;
  #joined = new Uint8Array(256);
  #length = 0;
  /** The spans of the last one: most entries of a package repeat the package's own. */
  readonly #last = new Uint32Array(6);
  #lastId: StringId = 0;

  constructor(scanner: XmlScanner, strings: Interner) {
    this.#scanner = scanner;
    this.#strings = strings;
  }

  read(): StringId {
    const scanner = this.#scanner;
    const epoch = scanner.attribute(attribute.epoch);
    const version = scanner.attribute(attribute.ver);
    const release = scanner.attribute(attribute.rel);
    if (this.#lastId !== 0 && this.#repeats(0, epoch) && this.#repeats(2, version) && this.#repeats(4, release))
      return this.#lastId;
    this.#length = 0;
    if (epoch >= 0) this.#append(epoch);
    if (this.#length === 1 && this.#joined[0] === ZERO) this.#length = 0;
    if (this.#length > 0) this.#joined[this.#length++] = COLON;
    const versionStart = this.#length;
    if (version >= 0) this.#append(version);
    if (versionStart === 0 && beginsLikeEpoch(this.#joined, this.#length)) this.#prependZeroEpoch();
    this.#appendRelease(release);
    this.#remember(0, epoch);
    this.#remember(2, version);
    this.#remember(4, release);
    this.#lastId = this.#strings.idOf(this.#joined, 0, this.#length);
    return this.#lastId;
  }

  #appendRelease(release: number): void {
    if (release < 0 || this.#scanner.valueStarts[release] === this.#scanner.valueEnds[release]) return;
    this.#joined[this.#length++] = HYPHEN;
    this.#append(release);
  }

  #append(index: number): void {
    const scanner = this.#scanner;
    scanner.decodeValue(index);
    const { textBytes, textEnd } = scanner;
    this.#reserve(textEnd - scanner.textStart);
    for (let i = scanner.textStart; i < textEnd; i++) this.#joined[this.#length++] = textBytes[i]!;
  }

  /** Makes room for `count` bytes and a separator on either side. */
  #reserve(count: number): void {
    if (this.#length + count + 2 <= this.#joined.length) return;
    const larger = new Uint8Array((this.#length + count) * 2 + 2);
    larger.set(this.#joined.subarray(0, this.#length));
    this.#joined = larger;
  }

  #prependZeroEpoch(): void {
    this.#reserve(2);
    this.#joined.copyWithin(2, 0, this.#length);
    this.#joined[0] = ZERO;
    this.#joined[1] = COLON;
    this.#length += 2;
  }

  #remember(at: number, index: number): void {
    this.#last[at] = index < 0 ? 0 : this.#scanner.valueStarts[index]!;
    this.#last[at + 1] = index < 0 ? 0 : this.#scanner.valueEnds[index]!;
  }

  #repeats(at: number, index: number): boolean {
    let last = this.#last[at]!;
    const lastEnd = this.#last[at + 1]!;
    if (index < 0) return last === lastEnd;
    const { bytes } = this.#scanner;
    const start = this.#scanner.valueStarts[index]!;
    const end = this.#scanner.valueEnds[index]!;
    if (end - start !== lastEnd - last) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== bytes[last++]) return false;
    return true;
  }
}

function beginsLikeEpoch(bytes: Uint8Array, length: number): boolean {
  let i = 0;
  while (i < length && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
  return i > 0 && i < length && bytes[i] === COLON;
}
