import { dependencyKinds, EQUAL, GREATER, LESS } from "../package/dependency.ts";
import type { DependencyId } from "../pool/relations.ts";
import { attribute, element } from "./primary-names.ts";
import { failInPackage, type PrimaryReading } from "./primary-reading.ts";
import { attributeId, textOf } from "./primary-values.ts";
import { CLOSE } from "./xml-scanner.ts";

const OPEN_PARENTHESIS = 40;

/**
 * Reads the `<rpm:entry>`s of the dependency element just opened; `kind` is an index into `dependencyKinds`. Requirements of
 * scriptlets come last, as libsolv has them (ext/repo_rpmmd.c, adddep).
 */
export function readEntries(reading: PrimaryReading, kind: number): void {
  const { scanner, canonical, builder } = reading;
  if (scanner.selfClosing) return;
  const ofScriptlets: DependencyId[] = [];
  for (;;) {
    const after = canonical.match(scanner.position);
    if (after >= 0) {
      if (canonical.isForScriptlets && kind === REQUIRES) ofScriptlets.push(canonicalDependency(reading));
      else builder.addDependency(kind, canonicalDependency(reading));
      scanner.position = after;
      continue;
    }
    if (scanner.next() === CLOSE) break;
    if (scanner.element === element.entry) {
      const dependency = generalDependency(reading);
      const isForScriptlets = textOf(reading, scanner.attributes.indexOf(attribute.pre)).startsWith("1");
      if (isForScriptlets && kind === REQUIRES) ofScriptlets.push(dependency);
      else builder.addDependency(kind, dependency);
    }
    scanner.skipElement();
  }
  if (ofScriptlets.length > 0) builder.addBehind(kind, ofScriptlets);
}

const REQUIRES = dependencyKinds.indexOf("requires");

function canonicalDependency(reading: PrimaryReading): DependencyId {
  const { canonical, builder, evrs } = reading;
  const { bytes } = reading.scanner;
  const name = builder.strings.idOf(bytes, canonical.nameStart, canonical.nameEnd);
  if (canonical.flags === 0) return name;
  const flags = flagsOf(canonical.flags);
  const evr = evrs.ofEntry(bytes, canonical);
  if (flags < 0) failForFlags(reading, String.fromCharCode(canonical.flags >> 8, canonical.flags & 255));
  if (bytes[canonical.nameStart] === OPEN_PARENTHESIS) return name;
  return builder.relations.idOf(name, flags, evr);
}

/**
 * `<rpm:entry name="libc.so.6(GLIBC_2.4)" flags="GE" epoch="0" ver="1" rel="2" pre="1"/>`. Without flags the version is
 * of no meaning; a rich dependency, `(a if b)`, is its whole text.
 */
function generalDependency(reading: PrimaryReading): DependencyId {
  const { scanner, builder } = reading;
  const nameIndex = scanner.attributes.indexOf(attribute.name);
  if (nameIndex < 0 || scanner.attributes.isEmpty(nameIndex))
    failInPackage(reading, "has a dependency without a name", scanner.nameStart);
  const name = attributeId(reading, nameIndex);
  const letters = textOf(reading, scanner.attributes.indexOf(attribute.flags));
  const flags =
    letters === "" ? 0 : flagsOf(letters.length === 2 ? (letters.charCodeAt(0) << 8) | letters.charCodeAt(1) : 0);
  if (flags < 0) failForFlags(reading, letters);
  if (flags === 0 || builder.strings.firstByte(name) === OPEN_PARENTHESIS) return name;
  return builder.relations.idOf(name, flags, reading.evrs.ofAttributes(scanner));
}

function failForFlags(reading: PrimaryReading, letters: string): never {
  return failInPackage(reading, `has a dependency with flags "${letters}"`, reading.scanner.position);
}

/** Two letters as bits (libsolv ext/repo_rpmmd.c, flagtab); -1 for anything else. */
function flagsOf(letters: number): number {
  switch (letters) {
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
