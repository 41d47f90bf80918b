import type { Config, Key } from "openpgp";
import { OpenPgpError } from "./openpgp-error.ts";
import { openArmor, PUBLIC_KEY_PACKET, readPackets } from "./openpgp-packets.ts";

export interface KeyFile {
  /** Path or URL, for messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Keyring {
  readonly keys: readonly Key[];
  /** Keys of the files that are not used, and why: in words for a user. */
  readonly passedOver: readonly string[];
}

export type OpenPgp = typeof import("openpgp");

/** Loaded when first needed: 60 ms that most runs do without. */
export function loadOpenPgp(): Promise<OpenPgp> {
  return import("openpgp");
}

/**
 * What gpg and rpm accept and openpgp.js by default does not: DSA keys, RSA of 1024 bits and SHA-1 in signatures, which
 * the keys of older releases need. MD5 stays refused.
 */
export function verificationConfig(openpgp: OpenPgp): Config {
  const { enums, config } = openpgp;
  return {
    ...config,
    minRSABits: 1024,
    rejectPublicKeyAlgorithms: new Set([enums.publicKey.elgamal]),
    rejectHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd]),
    rejectMessageHashAlgorithms: new Set([enums.hash.md5, enums.hash.ripemd]),
  };
}

/**
 * Reads key files: armoured, with any number of blocks (AlmaLinux 8's file has two, the first with an expired key), or
 * binary. With `trusted` (fingerprints of primary keys) other keys are passed over. Throws OpenPgpError where a file
 * holds no key at all.
 */
export async function readKeyring(files: readonly KeyFile[], trusted?: readonly string[]): Promise<Keyring> {
  const keys: Key[] = [];
  const passedOver: string[] = [];
  const wanted = trusted === undefined ? undefined : new Set(trusted.map((each) => each.toLowerCase()));
  for (const file of files) {
    const certificates = openArmor(file.name, file.bytes, "PUBLIC KEY BLOCK").flatMap((block) =>
      certificatesIn(file.name, block),
    );
    if (certificates.length === 0) throw new OpenPgpError(file.name, "there is no public key in it");
    const { readKey } = await loadOpenPgp();
    for (const binaryKey of certificates) {
      try {
        const key = await readKey({ binaryKey });
        const fingerprint = key.getFingerprint();
        if (wanted === undefined || wanted.has(fingerprint)) keys.push(key);
        else passedOver.push(`Key ${fingerprint} of ${file.name} is not one of the keys to trust`);
      } catch (error) {
        passedOver.push(
          `A key of ${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
  return { keys, passedOver };
}

/** Each public key with its subkeys, names and signatures, so that one that cannot be read does not spoil the others. */
function certificatesIn(file: string, bytes: Uint8Array): Uint8Array[] {
  const certificates: Uint8Array[][] = [];
  for (const packet of readPackets(file, bytes)) {
    if (packet.tag === PUBLIC_KEY_PACKET) certificates.push([]);
    certificates.at(-1)?.push(packet.bytes);
  }
  return certificates.map((parts) => new Uint8Array(Buffer.concat(parts)));
}
