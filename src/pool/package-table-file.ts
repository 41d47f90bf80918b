import { type DependencyKind, dependencyKinds } from "../package/dependency.ts";
import type { PackageTable, Rows } from "./package-table.ts";

/**
 * A package table as one flat file, opened without parsing or copying: a header, the offset and length of each section,
 * then the sections, each aligned to 8 bytes, in this machine's byte order.
 *
 * Header, words of 32 bits: magic (2), format, byte order, length of the file, checksum of all that follows the header,
 * packages, sections.
 */
const MAGIC = [0x72726546, 0x62615479] as const; // "FerryTab"
/** Goes up with every change of the layout, of the hash of strings or of what the parsers put into a table. */
const FORMAT = 2;
const BYTE_ORDER = 0x01020304;
const HEADER_WORDS = 8;
const HEADER_BYTES = HEADER_WORDS * 4;
const ALIGNMENT = 8;

/** 32 bits against cut and damaged files, not against forgery. The caller has it from its platform: zlib's crc32. */
export type Checksum = (bytes: Uint8Array) => number;

type Section = Uint8Array | Uint32Array | Float64Array;

/** A cache file that is not what it should be: remake it. */
export class PackageTableFileError extends Error {
  override readonly name = "PackageTableFileError";

  constructor(file: string, state: string) {
    super(`Cannot open the package table ${file}: ${state}; delete it, it will be made again`);
  }
}

export function encodePackageTable(table: PackageTable, checksum: Checksum): Uint8Array {
  const sections = sectionsOf(table);
  const directoryEnd = HEADER_BYTES + sections.length * 8;
  let length = aligned(directoryEnd);
  const offsets = sections.map((section) => {
    const offset = length;
    length = aligned(offset + section.byteLength);
    return offset;
  });
  if (length > 0xffffffff) throw new RangeError(`Cannot encode a package table of ${length} bytes: 4 GiB is the limit`);
  const bytes = new Uint8Array(length);
  const words = new Uint32Array(bytes.buffer);
  for (const [index, section] of sections.entries()) {
    const offset = offsets[index]!;
    words[HEADER_WORDS + index * 2] = offset;
    words[HEADER_WORDS + index * 2 + 1] = section.byteLength;
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), offset);
  }
  const sum = checksum(bytes.subarray(HEADER_BYTES));
  words.set([...MAGIC, FORMAT, BYTE_ORDER, length, sum, table.count, sections.length]);
  return bytes;
}

/** Opens what `encodePackageTable` made; the table's arrays are views of `bytes`. `file` is for messages. */
export function openPackageTable(bytes: Uint8Array, file: string, checksum: Checksum): PackageTable {
  const fail = (state: string): never => {
    throw new PackageTableFileError(file, state);
  };
  const whole = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  if (whole.length < HEADER_BYTES) return fail(`it has ${whole.length} bytes, less than a header`);
  const header = new Uint32Array(whole.buffer, whole.byteOffset, HEADER_WORDS);
  if (header[0] !== MAGIC[0] || header[1] !== MAGIC[1]) return fail("it is no package table");
  if (header[3] !== BYTE_ORDER) return fail("it was made on a machine of another byte order");
  if (header[2] !== FORMAT) return fail(`it has format ${header[2]}, this version of Ferry reads ${FORMAT}`);
  if (header[4] !== whole.length) return fail(`it has ${whole.length} bytes and should have ${header[4]}`);
  if (whole.length % ALIGNMENT !== 0) return fail("its length is not a multiple of 8");
  if (header[5] !== checksum(whole.subarray(HEADER_BYTES))) return fail("its checksum is wrong: it was damaged");
  const next = sectionReader(whole, header[7]!, fail);
  const table = tableOf(header[6]!, next);
  const wrong = inconsistency(table);
  return wrong === undefined ? table : fail(wrong);
}

/** The sections in the order of `tableOf`. */
function sectionsOf(table: PackageTable): readonly Section[] {
  const rows = [...dependencyKinds.map((kind) => table.dependencies[kind]), table.files];
  return [
    table.strings.data,
    table.strings.offsets,
    table.strings.hashes,
    table.relations.names,
    table.relations.evrs,
    table.relations.flags,
    table.names,
    table.evrs,
    table.archs,
    table.vendors,
    table.buildTimes,
    table.sourceRpms,
    table.locations,
    table.packageSizes,
    table.installedSizes,
    table.checksums,
    ...rows.flatMap(({ offsets, ids }) => [offsets, ids]),
  ];
}

/** Gives the next section as a view of the type asked for. */
type SectionReader = <Type extends Section>(type: SectionType<Type>) => Type;

interface SectionType<Type extends Section> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Type;
  readonly BYTES_PER_ELEMENT: number;
}

function tableOf(count: number, next: SectionReader): PackageTable {
  const rows = (): Rows => ({ offsets: next(Uint32Array), ids: next(Uint32Array) });
  return {
    count,
    strings: { data: next(Uint8Array), offsets: next(Uint32Array), hashes: next(Uint32Array) },
    relations: { names: next(Uint32Array), evrs: next(Uint32Array), flags: next(Uint8Array) },
    names: next(Uint32Array),
    evrs: next(Uint32Array),
    archs: next(Uint32Array),
    vendors: next(Uint32Array),
    buildTimes: next(Uint32Array),
    sourceRpms: next(Uint32Array),
    locations: next(Uint32Array),
    packageSizes: next(Float64Array),
    installedSizes: next(Float64Array),
    checksums: next(Uint32Array),
    dependencies: Object.fromEntries(dependencyKinds.map((kind) => [kind, rows()])) as Record<DependencyKind, Rows>,
    files: rows(),
  };
}

function sectionReader(bytes: Uint8Array, sections: number, fail: (state: string) => never): SectionReader {
  let index = 0;
  const directoryEnd = HEADER_BYTES + sections * 8;
  if (directoryEnd > bytes.length) return fail(`it has no room for ${sections} sections`);
  const directory = new Uint32Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES, sections * 2);
  return (type) => {
    if (index >= sections) return fail(`it has ${sections} sections, too few`);
    const offset = directory[index * 2]!;
    const length = directory[index * 2 + 1]!;
    if (offset < directoryEnd || offset + length > bytes.length)
      return fail(`section ${index} (${length} bytes at ${offset}) is outside of it`);
    if (offset % ALIGNMENT !== 0 || length % type.BYTES_PER_ELEMENT !== 0)
      return fail(`section ${index} (${length} bytes at ${offset}) is not aligned`);
    index++;
    return new type(bytes.buffer, bytes.byteOffset + offset, length / type.BYTES_PER_ELEMENT);
  };
}

/** What contradicts itself in a table; undefined when nothing does. */
function inconsistency(table: PackageTable): string | undefined {
  const { count, strings, relations } = table;
  const columns = [table.names, table.evrs, table.archs, table.vendors, table.buildTimes, table.sourceRpms];
  columns.push(table.locations, table.checksums);
  if ([...columns, table.packageSizes, table.installedSizes].some((column) => column.length !== count))
    return `a column has not ${count} entries`;
  if (strings.offsets.length !== strings.hashes.length + 1) return "its strings have not as many hashes as offsets";
  if (strings.offsets.at(-1) !== strings.data.length) return "its strings do not end where their bytes do";
  if (relations.evrs.length !== relations.names.length || relations.flags.length !== relations.names.length)
    return "its relations have columns of different length";
  const rows = [...dependencyKinds.map((kind) => table.dependencies[kind]), table.files];
  if (rows.some(({ offsets, ids }) => offsets.length !== count + 1 || offsets[count] !== ids.length))
    return "a row ends outside of its list";
  return undefined;
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
