import { FIELDS, type RpmHeader, TagType } from "./header.ts";
import { formatTag } from "./tags.ts";

/** One tag of a header as the index tells it: `count` items of `type` from `start`, ending at `end` or before. */
interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

export function hasTag(header: RpmHeader, tag: number): boolean {
  return findEntry(header, tag) !== undefined;
}

/** The first text of a tag; undefined where the header has no such tag. */
export function getText(header: RpmHeader, tag: number): string | undefined {
  const entry = findEntry(header, tag);
  if (entry === undefined) return undefined;
  requireStrings(header, entry);
  const end = endOfString(header, entry, entry.start);
  return decodeText(header.reader.bytes(entry.start, end - entry.start, "text"));
}

/** All texts of a tag; empty where the header has no such tag. */
export function getTexts(header: RpmHeader, tag: number): readonly string[] {
  const entry = findEntry(header, tag);
  if (entry === undefined) return [];
  requireStrings(header, entry);
  limitCount(header, entry);
  // One decoding and one split for thousands of texts: an order of magnitude faster than text by text.
  const whole = utf8.decode(header.reader.bytes(entry.start, entry.end - entry.start, "texts"));
  const texts = whole.split("\0", entry.count + 1);
  if (texts.length <= entry.count) failUnterminated(header, entry);
  texts.length = entry.count;
  return whole.includes(REPLACEMENT) ? decodeEach(header, entry, texts) : texts;
}

/** The first number of a tag; undefined where the header has no such tag. Unsigned; beyond 2^53 the last digits are lost. */
export function getNumber(header: RpmHeader, tag: number): number | undefined {
  const entry = findEntry(header, tag);
  return entry === undefined ? undefined : readNumber(header, entry, 0);
}

/** All numbers of a tag; empty where the header has no such tag. */
export function getNumbers(header: RpmHeader, tag: number): readonly number[] {
  const entry = findEntry(header, tag);
  if (entry === undefined) return [];
  limitCount(header, entry);
  const numbers: number[] = [];
  for (let index = 0; index < entry.count; index++) numbers.push(readNumber(header, entry, index));
  return numbers;
}

/** The bytes of a binary tag, a view; undefined where the header has no such tag. */
export function getBytes(header: RpmHeader, tag: number): Uint8Array | undefined {
  const entry = findEntry(header, tag);
  if (entry === undefined) return undefined;
  if (entry.type !== TagType.binary) failType(header, entry, "bytes");
  return header.reader.bytes(entry.start, entry.count, "binary tag");
}

/** The last entry wins: it was added when the package was installed. */
function findEntry({ index }: RpmHeader, tag: number): Entry | undefined {
  for (let at = index.length - FIELDS; at >= 0; at -= FIELDS) {
    if (index[at] !== tag) continue;
    return { tag, type: index[at + 1]!, count: index[at + 2]!, start: index[at + 3]!, end: index[at + 4]! };
  }
  return undefined;
}

function readNumber(header: RpmHeader, entry: Entry, index: number): number {
  const { reader } = header;
  switch (entry.type) {
    case TagType.char:
    case TagType.int8:
      return reader.uint8(entry.start + index, "number");
    case TagType.int16:
      return reader.uint16(entry.start + 2 * index, "number");
    case TagType.int32:
      return reader.uint32(entry.start + 4 * index, "number");
    case TagType.int64: {
      const at = entry.start + 8 * index;
      return reader.uint32(at, "number") * 0x1_0000_0000 + reader.uint32(at + 4, "number");
    }
    default:
      return failType(header, entry, "numbers");
  }
}

function requireStrings(header: RpmHeader, entry: Entry): void {
  const isText = entry.type === TagType.string || entry.type === TagType.strings || entry.type === TagType.i18n;
  if (!isText) failType(header, entry, "text");
}

function endOfString(header: RpmHeader, entry: Entry, start: number): number {
  const bytes = header.reader.bytes(start, entry.end - start, "text");
  const length = bytes.indexOf(0);
  return length < 0 ? failUnterminated(header, entry) : start + length;
}

/** Decodes again the texts that are not UTF-8. */
function decodeEach(header: RpmHeader, entry: Entry, texts: readonly string[]): readonly string[] {
  let start = entry.start;
  return texts.map((text) => {
    const end = endOfString(header, entry, start);
    const decoded = text.includes(REPLACEMENT) ? decodeText(header.reader.bytes(start, end - start, "text")) : text;
    start = end + 1;
    return decoded;
  });
}

const REPLACEMENT = "\ufffd";
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const latin1 = new TextDecoder("latin1");

/** UTF-8, and Latin-1 what is not: old packages have such names, and no two of them may become the same. */
function decodeText(bytes: Uint8Array): string {
  const text = utf8.decode(bytes);
  return text.includes(REPLACEMENT) ? latin1.decode(bytes) : text;
}

/** More items than any package has; without a limit a file of zero bytes would become arrays many times its size. */
const MAX_ITEMS = 2 ** 21;

function limitCount({ reader }: RpmHeader, { tag, count, start }: Entry): void {
  if (count > MAX_ITEMS)
    reader.fail(start, `tag ${formatTag(tag)}`, `has ${count} items, more than ${MAX_ITEMS} (corrupted)`);
}

function failType({ reader }: RpmHeader, { tag, type, start }: Entry, expected: string): never {
  return reader.fail(start, `tag ${formatTag(tag)}`, `has type ${type}, which is not ${expected} (corrupted)`);
}

function failUnterminated({ reader }: RpmHeader, { tag, count, start, end }: Entry): never {
  const problem = `the ${end - start} bytes of its data hold fewer than ${count} texts (corrupted)`;
  return reader.fail(start, `tag ${formatTag(tag)}`, problem);
}
