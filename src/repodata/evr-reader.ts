import type { Interner, StringId } from "../pool/interner.ts";
import { ByteJoiner } from "./byte-joiner.ts";
import type { CanonicalEntry } from "./canonical-entry.ts";
import { attribute } from "./primary-names.ts";
import type { XmlScanner } from "./xml-scanner.ts";

const COLON = 58;
const HYPHEN = 45;
const ZERO = 48;

/**
 * Interns `epoch`, `ver` and `rel` as `[epoch:]version[-release]`. An epoch that is 0 or empty is left out, unless the
 * version itself begins like one (libsolv ext/repo_rpmmd.c, makeevr_atts); an empty release is none.
 */
export class EvrReader {
  readonly #strings: Interner;
  readonly #joiner = new ByteJoiner();
  #last: StringId = 0;

  constructor(strings: Interner) {
    this.#strings = strings;
  }

  /** From the attributes of the element last opened. */
  ofAttributes(scanner: XmlScanner): StringId {
    const joiner = this.#joiner;
    joiner.clear();
    appendAttribute(joiner, scanner, attribute.epoch);
    this.#endEpoch();
    const versionStart = joiner.length;
    appendAttribute(joiner, scanner, attribute.ver);
    this.#guardVersion(versionStart);
    const versionEnd = joiner.length;
    joiner.appendByte(HYPHEN);
    appendAttribute(joiner, scanner, attribute.rel);
    return this.#intern(versionEnd);
  }

  ofEntry(bytes: Uint8Array, entry: CanonicalEntry): StringId {
    if (entry.repeatsVersion) return this.#last;
    const joiner = this.#joiner;
    joiner.clear();
    joiner.append(bytes, entry.epochStart, entry.epochEnd);
    this.#endEpoch();
    const versionStart = joiner.length;
    joiner.append(bytes, entry.versionStart, entry.versionEnd);
    this.#guardVersion(versionStart);
    const versionEnd = joiner.length;
    joiner.appendByte(HYPHEN);
    joiner.append(bytes, entry.releaseStart, entry.releaseEnd);
    this.#last = this.#intern(versionEnd);
    return this.#last;
  }

  #endEpoch(): void {
    const joiner = this.#joiner;
    if (joiner.length === 1 && joiner.bytes[0] === ZERO) joiner.clear();
    if (joiner.length > 0) joiner.appendByte(COLON);
  }

  /** Puts `0:` before a version that would be taken for one with an epoch. */
  #guardVersion(start: number): void {
    const joiner = this.#joiner;
    if (start > 0 || !beginsLikeEpoch(joiner)) return;
    const version = joiner.bytes.slice(0, joiner.length);
    joiner.clear();
    joiner.appendByte(ZERO);
    joiner.appendByte(COLON);
    joiner.append(version, 0, version.length);
  }

  /** Without the hyphen at `versionEnd` when nothing follows it. */
  #intern(versionEnd: number): StringId {
    const { bytes, length } = this.#joiner;
    return this.#strings.idOf(bytes, 0, length === versionEnd + 1 ? versionEnd : length);
  }
}

function appendAttribute(joiner: ByteJoiner, scanner: XmlScanner, id: number): void {
  const index = scanner.attributes.indexOf(id);
  if (index < 0) return;
  scanner.readValue(index);
  joiner.append(scanner.textBytes, scanner.textStart, scanner.textEnd);
}

function beginsLikeEpoch({ bytes, length }: ByteJoiner): boolean {
  let i = 0;
  while (i < length && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
  return i > 0 && i < length && bytes[i] === COLON;
}
