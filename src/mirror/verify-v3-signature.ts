import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** A version 3 signature packet (RFC 4880, section 5.2.2), as old rpm and PGP make them; openpgp.js refuses them. */
export interface V3Signature {
  readonly type: number;
  /** Seconds since 1970. */
  readonly created: number;
  readonly keyId: string;
  readonly publicKeyAlgorithm: number;
  readonly hash: string;
  /** RSA: the signature. DSA: r and s. */
  readonly numbers: readonly Uint8Array[];
}

export const BINARY_SIGNATURE = 0;
export const TEXT_SIGNATURE = 1;
const RSA = 1;
const RSA_SIGN_ONLY = 3;
const DSA = 17;

/** RFC 9580, section 9.5. */
const hashes: Readonly<Record<number, string>> = {
  1: "md5",
  2: "sha1",
  3: "ripemd160",
  8: "sha256",
  9: "sha384",
  10: "sha512",
  11: "sha224",
};

export function hashName(id: number): string {
  return hashes[id] ?? `hash ${id}`;
}

/** Undefined where the packet is cut short or its fields have no sense. */
export function parseV3Signature(body: Uint8Array): V3Signature | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.length < 19 || body[0] !== 3 || body[1] !== 5) return undefined;
  const publicKeyAlgorithm = view.getUint8(15);
  const numbers = readNumbers(body.subarray(19));
  if (numbers === undefined || numbers.length !== (publicKeyAlgorithm === DSA ? 2 : 1)) return undefined;
  return {
    type: view.getUint8(2),
    created: view.getUint32(3),
    keyId: Buffer.from(body.subarray(7, 15)).toString("hex"),
    publicKeyAlgorithm,
    hash: hashName(view.getUint8(16)),
    numbers,
  };
}

/** Numbers with their length in bits before them (RFC 9580, section 3.2). */
function readNumbers(bytes: Uint8Array): Uint8Array[] | undefined {
  const numbers: Uint8Array[] = [];
  let position = 0;
  while (position < bytes.length) {
    const length = (((bytes[position] ?? 0) << 8) + (bytes[position + 1] ?? 0) + 7) >> 3;
    const number = bytes.subarray(position + 2, position + 2 + length);
    if (number.length < length) return undefined;
    numbers.push(number);
    position += 2 + length;
  }
  return numbers;
}

/** The public numbers of a key, as openpgp.js keeps them. */
export interface PublicNumbers {
  readonly n?: Uint8Array;
  readonly e?: Uint8Array;
  readonly p?: Uint8Array;
  readonly q?: Uint8Array;
  readonly g?: Uint8Array;
  readonly y?: Uint8Array;
}

/** Why the signature does not hold, or undefined when it does. `content` is what was signed, as its bytes are. */
export function checkV3Signature(
  signature: V3Signature,
  content: Uint8Array,
  key: { readonly algorithm: number; readonly numbers: PublicNumbers },
): string | undefined {
  if (signature.hash === "md5" || signature.hash === "ripemd160" || signature.hash.startsWith("hash "))
    return `it uses ${signature.hash}, which is not accepted`;
  if (isRsa(signature.publicKeyAlgorithm) !== isRsa(key.algorithm)) return "it is of another kind than its key";
  const trailer = new Uint8Array(5);
  trailer[0] = signature.type;
  new DataView(trailer.buffer).setUint32(1, signature.created);
  const signed = Buffer.concat([signature.type === TEXT_SIGNATURE ? canonicalText(content) : content, trailer]);
  const holds = isRsa(key.algorithm)
    ? holdsRsa(signature, signed, key.numbers)
    : holdsDsa(signature, signed, key.numbers);
  return holds ? undefined : "it does not belong to this content";
}

function isRsa(algorithm: number): boolean {
  return algorithm === RSA || algorithm === RSA_SIGN_ONLY;
}

function holdsRsa(signature: V3Signature, signed: Uint8Array, { n, e }: PublicNumbers): boolean {
  const [value] = signature.numbers;
  if (n === undefined || e === undefined || value === undefined || value.length > n.length) return false;
  const key = createPublicKey({ key: { kty: "RSA", n: base64url(n), e: base64url(e) }, format: "jwk" });
  return verify(signature.hash, signed, key, padded(value, n.length));
}

function holdsDsa(signature: V3Signature, signed: Uint8Array, numbers: PublicNumbers): boolean {
  const { p, q, g, y } = numbers;
  const [r, s] = signature.numbers;
  if (p === undefined || q === undefined || g === undefined || y === undefined) return false;
  if (r === undefined || s === undefined || r.length > q.length || s.length > q.length) return false;
  const value = Buffer.concat([padded(r, q.length), padded(s, q.length)]);
  return verify(signature.hash, signed, { key: dsaKey(p, q, g, y), dsaEncoding: "ieee-p1363" }, value);
}

/** SubjectPublicKeyInfo of a DSA key (RFC 3279, section 2.3.2): node:crypto knows no shorter way in. */
function dsaKey(p: Uint8Array, q: Uint8Array, g: Uint8Array, y: Uint8Array): KeyObject {
  const dsaIdentifier = Buffer.from("06072a8648ce380401", "hex");
  const parameters = der(0x30, derInteger(p), derInteger(q), derInteger(g));
  const key = der(0x03, Buffer.from([0]), derInteger(y));
  return createPublicKey({ key: der(0x30, der(0x30, dsaIdentifier, parameters), key), format: "der", type: "spki" });
}

/** A zero before the number only where its highest bit is set, which would make it negative. */
function derInteger(number: Uint8Array): Buffer {
  return der(0x02, (number[0] ?? 0) < 0x80 ? number : Buffer.concat([Buffer.from([0]), number]));
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function padded(number: Uint8Array, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(length - number.length), number]);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** Line ends as CR LF (RFC 9580, section 5.2.1.2). */
function canonicalText(content: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(content).toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
}
