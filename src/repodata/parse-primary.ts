import { dependencyKinds } from "../package/dependency.ts";
import type { StringId } from "../pool/interner.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { TableBuilder } from "../pool/table-builder.ts";
import { ByteJoiner } from "./byte-joiner.ts";
import { CanonicalEntry } from "./canonical-entry.ts";
import { EvrReader } from "./evr-reader.ts";
import { readEntries } from "./primary-entries.ts";
import { attribute, element, primaryNames } from "./primary-names.ts";
import { failInPackage, type PackageDraft, type PrimaryReading } from "./primary-reading.ts";
import { readChecksum, readLocation, readNumber, readTextId, readTime, textOf } from "./primary-values.ts";
import { CLOSE, XmlScanner } from "./xml-scanner.ts";

/** Bytes of primary.xml for one package of a usual repository; sizes first allocations only. */
const BYTES_PER_PACKAGE = 2500;

const EMPTY: StringId = 1;

/**
 * Reads a whole, decompressed primary.xml (as createrepo_c writes it) into a table, in the order of the file. An epoch
 * of 0 is left out of EVRs, `pre` of a requirement is not kept, an `xml:base` is put before the location, checksums are
 * `type:hex`. Elements count by local name, whatever their prefix.
 *
 * Throws `RepodataError` for what is not well formed, for a package without name, architecture or version, and where
 * `packages="N"` is not the number of packages there are: that list is cut, and what is missing from it would be taken
 * for what the release does not have.
 */
export function parsePrimary(bytes: Uint8Array): PackageTable {
  const scanner = new XmlScanner("primary.xml", bytes, primaryNames);
  const builder = new TableBuilder(Math.max(64, Math.ceil(bytes.length / BYTES_PER_PACKAGE)));
  const reading: PrimaryReading = {
    scanner,
    builder,
    canonical: new CanonicalEntry(bytes),
    evrs: new EvrReader(builder.strings),
    draft: emptyDraft(),
    joiner: new ByteJoiner(),
  };
  scanner.next();
  if (scanner.element !== element.metadata) scanner.window.fail("its root element is not <metadata>", scanner.position);
  const announced = announcedCount(reading);
  readPackages(reading);
  scanner.next();
  if (announced !== undefined && announced !== builder.count)
    scanner.window.fail(
      `it announces ${announced} packages and holds ${builder.count}: it was cut or edited, so get it again`,
      scanner.position,
    );
  return builder.build();
}

/** `packages="7347"`; undefined where the attribute is missing or empty (bazeldnf). */
function announcedCount(reading: PrimaryReading): number | undefined {
  const { scanner } = reading;
  const index = scanner.attributes.indexOf(attribute.packages);
  if (index < 0) return undefined;
  const text = textOf(reading, index);
  if (text === "") return undefined;
  if (!/^[0-9]{1,9}$/.test(text)) scanner.window.fail(`packages="${text}" is not a count`, scanner.nameStart);
  return Number(text);
}

/** A function of its own: the engine compiles its loop once, whatever comes after it. */
function readPackages(reading: PrimaryReading): void {
  const { scanner } = reading;
  if (scanner.selfClosing) return;
  while (scanner.next() !== CLOSE) {
    if (scanner.element === element.package) readPackage(reading);
    else scanner.skipElement();
  }
}

function readPackage(reading: PrimaryReading): void {
  const { scanner, builder, draft } = reading;
  Object.assign(draft, emptyDraft(), { start: scanner.nameStart });
  if (!scanner.selfClosing) while (scanner.next() !== CLOSE) readPackageChild(reading);
  if (draft.name <= EMPTY) failInPackage(reading, "has no name");
  if (draft.arch <= EMPTY) failInPackage(reading, "has no architecture");
  if (draft.evr <= EMPTY) failInPackage(reading, "has no version");
  builder.addPackage(draft);
}

function readPackageChild(reading: PrimaryReading): void {
  const { scanner, draft } = reading;
  switch (scanner.element) {
    case element.name:
      draft.name = readTextId(reading);
      return;
    case element.arch:
      draft.arch = readTextId(reading);
      return;
    case element.checksum:
      draft.checksum = readChecksum(reading);
      return;
    case element.version:
      if (scanner.attributes.indexOf(attribute.ver) < 0) failInPackage(reading, 'has a <version> without "ver"');
      draft.evr = reading.evrs.ofAttributes(scanner);
      break;
    case element.time:
      draft.buildTime = readTime(reading, attribute.build);
      break;
    case element.size:
      draft.packageSize = readNumber(reading, attribute.package);
      draft.installedSize = readNumber(reading, attribute.installed);
      break;
    case element.location:
      draft.location = readLocation(reading);
      break;
    case element.format:
      if (!scanner.selfClosing) while (scanner.next() !== CLOSE) readFormatChild(reading);
      return;
  }
  scanner.skipElement();
}

function readFormatChild(reading: PrimaryReading): void {
  const { scanner, builder, draft } = reading;
  const id = scanner.element;
  if (id >= 1 && id <= dependencyKinds.length) readEntries(reading, id - 1);
  else if (id === element.file) builder.addFile(readTextId(reading));
  else if (id === element.vendor) draft.vendor = readTextId(reading);
  else if (id === element.sourcerpm) draft.sourceRpm = readTextId(reading);
  else scanner.skipElement();
}

function emptyDraft(): PackageDraft {
  return {
    start: 0,
    name: 0,
    evr: 0,
    arch: 0,
    vendor: EMPTY,
    buildTime: 0,
    sourceRpm: EMPTY,
    location: EMPTY,
    packageSize: 0,
    installedSize: 0,
    checksum: 0,
  };
}
