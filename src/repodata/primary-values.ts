import type { StringId } from "../pool/interner.ts";
import type { ByteJoiner } from "./byte-joiner.ts";
import { attribute } from "./primary-names.ts";
import { failInPackage, type PrimaryReading } from "./primary-reading.ts";

const COLON = 58;
const SLASH = 47;
const ONE = 49;
const HIGHEST_TIME = 0xffffffff;

/** Interns the text of the element last opened. */
export function readTextId(reading: PrimaryReading): StringId {
  const { scanner, builder } = reading;
  scanner.readText();
  return builder.strings.idOf(scanner.textBytes, scanner.textStart, scanner.textEnd);
}

/** Interns the value of attribute `index` of the element last opened. */
export function attributeId(reading: PrimaryReading, index: number): StringId {
  const { scanner, builder } = reading;
  if (scanner.attributes.isRaw[index] === 1)
    return builder.strings.idOf(
      scanner.bytes,
      scanner.attributes.valueStarts[index]!,
      scanner.attributes.valueEnds[index]!,
    );
  scanner.readValue(index);
  return builder.strings.idOf(scanner.textBytes, scanner.textStart, scanner.textEnd);
}

/** A count of bytes or seconds; 0 where the attribute is not there or empty. */
export function readNumber(reading: PrimaryReading, id: number, highest = Number.MAX_SAFE_INTEGER): number {
  const { scanner } = reading;
  const index = scanner.attributes.indexOf(id);
  if (index < 0) return 0;
  let value = 0;
  for (let i = scanner.attributes.valueStarts[index]!; i < scanner.attributes.valueEnds[index]!; i++) {
    const digit = scanner.bytes[i]! - 48;
    value = value * 10 + digit;
    if (digit < 0 || digit > 9 || value > highest)
      return failInPackage(reading, `has "${textOf(reading, index)}" where a number should be`);
  }
  return value;
}

export function readTime(reading: PrimaryReading, id: number): number {
  return readNumber(reading, id, HIGHEST_TIME);
}

/** `<checksum type="sha256" pkgid="YES">…</checksum>` as `sha256:…`; yum's old `sha` is `sha1`. */
export function readChecksum(reading: PrimaryReading): StringId {
  const { scanner, builder, joiner } = reading;
  const type = scanner.attributes.indexOf(attribute.type);
  joiner.clear();
  if (type >= 0)
    joiner.append(scanner.bytes, scanner.attributes.valueStarts[type]!, scanner.attributes.valueEnds[type]!);
  if (!isChecksumType(joiner)) return failInPackage(reading, `has a checksum of type "${textOf(reading, type)}"`);
  if (isOldSha(joiner)) joiner.appendByte(ONE);
  joiner.appendByte(COLON);
  scanner.readText();
  joiner.append(scanner.textBytes, scanner.textStart, scanner.textEnd);
  return builder.strings.idOf(joiner.bytes, 0, joiner.length);
}

/** `md5`, `sha`, `sha1` … `sha512`: small letters and digits only. */
function isChecksumType(joiner: ByteJoiner): boolean {
  if (joiner.length === 0 || joiner.length > 16) return false;
  for (let i = 0; i < joiner.length; i++) {
    const byte = joiner.bytes[i]!;
    if (!((byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57))) return false;
  }
  return true;
}

function isOldSha({ bytes, length }: ByteJoiner): boolean {
  return length === 3 && bytes[0] === 0x73 && bytes[1] === 0x68 && bytes[2] === 0x61;
}

/** `<location xml:base="https://other/" href="Packages/x.rpm"/>`: the href, after the base where there is one. */
export function readLocation(reading: PrimaryReading): StringId {
  const { scanner, builder, joiner } = reading;
  const href = scanner.attributes.indexOf(attribute.href);
  if (href < 0) return failInPackage(reading, "has a location without href");
  const base = scanner.attributes.indexOf(attribute["xml:base"]);
  if (base < 0) return attributeId(reading, href);
  joiner.clear();
  scanner.readValue(base);
  joiner.append(scanner.textBytes, scanner.textStart, scanner.textEnd);
  if (joiner.length > 0 && joiner.bytes[joiner.length - 1] !== SLASH) joiner.appendByte(SLASH);
  scanner.readValue(href);
  joiner.append(scanner.textBytes, scanner.textStart, scanner.textEnd);
  return builder.strings.idOf(joiner.bytes, 0, joiner.length);
}

/** For messages and rare values; -1 is no attribute. */
export function textOf(reading: PrimaryReading, index: number): string {
  const { scanner } = reading;
  if (index < 0) return "";
  scanner.readValue(index);
  return scanner.text();
}
