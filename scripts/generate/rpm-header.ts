/** One value of a header, by the type that rpm stores it as (rpm 4.18 include/rpm/rpmtag.h, rpmTagType_e). */
export type TagValue =
  | { readonly type: "string" | "i18n"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "char" | "int16" | "int32"; readonly value: readonly number[] }
  | { readonly type: "bytes"; readonly value: Uint8Array };

export type Tags = ReadonlyMap<number, TagValue>;

const typeNumbers = { char: 1, int16: 3, int32: 4, string: 6, bytes: 7, strings: 8, i18n: 9 } as const;

/** The tags that frame a header that must not change: RPMTAG_HEADERIMMUTABLE and RPMTAG_HEADERSIGNATURES. */
export const IMMUTABLE_REGION = 63;
export const SIGNATURE_REGION = 62;

const magic = Buffer.from([0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0]);
const REGION_LENGTH = 16;

/**
 * Encodes a header with its magic: the region of `tags`, then `later` tags outside of it, as rpm adds them on installing
 * (rpm 4.18 lib/header.c, headerExport). Values that are empty are left out.
 */
export function encodeHeader(tags: Tags, region: number, later: Tags = new Map()): Buffer {
  const store = new Store();
  const entries = sorted(tags).map(([tag, value]) => store.add(tag, value));
  const trailer = indexEntry(region, typeNumbers.bytes, -(entries.length + 1) * REGION_LENGTH, REGION_LENGTH);
  const head = indexEntry(region, typeNumbers.bytes, store.length, REGION_LENGTH);
  store.append(trailer);
  const laterEntries = sorted(later).map(([tag, value]) => store.add(tag, value));
  const index = [head, ...entries, ...laterEntries];
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(index.length, 0);
  sizes.writeUInt32BE(store.length, 4);
  return Buffer.concat([magic, sizes, ...index, ...store.parts]);
}

function sorted(tags: Tags): (readonly [number, TagValue])[] {
  return [...tags]
    .filter(([, { value }]) => typeof value === "string" || value.length > 0)
    .sort(([left], [right]) => left - right);
}

function indexEntry(tag: number, type: number, offset: number, count: number): Buffer {
  const entry = Buffer.alloc(REGION_LENGTH);
  entry.writeUInt32BE(tag, 0);
  entry.writeUInt32BE(type, 4);
  entry.writeInt32BE(offset, 8);
  entry.writeUInt32BE(count, 12);
  return entry;
}

/** The data part of a header, as it grows. */
class Store {
  readonly parts: Buffer[] = [];
  length = 0;

  append(bytes: Buffer): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  /** Appends the value where its type may stand, and gives its index entry. */
  add(tag: number, value: TagValue): Buffer {
    const { bytes, align, count } = encodeValue(value);
    const padding = (align - (this.length % align)) % align;
    if (padding > 0) this.append(Buffer.alloc(padding));
    const entry = indexEntry(tag, typeNumbers[value.type], this.length, count);
    this.append(bytes);
    return entry;
  }
}

function encodeValue(value: TagValue): { readonly bytes: Buffer; readonly align: number; readonly count: number } {
  switch (value.type) {
    case "string":
    case "i18n":
      return { bytes: Buffer.from(`${value.value}\0`), align: 1, count: 1 };
    case "strings":
      return {
        bytes: Buffer.from(value.value.map((text) => `${text}\0`).join("")),
        align: 1,
        count: value.value.length,
      };
    case "bytes":
      return { bytes: Buffer.from(value.value), align: 1, count: value.value.length };
    case "char":
      return { bytes: Buffer.from(value.value), align: 1, count: value.value.length };
    case "int16":
      return { bytes: integers(value.value, 2), align: 2, count: value.value.length };
    case "int32":
      return { bytes: integers(value.value, 4), align: 4, count: value.value.length };
  }
}

function integers(values: readonly number[], width: 2 | 4): Buffer {
  const bytes = Buffer.alloc(values.length * width);
  for (const [i, value] of values.entries()) bytes.writeUIntBE(value >>> 0, i * width, width);
  return bytes;
}
