import type { Key, SignaturePacket, Subkey } from "openpgp";
import { type Keyring, loadOpenPgp, type OpenPgp, verificationConfig } from "./keyring.ts";
import { OpenPgpError } from "./openpgp-error.ts";
import { type OpenPgpPacket, openArmor, readPackets, SIGNATURE_PACKET } from "./openpgp-packets.ts";
import { mostTelling, type SignatureResult, type SignedBy } from "./signature-result.ts";
import {
  BINARY_SIGNATURE,
  checkV3Signature,
  hashName,
  type PublicNumbers,
  parseV3Signature,
  TEXT_SIGNATURE,
} from "./verify-v3-signature.ts";

/**
 * Verifies a detached signature, armoured or binary, of version 3, 4 or 6, by a key or a signing subkey. `now` decides
 * what is expired. Throws OpenPgpError where the signature file is no OpenPGP data.
 */
export async function verifySignature(
  content: Uint8Array,
  signature: { readonly name: string; readonly bytes: Uint8Array },
  keyring: Keyring,
  now: Date,
): Promise<SignatureResult> {
  const packets = openArmor(signature.name, signature.bytes, "SIGNATURE")
    .flatMap((block) => readPackets(signature.name, block))
    .filter((packet) => packet.tag === SIGNATURE_PACKET);
  if (packets.length === 0) throw new OpenPgpError(signature.name, "there is no signature in it");
  const openpgp = await loadOpenPgp();
  const results: SignatureResult[] = [];
  for (const packet of packets) {
    const claim = await readClaim(openpgp, packet, content);
    results.push(typeof claim === "string" ? bad(undefined, claim) : await judge(openpgp, claim, keyring, now));
  }
  return mostTelling(results);
}

/** What a signature says of itself, and how to check it against a key. */
interface Claim {
  readonly keyId: string;
  /** Of the key or subkey, where the signature names it. */
  readonly signer: string | undefined;
  readonly created: number;
  readonly expires: number | undefined;
  readonly hash: string;
  /** Why it does not hold for this key, or undefined when it does. */
  check(key: SigningKey): Promise<string | undefined>;
}

type SigningKey = Key | Subkey;

async function readClaim(openpgp: OpenPgp, packet: OpenPgpPacket, content: Uint8Array): Promise<Claim | string> {
  if (packet.body[0] === 3) {
    const v3 = parseV3Signature(packet.body);
    if (v3 === undefined) return "its packet is malformed";
    if (v3.type !== BINARY_SIGNATURE && v3.type !== TEXT_SIGNATURE) return "it is not the signature of a file";
    return {
      keyId: v3.keyId,
      signer: undefined,
      created: v3.created,
      expires: undefined,
      hash: v3.hash,
      async check({ keyPacket }) {
        const numbers = keyPacket.publicParams as PublicNumbers;
        return checkV3Signature(v3, content, { algorithm: keyPacket.algorithm, numbers });
      },
    };
  }
  let signature: SignaturePacket | undefined;
  try {
    signature = (await openpgp.readSignature({ binarySignature: packet.bytes })).packets[0];
  } catch (error) {
    return messageOf(error);
  }
  return signature === undefined ? "its packet is malformed" : claimOf(openpgp, signature, content);
}

function claimOf(openpgp: OpenPgp, signature: SignaturePacket, content: Uint8Array): Claim | string {
  const { signatureType, created, issuerFingerprint, hashAlgorithm } = signature;
  const { binary, text } = openpgp.enums.signature;
  if (signatureType !== binary && signatureType !== text) return "it is not the signature of a file";
  if (created === null || hashAlgorithm === null) return "it does not say when it was made";
  const expires = signature.getExpirationTime();
  return {
    keyId: signature.issuerKeyID.toHex(),
    signer: issuerFingerprint === null ? undefined : Buffer.from(issuerFingerprint).toString("hex"),
    created: seconds(created),
    expires: expires instanceof Date ? seconds(expires) : undefined,
    hash: hashName(hashAlgorithm),
    async check({ keyPacket }) {
      const message = await openpgp.createMessage({ binary: content });
      const literal = message.packets.findPacket(openpgp.enums.packet.literalData);
      if (literal === undefined) return "there is nothing to check it against";
      try {
        // Expiry is judged by the caller, and gpg does not mind a signature from the future: hence no date.
        const noDate = null as unknown as Date;
        await signature.verify(keyPacket, signatureType, literal, noDate, true, verificationConfig(openpgp));
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}

async function judge(openpgp: OpenPgp, claim: Claim, keyring: Keyring, now: Date): Promise<SignatureResult> {
  const config = verificationConfig(openpgp);
  let reason: string | undefined;
  for (const key of keyring.keys) {
    const signer = key
      .getKeys()
      .find(
        (each) =>
          each.getKeyID().toHex() === claim.keyId && (claim.signer ?? each.getFingerprint()) === each.getFingerprint(),
      );
    if (signer === undefined) continue;
    reason = await claim.check(signer);
    if (reason !== undefined) continue;
    const expires = await expiryOf(key, signer, config);
    const expired = expires !== undefined && expires <= seconds(now);
    const signedBy = { ...describe(key, signer), created: claim.created, hash: claim.hash };
    if (await isRevoked(key, signer, now, config)) return { ...signedBy, kind: "revoked-key" };
    try {
      const when = expired ? new Date((expires - 1) * 1000) : now;
      await key.getSigningKey(signer.getKeyID(), when, undefined, config);
    } catch (error) {
      reason = messageOf(error);
      continue;
    }
    if (claim.expires !== undefined && claim.expires <= seconds(now))
      return { ...signedBy, kind: "expired-signature", expired: claim.expires };
    return expired
      ? { ...signedBy, kind: "expired-key", expired: expires, signedWhileValid: claim.created < expires }
      : { ...signedBy, kind: "good", keyExpires: expires };
  }
  return reason === undefined ? { kind: "unknown-key", keyId: claim.keyId } : bad(claim.keyId, reason);
}

type Config = ReturnType<typeof verificationConfig>;

/** When the signing key ends, or the primary key above it; undefined for never. */
async function expiryOf(key: Key, signer: SigningKey, config: Config): Promise<number | undefined> {
  const primary = await key.getExpirationTime(undefined, config);
  const anyTime = null as unknown as Date;
  const own = "mainKey" in signer ? await signer.getExpirationTime(anyTime, config) : primary;
  const dates = [primary, own].filter((date) => date instanceof Date);
  return dates.length === 0 ? undefined : Math.min(...dates.map(seconds));
}

async function isRevoked(key: Key, signer: SigningKey, now: Date, config: Config): Promise<boolean> {
  if (await key.isRevoked(undefined, undefined, now, config)) return true;
  if (!("mainKey" in signer)) return false;
  const any = undefined as unknown as SignaturePacket;
  return signer.isRevoked(any, key.keyPacket, now, config);
}

function describe(key: Key, signer: SigningKey): Pick<SignedBy, "fingerprint" | "signer" | "keyId" | "userId"> {
  return {
    fingerprint: key.getFingerprint(),
    signer: signer.getFingerprint(),
    keyId: signer.getKeyID().toHex(),
    userId: key.getUserIDs()[0],
  };
}

function bad(keyId: string | undefined, reason: string): SignatureResult {
  return { kind: "bad", keyId, reason };
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
