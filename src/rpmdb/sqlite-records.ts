import type { Reader } from "./reader.ts";

/** A value of a row. Texts are left as bytes: who needs them decodes them. Numbers beyond 2^53 lose their last digits. */
export type Column =
  | { readonly kind: "null" }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "float" }
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "blob"; readonly bytes: Uint8Array };

/** Bytes of the integers of serial types 0 to 6: https://www.sqlite.org/fileformat2.html §2.1. */
const integerSizes = [0, 1, 2, 3, 4, 6, 8] as const;

/** The first `count` columns of a record, null where it has fewer. */
export function readColumns(record: Reader, count: number): readonly Column[] {
  const header = readVarint(record, 0, "record header");
  if (header.value > record.length)
    record.fail(0, "record header", `is ${header.value} bytes long, the row ${record.length}`);
  const columns: Column[] = [];
  let typeAt = header.end;
  let valueAt = header.value;
  while (columns.length < count) {
    if (typeAt >= header.value) {
      columns.push({ kind: "null" });
      continue;
    }
    const type = readVarint(record, typeAt, "column type");
    const size = sizeOf(record, typeAt, type.value);
    columns.push(readColumn(record, type.value, valueAt, size));
    typeAt = type.end;
    valueAt += size;
  }
  return columns;
}

function sizeOf(record: Reader, at: number, type: number): number {
  if (type === 7) return 8;
  if (type === 8 || type === 9) return 0;
  if (type === 10 || type === 11) record.fail(at, "column type", `is ${type}, which is reserved`);
  return type < 7 ? integerSizes[type]! : Math.floor((type - 12) / 2);
}

function readColumn(record: Reader, type: number, at: number, size: number): Column {
  const bytes = record.bytes(at, size, "column");
  if (type === 0) return { kind: "null" };
  if (type === 7) return { kind: "float" };
  if (type === 8 || type === 9) return { kind: "integer", value: type - 8 };
  if (type >= 12) return { kind: type % 2 === 0 ? "blob" : "text", bytes };
  return {
    kind: "integer",
    value: bytes.reduce((sum, byte, index) => sum * 256 + (index === 0 ? (byte << 24) >> 24 : byte), 0),
  };
}

/** SQLite's variable-length integer: 7 bits a byte, the 9th byte whole. */
export function readVarint(
  reader: Reader,
  at: number,
  reading: string,
): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = reader.uint8(at + index, reading);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return { value: value * 256 + reader.uint8(at + 8, reading), end: at + 9 };
}
