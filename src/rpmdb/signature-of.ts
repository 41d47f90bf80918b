import type { RpmHeader } from "./header.ts";
import { getBytes, getTexts } from "./header-values.ts";
import { parseSignature, type Signature } from "./signature.ts";
import { tags } from "./tags.ts";

/** Newest first: of the header alone, then of header and payload. */
const signatureTags = [tags.rsaHeader, tags.dsaHeader, tags.sigPgp, tags.sigGpg] as const;

/**
 * The signature that a header in a database carries: undefined when it has none (such a package is unsigned), "unreadable"
 * when it has one that is no OpenPGP signature.
 */
export function signatureOf(header: RpmHeader): Signature | "unreadable" | undefined {
  const packets = signatureTags.flatMap((tag) => getBytes(header, tag) ?? []);
  const [encoded] = getTexts(header, tags.openPgp);
  if (encoded !== undefined) packets.push(decodeBase64(encoded));
  const [first] = packets;
  return first === undefined ? undefined : (parseSignature(first) ?? "unreadable");
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What is not a digit of base64 is skipped: a text that is none becomes bytes that are no signature. */
function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const letter of text) {
    const digit = base64Digits.indexOf(letter);
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xfff;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    bytes.push((bits >> pending) & 0xff);
  }
  return Uint8Array.from(bytes);
}
