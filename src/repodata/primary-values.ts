import type { StringId } from "../pool/interner.ts";
import { attribute } from "./primary-names.ts";
import { failInPackage, type PrimaryReading } from "./primary-reading.ts";

const COLON = 58;
const SLASH = 47;
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
  if (scanner.valueIsRaw[index] === 1)
    return builder.strings.idOfHashed(
      scanner.bytes,
      scanner.valueStarts[index]!,
      scanner.valueEnds[index]!,
      scanner.valueHashes[index]!,
    );
  scanner.decodeValue(index);
  return builder.strings.idOf(scanner.textBytes, scanner.textStart, scanner.textEnd);
}

/** A count of bytes or seconds; 0 where the attribute is not there or empty. */
export function readNumber(reading: PrimaryReading, id: number, highest = Number.MAX_SAFE_INTEGER): number {
  const { scanner } = reading;
  const index = scanner.attribute(id);
  if (index < 0) return 0;
  let value = 0;
  for (let i = scanner.valueStarts[index]!; i < scanner.valueEnds[index]!; i++) {
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
  const { scanner, builder } = reading;
  const index = scanner.attribute(attribute.type);
  const type = index < 0 ? "" : textOf(reading, index);
  if (!/^[a-z0-9]{1,16}$/.test(type)) return failInPackage(reading, `has a checksum of type "${type}"`);
  scanner.readText();
  const prefix = type === "sha" ? "sha1" : type;
  const joined = joinBytes(prefix, COLON, scanner.textBytes.subarray(scanner.textStart, scanner.textEnd));
  return builder.strings.idOf(joined, 0, joined.length);
}

/** `<location xml:base="https://other/" href="Packages/x.rpm"/>`: the href, after the base where there is one. */
export function readLocation(reading: PrimaryReading): StringId {
  const { scanner, builder } = reading;
  const href = scanner.attribute(attribute.href);
  if (href < 0) return failInPackage(reading, "has a location without href");
  const base = scanner.attribute(attribute["xml:base"]);
  if (base < 0) return attributeId(reading, href);
  const prefix = textOf(reading, base).replace(/\/+$/, "");
  scanner.decodeValue(href);
  const joined = joinBytes(prefix, SLASH, scanner.textBytes.subarray(scanner.textStart, scanner.textEnd));
  return builder.strings.idOf(joined, 0, joined.length);
}

export function textOf(reading: PrimaryReading, index: number): string {
  const { scanner } = reading;
  scanner.decodeValue(index);
  return new TextDecoder().decode(scanner.textBytes.subarray(scanner.textStart, scanner.textEnd));
}

function joinBytes(prefix: string, separator: number, rest: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(prefix);
  const joined = new Uint8Array(head.length + 1 + rest.length);
  joined.set(head);
  joined[head.length] = separator;
  joined.set(rest, head.length + 1);
  return joined;
}
