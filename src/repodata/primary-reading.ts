import type { PackageRow, TableBuilder } from "../pool/table-builder.ts";
import type { ByteJoiner } from "./byte-joiner.ts";
import type { CanonicalEntry } from "./canonical-entry.ts";
import type { EvrReader } from "./evr-reader.ts";
import type { XmlScanner } from "./xml-scanner.ts";

/** The package being read: a row whose columns are 0 until they are known. */
export type PackageDraft = { -readonly [Column in keyof PackageRow]: PackageRow[Column] } & { start: number };

/** What the functions that read primary.xml share while one document is read. */
export interface PrimaryReading {
  readonly scanner: XmlScanner;
  readonly builder: TableBuilder;
  readonly canonical: CanonicalEntry;
  readonly evrs: EvrReader;
  readonly draft: PackageDraft;
  /** For values joined of several parts. */
  readonly joiner: ByteJoiner;
}

/** Throws `package "bash" at byte 123 has no version`; `position` is where in the document, at the package's start if not told. */
export function failInPackage(reading: PrimaryReading, state: string, position = reading.draft.start): never {
  const { scanner, builder, draft } = reading;
  const name = draft.name === 0 ? "a package" : `package "${builder.strings.text(draft.name)}"`;
  return scanner.window.fail(`${name} at byte ${scanner.window.offsetOf(position)} ${state}`, position);
}
