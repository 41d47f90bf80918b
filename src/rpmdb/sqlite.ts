import { type Backend, type HeaderBlob, MAX_HEADER_BYTES, type RpmdbFile } from "./backend.ts";
import { createReader, type Reader } from "./reader.ts";
import { isSqlite, openPages, type Page, type Pages } from "./sqlite-pages.ts";
import { readColumns, readVarint } from "./sqlite-records.ts";

/*
 * `rpmdb.sqlite` (EL9 and later): headers are the blobs of the table Packages (hnum INTEGER PRIMARY KEY, blob BLOB), rpm
 * 4.18 lib/backend/sqlite.c. Our own reader of table b-trees: bounded, with offsets in errors, and nothing is written.
 * Source: https://www.sqlite.org/fileformat2.html §1.5 and §1.6.
 */
const LEAF = 0x0d;
const INTERIOR = 0x05;
/** Page 1 begins with the header of the database. */
const DATABASE_HEADER = 100;

export const sqlite: Backend = { name: "sqlite", matches: isSqlite, headers };

function* headers(file: RpmdbFile, log?: RpmdbFile): Iterable<HeaderBlob> {
  const pages = openPages(file, log);
  for (const row of readRows(pages, findPackagesTable(pages))) {
    yield { instance: row.id, offset: row.offset, file: row.file, bytes: headerOf(row) };
  }
}

function headerOf({ id, bytes, file, offset }: Row): Uint8Array {
  const record = createReader(bytes, `${file}, row ${id} that begins at byte ${offset}`, "big-endian");
  const blob = readColumns(record, 2)[1]!;
  return blob.kind === "blob" ? blob.bytes : record.fail(0, "header", `is of type ${blob.kind}, not blob (corrupted)`);
}

/** The root page of the table Packages, from the schema table on page 1: type, name, tbl_name, rootpage, sql. */
function findPackagesTable(pages: Pages): number {
  const decoder = new TextDecoder();
  for (const row of readRows(pages, 1)) {
    const record = createReader(
      row.bytes,
      `${row.file}, row of the schema that begins at byte ${row.offset}`,
      "big-endian",
    );
    const [type, name, , root] = readColumns(record, 4);
    if (type?.kind !== "text" || name?.kind !== "text" || root?.kind !== "integer") continue;
    if (decoder.decode(type.bytes) === "table" && decoder.decode(name.bytes) === "Packages") return root.value;
  }
  return pages.main.fail(DATABASE_HEADER, "schema", "has no table Packages: an SQLite database, but not one of rpm");
}

interface Row {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Where the row begins in `file`; its later bytes may be on overflow pages. */
  readonly offset: number;
}

/** The rows of a table in the order of their ids. */
function* readRows(pages: Pages, root: number): Iterable<Row> {
  const waiting = [{ page: root, askedAt: { reader: pages.main, offset: 0 } }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const page = pages.get(next.page, next.askedAt);
    const { reader } = page;
    const start = page.start + (page.number === 1 ? DATABASE_HEADER : 0);
    const type = reader.uint8(start, `page ${page.number}`);
    if (type !== LEAF && type !== INTERIOR) {
      reader.fail(
        start,
        `page ${page.number}`,
        `has type ${type}, expected ${LEAF} or ${INTERIOR} of a table (corrupted)`,
      );
    }
    const cells = cellOffsets(page, start, type === LEAF ? 8 : 12);
    if (type === LEAF) {
      for (const cell of cells) yield readRow(pages, page, cell);
      continue;
    }
    const children = [...cells, start + 8];
    for (const offset of children.reverse()) {
      waiting.push({ page: reader.uint32(offset, `child of page ${page.number}`), askedAt: { reader, offset } });
    }
  }
}

function cellOffsets({ reader, number, start: pageStart, usable }: Page, start: number, headerSize: number): number[] {
  const count = reader.uint16(start + 3, `number of cells of page ${number}`);
  const low = start - pageStart + headerSize + 2 * count;
  if (low > usable)
    reader.fail(start + 3, `number of cells of page ${number}`, `is ${count}, too many for ${usable} bytes`);
  return Array.from({ length: count }, (_, index) => {
    const at = start + headerSize + 2 * index;
    const offset = reader.uint16(at, `cell ${index} of page ${number}`);
    if (offset < low || offset > usable - 4) {
      reader.fail(
        at,
        `cell ${index} of page ${number}`,
        `begins at ${offset}, outside ${low} to ${usable - 4} (corrupted)`,
      );
    }
    return pageStart + offset;
  });
}

/** A cell of a leaf: length, row id, then the row, as much as fits; the rest is a chain of overflow pages. */
function readRow(pages: Pages, page: Page, cell: number): Row {
  const { reader, usable } = page;
  const size = readVarint(reader, cell, `length of a row on page ${page.number}`);
  const id = readVarint(reader, size.end, `id of a row on page ${page.number}`);
  const reading = `row ${id.value} on page ${page.number}`;
  if (size.value > MAX_HEADER_BYTES || size.value > pages.count * usable) {
    reader.fail(cell, reading, `claims ${size.value} bytes, more than the database can hold (corrupted)`);
  }
  const local = localSize(size.value, usable);
  const isWhole = local === size.value;
  if (id.end + local + (isWhole ? 0 : 4) > page.start + usable) {
    reader.fail(cell, reading, `goes beyond the end of its page (corrupted)`);
  }
  const head = reader.bytes(id.end, local, reading);
  const bytes = isWhole ? head : readOverflow(pages, head, size.value, { reader, offset: id.end + local });
  return { id: id.value, bytes, file: reader.file, offset: cell };
}

/** How much of a row stands on its leaf. */
function localSize(size: number, usable: number): number {
  const most = usable - 35;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function readOverflow(
  pages: Pages,
  head: Uint8Array,
  size: number,
  first: { reader: Reader; offset: number },
): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(head);
  let filled = head.length;
  let pointer = first;
  while (filled < size) {
    const number = pointer.reader.uint32(pointer.offset, "number of an overflow page");
    const { reader, start, usable } = pages.get(number, pointer);
    const length = Math.min(usable - 4, size - filled);
    bytes.set(reader.bytes(start + 4, length, `overflow page ${number}`), filled);
    filled += length;
    pointer = { reader, offset: start };
  }
  return bytes;
}
