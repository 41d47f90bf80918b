/**
 * Decodes bzip2 data block by block, members one after the other. Memory: 4 bytes a byte of block (900 kB at most), and
 * pieces of output of at most 1 MiB. The format: block header, Huffman groups, move to front, run lengths and the
 * Burrows-Wheeler transform as in bzip2 1.0.8, decompress.c.
 *
 * Indexes are within bounds by what was checked before; `as number` instead of a check makes it three times as fast.
 * Throws Bzip2Error with the offset of the byte it stopped at.
 */
export function* bunzip2(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  const bits = new BitReader(bytes);
  do {
    yield* decodeMember(bits);
    bits.alignToByte();
  } while (bits.offset < bytes.length);
}

export class Bzip2Error extends Error {
  override readonly name = "Bzip2Error";
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(what);
    this.offset = offset;
  }
}

const MAXIMUM_CODE_LENGTH = 20;
const GROUP_SIZE = 50;
const RUN_A = 0;
const RUN_B = 1;
const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;
const PIECE = 1 << 20;

function* decodeMember(bits: BitReader): Generator<Uint8Array, void, undefined> {
  const start = bits.offset;
  if (bits.read(24) !== 0x425a68)
    throw new Bzip2Error(start === 0 ? "it is not bzip2 data" : "there is foreign data after its end", start);
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw new Bzip2Error(`bzip2 has no block size "${level}"`, bits.offset);
  const block = new Uint32Array(level * 100_000);
  let memberCrc = 0;
  for (;;) {
    const magic = [bits.read(24), bits.read(24)];
    const expectedCrc = bits.read(16) * 0x10000 + bits.read(16);
    if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1]) {
      if (expectedCrc !== memberCrc >>> 0) throw new Bzip2Error("the checksum of the whole is wrong", bits.offset);
      return;
    }
    if (magic[0] !== BLOCK_MAGIC[0] || magic[1] !== BLOCK_MAGIC[1])
      throw new Bzip2Error("a block has no header", bits.offset);
    memberCrc = (memberCrc << 1) | (memberCrc >>> 31);
    memberCrc ^= expectedCrc;
    yield* decodeBlock(bits, block, expectedCrc);
  }
}

function* decodeBlock(
  bits: BitReader,
  block: Uint32Array,
  expectedCrc: number,
): Generator<Uint8Array, void, undefined> {
  if (bits.read(1) === 1) throw new Bzip2Error("it is of a bzip2 before 0.9.5, which is not supported", bits.offset);
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  const { selectors, groupCount } = readSelectors(bits);
  const codes = Array.from({ length: groupCount }, () => readCode(bits, symbols.length + 2));
  const counts = new Uint32Array(256);
  const length = readRuns(bits, { block, counts, symbols, selectors, codes });
  if (origin >= length) throw new Bzip2Error("a block starts outside of itself", bits.offset);
  sortBlock(block, length, counts);
  yield* unrun(bits, block, length, origin, expectedCrc);
}

/** The byte values that the block uses. */
function readSymbols(bits: BitReader): Uint8Array {
  const ranges = bits.read(16);
  const symbols: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((ranges & (0x8000 >> high)) === 0) continue;
    const range = bits.read(16);
    for (let low = 0; low < 16; low++) if ((range & (0x8000 >> low)) !== 0) symbols.push(high * 16 + low);
  }
  if (symbols.length === 0) throw new Bzip2Error("a block uses no symbols", bits.offset);
  return Uint8Array.from(symbols);
}

function readSelectors(bits: BitReader): { readonly selectors: Uint8Array; readonly groupCount: number } {
  const groupCount = bits.read(3);
  const count = bits.read(15);
  if (groupCount < 2 || groupCount > 6 || count === 0)
    throw new Bzip2Error(`a block has ${groupCount} Huffman tables and ${count} selectors`, bits.offset);
  const order = Uint8Array.from([0, 1, 2, 3, 4, 5]);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.read(1) === 1) {
      place++;
      if (place >= groupCount) throw new Bzip2Error("a selector names no Huffman table", bits.offset);
    }
    selectors[i] = moveToFront(order, place);
  }
  return { selectors, groupCount };
}

/** A canonical Huffman code: by length, the last code of that length and the place of its first symbol. */
interface Code {
  readonly shortest: number;
  readonly longest: number;
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

function readCode(bits: BitReader, symbolCount: number): Code {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let i = 0; i < symbolCount; i++) {
    for (;;) {
      if (length < 1 || length > MAXIMUM_CODE_LENGTH)
        throw new Bzip2Error(`a Huffman code has ${length} bits`, bits.offset);
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  const perLength = new Int32Array(MAXIMUM_CODE_LENGTH + 2);
  for (const each of lengths) perLength[each] = (perLength[each] as number) + 1;
  const limits = new Int32Array(MAXIMUM_CODE_LENGTH + 2).fill(-1);
  const bases = new Int32Array(MAXIMUM_CODE_LENGTH + 2);
  const symbols = new Uint16Array(symbolCount);
  const shortest = lengths.reduce((least, each) => Math.min(least, each), MAXIMUM_CODE_LENGTH);
  const longest = lengths.reduce((most, each) => Math.max(most, each), 0);
  let code = 0;
  let place = 0;
  for (let each = shortest; each <= longest; each++) {
    bases[each] = place - code;
    for (let symbol = 0; symbol < symbolCount; symbol++) if (lengths[symbol] === each) symbols[place++] = symbol;
    code += perLength[each] as number;
    limits[each] = code - 1;
    code <<= 1;
  }
  return { shortest, longest, limits, bases, symbols };
}

interface BlockParts {
  readonly block: Uint32Array;
  readonly counts: Uint32Array;
  readonly symbols: Uint8Array;
  readonly selectors: Uint8Array;
  readonly codes: readonly Code[];
}

/** Huffman codes and runs into `block`; counts how often each byte occurs; returns the length of the block. */
function readRuns(bits: BitReader, { block, counts, symbols, selectors, codes }: BlockParts): number {
  const order = symbols.slice();
  const endOfBlock = symbols.length + 1;
  let length = 0;
  let run = 0;
  let runWeight = 1;
  let left = 0;
  let selector = 0;
  let code: Code | undefined;
  for (;;) {
    if (left === 0) {
      code = codes[selectors[selector++] as number];
      left = GROUP_SIZE;
    }
    left--;
    if (code === undefined || selector > selectors.length)
      throw new Bzip2Error("a block is longer than its selectors", bits.offset);
    const symbol = readCoded(bits, code);
    if (symbol === RUN_A || symbol === RUN_B) {
      run += runWeight << symbol;
      runWeight *= 2;
      if (run > block.length) throw new Bzip2Error("a run is longer than its block", bits.offset);
      continue;
    }
    if (run > 0) {
      if (length + run > block.length) throw new Bzip2Error("a block is longer than it says", bits.offset);
      const byte = order[0] as number;
      counts[byte] = (counts[byte] as number) + run;
      block.fill(byte, length, length + run);
      length += run;
      run = 0;
      runWeight = 1;
    }
    if (symbol === endOfBlock) return length;
    if (length >= block.length) throw new Bzip2Error("a block is longer than it says", bits.offset);
    const byte = moveToFront(order, symbol - 1);
    counts[byte] = (counts[byte] as number) + 1;
    block[length++] = byte;
  }
}

function readCoded(bits: BitReader, code: Code): number {
  let length = code.shortest;
  let value = bits.read(length);
  while (length <= code.longest) {
    if (value <= (code.limits[length] as number)) {
      const place = (code.bases[length] as number) + value;
      if (place >= 0 && place < code.symbols.length) return code.symbols[place] as number;
      break;
    }
    length++;
    value = (value << 1) | bits.read(1);
  }
  throw new Bzip2Error("a Huffman code is unknown", bits.offset);
}

/** Puts into the high 24 bits of entry i where the byte after it stands: the inverse Burrows-Wheeler transform. */
function sortBlock(block: Uint32Array, length: number, counts: Uint32Array): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = (block[i] as number) & 0xff;
    const place = counts[byte] as number;
    counts[byte] = place + 1;
    block[place] = (block[place] as number) | (i << 8);
  }
}

/** Follows the sorted block and opens the runs of bzip2's first stage: four equal bytes, then a count. */
function* unrun(
  bits: BitReader,
  block: Uint32Array,
  length: number,
  origin: number,
  expectedCrc: number,
): Generator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(PIECE);
  let used = 0;
  let crc = 0xffffffff;
  let entry = block[origin] as number;
  let previous = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    entry = block[entry >>> 8] as number;
    const byte = entry & 0xff;
    if (used + 256 > PIECE) {
      yield piece.subarray(0, used);
      piece = new Uint8Array(PIECE);
      used = 0;
    }
    if (equal === 4) {
      for (let k = 0; k < byte; k++) {
        piece[used++] = previous;
        crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ previous] as number);
      }
      equal = 0;
      previous = -1;
      continue;
    }
    piece[used++] = byte;
    crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] as number);
    equal = byte === previous ? equal + 1 : 1;
    previous = byte;
  }
  if (~crc >>> 0 !== expectedCrc) throw new Bzip2Error("the checksum of a block is wrong", bits.offset);
  yield piece.subarray(0, used);
}

/** CRC-32 with polynomial 0x04c11db7, highest bit first. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

function moveToFront(order: Uint8Array, place: number): number {
  const value = order[place] as number;
  order.copyWithin(1, 0, place);
  order[0] = value;
  return value;
}

/** Bits from the highest to the lowest of each byte. */
class BitReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #held = 0;
  #heldCount = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Offset of the next byte that was not touched yet. */
  get offset(): number {
    return this.#offset;
  }

  /** At most 24 bits. */
  read(count: number): number {
    while (this.#heldCount < count) {
      if (this.#offset >= this.#bytes.length) throw new Bzip2Error("it is cut short", this.#offset);
      this.#held = (this.#held << 8) | (this.#bytes[this.#offset++] as number);
      this.#heldCount += 8;
    }
    this.#heldCount -= count;
    return (this.#held >>> this.#heldCount) & ((1 << count) - 1);
  }

  alignToByte(): void {
    this.#heldCount = 0;
  }
}
