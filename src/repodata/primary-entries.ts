import { EQUAL, GREATER, LESS } from "../package/dependency.ts";
import { attribute, element } from "./primary-names.ts";
import { failInPackage, type PrimaryReading } from "./primary-reading.ts";
import { attributeId, textOf } from "./primary-values.ts";
import { CLOSE, type XmlScanner } from "./xml-scanner.ts";

const OPEN_PARENTHESIS = 40;

/** Reads the `<rpm:entry>`s of the dependency element just opened; `kind` is an index into `dependencyKinds`. */
export function readEntries(reading: PrimaryReading, kind: number): void {
  const { scanner, builder } = reading;
  if (scanner.selfClosing) return;
  while (scanner.next() !== CLOSE) {
    if (scanner.element === element.entry) builder.addDependency(kind, readEntry(reading));
    scanner.skipElement();
  }
}

/**
 * `<rpm:entry name="libc.so.6(GLIBC_2.4)" flags="GE" epoch="0" ver="1" rel="2" pre="1"/>`. Without flags the version is
 * of no meaning; a rich dependency, `(a if b)`, is its whole text.
 */
function readEntry(reading: PrimaryReading): number {
  const { scanner, builder } = reading;
  const nameIndex = scanner.attribute(attribute.name);
  if (nameIndex < 0 || scanner.valueStarts[nameIndex] === scanner.valueEnds[nameIndex])
    return failInPackage(reading, "has a dependency without a name", scanner.nameStart);
  const name = attributeId(reading, nameIndex);
  const flagsIndex = scanner.attribute(attribute.flags);
  if (flagsIndex < 0) return name;
  const flags = readFlags(scanner, flagsIndex);
  if (flags < 0)
    return failInPackage(reading, `has a dependency with flags "${textOf(reading, flagsIndex)}"`, scanner.nameStart);
  if (flags === 0 || scanner.bytes[scanner.valueStarts[nameIndex]!] === OPEN_PARENTHESIS) return name;
  return builder.relations.idOf(name, flags, reading.evrs.read());
}

/** GT, EQ, GE, LT, NE, LE as bits (libsolv ext/repo_rpmmd.c, flagtab); 0 for none, -1 for anything else. */
function readFlags(scanner: XmlScanner, index: number): number {
  const start = scanner.valueStarts[index]!;
  const length = scanner.valueEnds[index]! - start;
  if (length === 0) return 0;
  if (length !== 2) return -1;
  switch ((scanner.bytes[start]! << 8) | scanner.bytes[start + 1]!) {
    case 0x4551: // EQ
      return EQUAL;
    case 0x4745: // GE
      return GREATER | EQUAL;
    case 0x4c45: // LE
      return LESS | EQUAL;
    case 0x4754: // GT
      return GREATER;
    case 0x4c54: // LT
      return LESS;
    case 0x4e45: // NE
      return GREATER | LESS;
    default:
      return -1;
  }
}
