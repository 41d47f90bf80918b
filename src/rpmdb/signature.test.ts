import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSignature } from "./format-signature.ts";
import { parseSignature } from "./signature.ts";

const keyId = [0x51, 0xd6, 0x64, 0x7e, 0xc2, 0x1a, 0xd6, 0xea];
const time = [0x64, 0x63, 0x92, 0x12]; // 2023-05-16 14:24:18 UTC
const version3 = [3, 5, 0, ...time, ...keyId, 1, 8, 0, 0, 0, 0];

function version4(hashed: readonly number[], unhashed: readonly number[]): readonly number[] {
  return [4, 0, 1, 10, 0, hashed.length, ...hashed, 0, unhashed.length, ...unhashed, 0xab, 0xcd];
}

const created = [5, 2, ...time];
const issuer = [9, 16, ...keyId];
const fingerprint = [22, 33, 4, ...Array.from({ length: 12 }, () => 0x11), ...keyId];
const version6Fingerprint = [34, 33, 6, ...keyId, ...Array.from({ length: 24 }, () => 0x22)];

/** The packet header by RFC 9580 §4.2: old with 1, 2 or 4 bytes of length or none, new with 1, 2 or 5. */
const packets = {
  "old, 1 byte": (body: readonly number[]) => [0x88, body.length, ...body],
  "old, 2 bytes": (body: readonly number[]) => [0x89, 0, body.length, ...body],
  "old, 4 bytes": (body: readonly number[]) => [0x8a, 0, 0, 0, body.length, ...body],
  "old, to the end": (body: readonly number[]) => [0x8b, ...body],
  "new, 1 byte": (body: readonly number[]) => [0xc2, body.length, ...body],
  "new, 5 bytes": (body: readonly number[]) => [0xc2, 255, 0, 0, 0, body.length, ...body],
} as const;

describe.each(Object.entries(packets))("packet header: %s", (_, packet) => {
  test.each([
    ["version 3", version3, 3, "51d6647ec21ad6ea", "RSA/SHA256, Tue May 16 14:24:18 2023, Key ID 51d6647ec21ad6ea"],
    [
      "version 4, issuer unhashed",
      version4(created, issuer),
      4,
      "51d6647ec21ad6ea",
      "RSA/SHA512, Tue May 16 14:24:18 2023, Key ID 51d6647ec21ad6ea",
    ],
    ["version 4, issuer hashed", version4([...created, ...issuer], []), 4, "51d6647ec21ad6ea", undefined],
    ["version 4, fingerprint only", version4([...fingerprint, ...created], []), 4, "51d6647ec21ad6ea", undefined],
    ["version 6 fingerprint", version4([...created, ...version6Fingerprint], []), 4, "51d6647ec21ad6ea", undefined],
    [
      "no issuer, no time",
      version4([], []),
      4,
      "0000000000000000",
      "RSA/SHA512, Thu Jan  1 00:00:00 1970, Key ID 0000000000000000",
    ],
    [
      "time that is not signed",
      version4([], created),
      4,
      "0000000000000000",
      "RSA/SHA512, Thu Jan  1 00:00:00 1970, Key ID 0000000000000000",
    ],
  ] as const)("%s", (_, body, version, id, text) => {
    const signature = parseSignature(Uint8Array.from(packet(body)));
    expect(signature).toMatchObject({ version, keyId: id });
    if (text !== undefined) expect(formatSignature(signature!)).toBe(text);
  });
});

test.each([
  ["nothing", []],
  ["no packet", [0x02, 1, 2]],
  ["another packet (public key)", [0x99, 0, 3, 4, 0, 0]],
  ["a packet that is cut", [0x88, 40, ...version3]],
  ["an unknown version", [0x88, 1, 9]],
  ["subpackets longer than the packet", [0x88, 6, 4, 0, 1, 10, 0, 200]],
])("%s is no signature", (_, bytes) => {
  expect(parseSignature(Uint8Array.from(bytes))).toBeUndefined();
});

test("any bytes are a signature or none", () => {
  fc.assert(
    fc.property(fc.constantFrom(0x88, 0x89, 0x8b, 0xc2), fc.uint8Array({ maxLength: 100 }), (head, bytes) => {
      const signature = parseSignature(Uint8Array.from([head, ...bytes]));
      if (signature !== undefined) expect(formatSignature(signature)).toMatch(/Key ID [0-9a-f]{16}$/);
    }),
    { numRuns: 2000 },
  );
});

test("dates are those of the calendar", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (seconds) => {
      const [, weekday, day, month, year, clock] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(
        new Date(seconds * 1000).toUTCString(),
      )!;
      const expected = `${weekday} ${month} ${`${Number(day)}`.padStart(2)} ${clock} ${year}`;
      const signature = { version: 4, publicKeyAlgorithm: 22, hashAlgorithm: 8, created: seconds, keyId: "0" };
      expect(formatSignature(signature)).toBe(`EdDSA/SHA256, ${expected}, Key ID 0`);
    }),
  );
});
