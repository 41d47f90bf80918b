import { OpenPgpError } from "./openpgp-error.ts";

export interface OpenPgpPacket {
  readonly tag: number;
  readonly body: Uint8Array;
  /** Header and body. */
  readonly bytes: Uint8Array;
}

export const SIGNATURE_PACKET = 2;
export const PUBLIC_KEY_PACKET = 6;

/** The parts of a file that a parser takes in one go: each armour block, or the whole where it is binary. */
export function openArmor(file: string, bytes: Uint8Array, block: "PUBLIC KEY BLOCK" | "SIGNATURE"): Uint8Array[] {
  // The first byte of every packet has its highest bit set (RFC 9580, section 4.2); armour is ASCII.
  if (((bytes[0] ?? 0) & 0x80) !== 0) return [bytes];
  const text = new TextDecoder("latin1").decode(bytes);
  const begin = `-----BEGIN PGP ${block}-----`;
  const end = `-----END PGP ${block}-----`;
  const blocks: Uint8Array[] = [];
  for (let start = text.indexOf(begin); start >= 0; ) {
    const stop = text.indexOf(end, start);
    if (stop < 0) throw new OpenPgpError(file, `its armour block at byte ${start} has no end`);
    blocks.push(decodeBlock(file, text.slice(start + begin.length, stop), start));
    start = text.indexOf(begin, stop);
  }
  if (blocks.length === 0) throw new OpenPgpError(file, `there is no "${begin}" in it, nor is it binary OpenPGP data`);
  return blocks;
}

/** Headers up to an empty line, base64, and a checksum that RFC 9580 (section 6.1) tells readers to pass over. */
function decodeBlock(file: string, text: string, start: number): Uint8Array {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const first = lines.findIndex((line, index) => index > 0 && !/^[\w-]+: /.test(line));
  const body = lines.slice(first).filter((line) => line !== "" && !line.startsWith("="));
  const joined = body.join("");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(joined))
    throw new OpenPgpError(file, `its armour block at byte ${start} is not base64`);
  return new Uint8Array(Buffer.from(joined, "base64"));
}

/** The packets of a file, by RFC 9580, section 4.2. Packets of unknown length are for encrypted data: refused. */
export function readPackets(file: string, bytes: Uint8Array): OpenPgpPacket[] {
  const packets: OpenPgpPacket[] = [];
  let position = 0;
  while (position < bytes.length) {
    const header = readHeader(file, bytes, position);
    const end = header.start + header.length;
    if (end > bytes.length)
      throw new OpenPgpError(file, `the packet at byte ${position} is cut short: ${header.length} bytes are declared`);
    packets.push({ tag: header.tag, body: bytes.subarray(header.start, end), bytes: bytes.subarray(position, end) });
    position = end;
  }
  return packets;
}

function readHeader(
  file: string,
  bytes: Uint8Array,
  position: number,
): { readonly tag: number; readonly start: number; readonly length: number } {
  const byte = (offset: number): number => {
    const value = bytes[position + offset];
    if (value === undefined) throw new OpenPgpError(file, `the packet at byte ${position} is cut short`);
    return value;
  };
  const number = (offset: number, count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + byte(offset + i);
    return value;
  };
  const first = byte(0);
  if ((first & 0x80) === 0) throw new OpenPgpError(file, `there is no OpenPGP packet at byte ${position}`);
  if ((first & 0x40) === 0) {
    const kind = first & 3;
    if (kind === 3) throw new OpenPgpError(file, `the packet at byte ${position} has no length`);
    const size = 1 << kind;
    return { tag: (first >> 2) & 15, start: position + 1 + size, length: number(1, size) };
  }
  const tag = first & 63;
  const second = byte(1);
  if (second < 192) return { tag, start: position + 2, length: second };
  if (second < 224) return { tag, start: position + 3, length: (second - 192) * 256 + byte(2) + 192 };
  if (second === 255) return { tag, start: position + 6, length: number(2, 4) };
  throw new OpenPgpError(file, `the packet at byte ${position} has no length`);
}
