import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { readPrivateKey } from "openpgp";

/** Signs as PGP 2 and early rpm did: gpg makes version 3 signatures no more. The secret key is one that gpg exported. */
export async function writeV3Signature(content: string, secretKey: Uint8Array, created: number): Promise<Buffer> {
  const key = await readPrivateKey({ binaryKey: secretKey });
  const packet = key.keyPacket as unknown as {
    readonly algorithm: number;
    readonly publicParams: Numbers;
    readonly privateParams: Numbers;
  };
  const isRsa = packet.algorithm === 1;
  const trailer = Buffer.alloc(5);
  trailer.writeUInt32BE(created, 1);
  const signed = Buffer.concat([Buffer.from(content), trailer]);
  const numbers = isRsa
    ? [sign("sha256", signed, rsaKey(packet.publicParams, packet.privateParams))]
    : halves(
        sign("sha256", signed, { key: dsaKey(packet.publicParams, packet.privateParams), dsaEncoding: "ieee-p1363" }),
      );
  const fixed = Buffer.alloc(19);
  fixed.set([3, 5, 0]);
  fixed.writeUInt32BE(created, 3);
  fixed.set(Buffer.from(key.getKeyID().toHex(), "hex"), 7);
  fixed.set([packet.algorithm, 8], 15);
  const digestStart = await crypto.subtle.digest("SHA-256", signed);
  fixed.set(new Uint8Array(digestStart).subarray(0, 2), 17);
  const body = Buffer.concat([fixed, ...numbers.map(withLength)]);
  const header = Buffer.from([0x89, body.length >> 8, body.length & 255]);
  return Buffer.concat([header, body]);
}

type Numbers = Readonly<Record<string, Uint8Array>>;

function rsaKey(open: Numbers, secret: Numbers): KeyObject {
  const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("base64url");
  const number = (bytes: Uint8Array | undefined): bigint => BigInt(`0x${Buffer.from(bytes ?? []).toString("hex")}`);
  const encode = (value: bigint): string => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
  };
  const [d, p, q] = [number(secret["d"]), number(secret["p"]), number(secret["q"])];
  const jwk = { kty: "RSA", n: text(open["n"]), e: text(open["e"]), d: text(secret["d"]), p: encode(p), q: encode(q) };
  const inverse = modularInverse(q, p);
  return createPrivateKey({
    key: { ...jwk, dp: encode(d % (p - 1n)), dq: encode(d % (q - 1n)), qi: encode(inverse) },
    format: "jwk",
  });
}

function modularInverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return ((x % modulus) + modulus) % modulus;
}

function dsaKey(open: Numbers, secret: Numbers): KeyObject {
  const integer = (bytes: Uint8Array | undefined): Buffer => {
    const number = bytes ?? new Uint8Array([0]);
    return der(0x02, (number[0] ?? 0) < 0x80 ? number : Buffer.concat([Buffer.from([0]), number]));
  };
  const parameters = der(0x30, integer(open["p"]), integer(open["q"]), integer(open["g"]));
  const algorithm = der(0x30, Buffer.from("06072a8648ce380401", "hex"), parameters);
  const key = der(0x30, integer(undefined), algorithm, der(0x04, integer(secret["x"])));
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const size =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function halves(bytes: Buffer): Buffer[] {
  return [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
}

function withLength(number: Uint8Array): Buffer {
  const start = number.findIndex((byte) => byte !== 0);
  const significant = number.subarray(start);
  const bits = significant.length * 8 - Math.clz32(significant[0] ?? 0) + 24;
  return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), significant]);
}
