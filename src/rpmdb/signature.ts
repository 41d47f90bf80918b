/** What an OpenPGP signature says about itself. It is not verified here. */
export interface Signature {
  readonly version: number;
  readonly publicKeyAlgorithm: number;
  readonly hashAlgorithm: number;
  /** Seconds since 1970; 0 where the signature does not say. */
  readonly created: number;
  /** Long key id, 16 lower-case hex digits; zeros where the signature does not say. */
  readonly keyId: string;
}

const PACKET_SIGNATURE = 2;
const SUBPACKET_CREATED = 2;
const SUBPACKET_ISSUER = 16;
const SUBPACKET_FINGERPRINT = 33;

/** Reads the first packet; undefined when it is not a whole signature packet. Versions 3, 4 and 6: RFC 4880 §5.2, RFC 9580 §5.2. */
export function parseSignature(packet: Uint8Array): Signature | undefined {
  const body = bodyOf(packet);
  const version = body?.[0];
  if (body === undefined || version === undefined) return undefined;
  if (version === 3) return parseVersion3(body);
  return version >= 4 && version <= 6 ? parseVersion4(body, version) : undefined;
}

/** The packet's body, by old or new packet header: RFC 9580 §4.2. */
function bodyOf(packet: Uint8Array): Uint8Array | undefined {
  const [head = 0] = packet;
  if ((head & 0x80) === 0) return undefined;
  const isNew = (head & 0x40) !== 0;
  const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
  if (tag !== PACKET_SIGNATURE) return undefined;
  const length = isNew ? newLength(packet, 1) : oldLength(packet, head & 3);
  if (length === undefined || length.end + length.value > packet.length) return undefined;
  return packet.subarray(length.end, length.end + length.value);
}

interface Length {
  readonly value: number;
  readonly end: number;
}

function oldLength(packet: Uint8Array, type: number): Length | undefined {
  // Type 3: as long as the bytes go on.
  if (type === 3) return { value: packet.length - 1, end: 1 };
  const size = 1 << type;
  return packet.length < 1 + size ? undefined : { value: number(packet, 1, size), end: 1 + size };
}

function newLength(bytes: Uint8Array, at: number): Length | undefined {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 192) return { value: first, end: at + 1 };
  if (first < 224) return second === undefined ? undefined : { value: (first - 192) * 256 + second + 192, end: at + 2 };
  return first !== 255 || at + 5 > bytes.length ? undefined : { value: number(bytes, at + 1, 4), end: at + 5 };
}

/** version, 5, type, created (4), key id (8), public key algorithm, hash algorithm. */
function parseVersion3(body: Uint8Array): Signature | undefined {
  if (body.length < 17 || body[1] !== 5) return undefined;
  return {
    version: 3,
    publicKeyAlgorithm: body[15]!,
    hashAlgorithm: body[16]!,
    created: number(body, 3, 4),
    keyId: hex(body.subarray(7, 15)),
  };
}

/** version, type, public key algorithm, hash algorithm, then hashed and unhashed subpackets, each list after its length. */
function parseVersion4(body: Uint8Array, version: number): Signature | undefined {
  const sizeLength = version === 6 ? 4 : 2;
  const hashedStart = 4 + sizeLength;
  if (body.length < hashedStart) return undefined;
  const hashedEnd = hashedStart + number(body, 4, sizeLength);
  const unhashedStart = hashedEnd + sizeLength;
  if (unhashedStart > body.length) return undefined;
  const unhashedEnd = unhashedStart + number(body, hashedEnd, sizeLength);
  if (unhashedEnd > body.length) return undefined;
  const hashed = subpackets(body.subarray(hashedStart, hashedEnd));
  const unhashed = subpackets(body.subarray(unhashedStart, unhashedEnd));
  const created = hashed.get(SUBPACKET_CREATED);
  return {
    version,
    publicKeyAlgorithm: body[2]!,
    hashAlgorithm: body[3]!,
    created: created?.length === 4 ? number(created, 0, 4) : 0,
    keyId: issuerOf(hashed) ?? issuerOf(unhashed) ?? "0".repeat(16),
  };
}

function issuerOf(list: ReadonlyMap<number, Uint8Array>): string | undefined {
  const issuer = list.get(SUBPACKET_ISSUER);
  if (issuer?.length === 8) return hex(issuer);
  const fingerprint = list.get(SUBPACKET_FINGERPRINT);
  // Key version, then the fingerprint; the key id is its end in version 4, its beginning since version 5.
  if (fingerprint?.length === 21 && fingerprint[0] === 4) return hex(fingerprint.subarray(13));
  return fingerprint?.length === 33 ? hex(fingerprint.subarray(1, 9)) : undefined;
}

/** Subpackets by type, the first of each. A list that breaks off is read as far as it goes, as rpm does. */
function subpackets(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const length = subpacketLength(bytes, at);
    if (length === undefined || length.value < 1 || length.end + length.value > bytes.length) break;
    const type = bytes[length.end]! & 0x7f;
    if (!found.has(type)) found.set(type, bytes.subarray(length.end + 1, length.end + length.value));
    at = length.end + length.value;
  }
  return found;
}

/** As in packets, but two bytes go up to 254: RFC 9580 §5.2.3.7. */
function subpacketLength(bytes: Uint8Array, at: number): Length | undefined {
  const first = bytes[at]!;
  if (first < 224 || first === 255) return newLength(bytes, at);
  const second = bytes[at + 1];
  return second === undefined ? undefined : { value: (first - 192) * 256 + second + 192, end: at + 2 };
}

function number(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let index = at; index < at + size; index++) value = value * 256 + bytes[index]!;
  return value;
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
