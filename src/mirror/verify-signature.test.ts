import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyring } from "./keyring.ts";
import { OpenPgpError } from "./openpgp-error.ts";
import { describeSignature, type SignatureResult } from "./signature-result.ts";
import { GpgHome } from "./test-support/gpg-home.ts";
import { writeV3Signature } from "./test-support/write-v3-signature.ts";
import { verifySignature } from "./verify-signature.ts";

const content = "<repomd>\n<revision>1</revision>\n</repomd>\n";
const now = "20260601T120000";
const home = new GpgHome();
afterAll(() => home[Symbol.dispose]());

interface Case {
  readonly signature: Uint8Array;
  /** What gpg says of it at the same moment, beside the same keys. */
  readonly gpg: string;
  readonly kind: SignatureResult["kind"];
  readonly content?: string;
  readonly keys?: readonly string[];
}

const cases = new Map<string, Case>();
let everyKey: Uint8Array = new Uint8Array();
const key: Record<string, string> = {};

function dateOf(time: string): Date {
  return new Date(time.replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z"));
}

async function judge(each: Case, keyFiles: readonly Uint8Array[] = [everyKey]): Promise<SignatureResult> {
  const keyring = await readKeyring(keyFiles.map((bytes) => ({ name: "keys", bytes })));
  const signature = { name: "repomd.xml.asc", bytes: each.signature };
  return verifySignature(Buffer.from(each.content ?? content), signature, keyring, dateOf(now));
}

beforeAll(async () => {
  const year2020 = "20200101T000000";
  const june2020 = "20200601T000000";
  key["rsa"] = home.makeKey("rsa", "rsa2048", "sign,cert", "never", year2020);
  key["dsa"] = home.makeKey("dsa", "dsa2048", "sign,cert", "never", year2020);
  key["subkey"] = home.makeKey("subkey", "ed25519", "cert", "never", year2020);
  home.addSubkey(key["subkey"], "ed25519", "sign", "never", year2020);
  home.addSubkey(key["subkey"], "cv25519", "encr", "never", year2020);
  key["expired"] = home.makeKey("expired", "rsa2048", "sign,cert", "1y", year2020);
  key["oldSubkey"] = home.makeKey("oldsubkey", "rsa2048", "cert", "never", year2020);
  home.addSubkey(key["oldSubkey"], "rsa2048", "sign", "1y", year2020);
  key["extended"] = home.makeKey("extended", "ed25519", "sign,cert", "1y", year2020);
  key["revoked"] = home.makeKey("revoked", "ed25519", "sign,cert", "never", year2020);
  key["unknown"] = home.makeKey("unknown", "ed25519", "sign,cert", "never", year2020);
  const sha1 = ["--cert-digest-algo", "SHA1", "--quick-gen-key", "sha1", "rsa2048", "sign,cert", "never"];
  key["sha1"] = /KEY_CREATED \w (\w+)/.exec(home.run(sha1, "", year2020).status)?.[1] ?? "";
  const byExpired = home.sign(content, key["expired"], ["--armor"], june2020);
  const byUnknown = home.sign(content, key["unknown"], [], june2020);
  const byRsa = home.sign(content, key["rsa"], [], june2020);
  const all: Record<string, Case> = {
    "an RSA key": { signature: home.sign(content, key["rsa"], ["--armor"], june2020), gpg: "GOODSIG", kind: "good" },
    "a binary signature": { signature: byRsa, gpg: "GOODSIG", kind: "good" },
    "a DSA key": { signature: home.sign(content, key["dsa"]), gpg: "GOODSIG", kind: "good" },
    "a signing subkey": { signature: home.sign(content, key["subkey"]), gpg: "GOODSIG", kind: "good" },
    "a key with SHA-1 in its own signature": {
      signature: home.sign(content, key["sha1"]),
      gpg: "GOODSIG",
      kind: "good",
    },
    "text with other line ends": {
      signature: home.sign(content, key["rsa"], ["--textmode"]),
      gpg: "GOODSIG",
      kind: "good",
      content: content.replaceAll("\n", "\r\n"),
    },
    "SHA-1": { signature: home.sign(content, key["rsa"], ["--digest-algo", "SHA1"]), gpg: "GOODSIG", kind: "good" },
    MD5: {
      signature: home.sign(content, key["rsa"], ["--allow-weak-digest-algos", "--digest-algo", "MD5"]),
      gpg: "ERRSIG",
      kind: "bad",
    },
    "other content": { signature: byRsa, gpg: "BADSIG", kind: "bad", content: `${content} ` },
    "an expired key": { signature: byExpired, gpg: "EXPKEYSIG", kind: "expired-key" },
    "an expired key and other content": { signature: byExpired, gpg: "BADSIG", kind: "bad", content: "other" },
    "an expired subkey": {
      signature: home.sign(content, key["oldSubkey"], [], june2020),
      gpg: "EXPKEYSIG",
      kind: "expired-key",
    },
    "a key whose life was extended": {
      signature: home.sign(content, key["extended"], [], june2020),
      gpg: "GOODSIG",
      kind: "good",
    },
    "a revoked key": {
      signature: home.sign(content, key["revoked"], [], june2020),
      gpg: "REVKEYSIG",
      kind: "revoked-key",
    },
    "an expired signature": {
      signature: home.sign(content, key["rsa"], ["--default-sig-expire", "1d"], june2020),
      gpg: "EXPSIG",
      kind: "expired-signature",
    },
    "an unknown key": { signature: byUnknown, gpg: "NO_PUBKEY", kind: "unknown-key" },
    "several signatures, one of them good": {
      signature: Buffer.concat([byUnknown, home.sign(content, key["expired"], [], june2020), byRsa]),
      gpg: "GOODSIG",
      kind: "good",
    },
    "version 3, RSA": {
      signature: await writeV3Signature(content, home.exportSecretKey(key["rsa"]), 1_600_000_000),
      gpg: "GOODSIG",
      kind: "good",
    },
    "version 3, DSA": {
      signature: await writeV3Signature(content, home.exportSecretKey(key["dsa"]), 1_600_000_000),
      gpg: "GOODSIG",
      kind: "good",
    },
    "version 3, other content": {
      signature: await writeV3Signature(content, home.exportSecretKey(key["dsa"]), 1_600_000_000),
      gpg: "BADSIG",
      kind: "bad",
      content: "other",
    },
    "version 3, expired key": {
      signature: await writeV3Signature(content, home.exportSecretKey(key["expired"]), 1_590_000_000),
      gpg: "EXPKEYSIG",
      kind: "expired-key",
    },
  };
  for (const [name, each] of Object.entries(all)) cases.set(name, each);
  home.run(["--quick-set-expire", key["extended"], "10y"], "", "20200901T000000");
  home.revoke(key["revoked"]);
  home.run(["--delete-secret-and-public-key", key["unknown"]]);
  everyKey = home.exportKeys();
});

describe("verifySignature() and gpg agree on", () => {
  test.each([
    "an RSA key",
    "a binary signature",
    "a DSA key",
    "a signing subkey",
    "a key with SHA-1 in its own signature",
    "text with other line ends",
    "SHA-1",
    "MD5",
    "other content",
    "an expired key",
    "an expired key and other content",
    "an expired subkey",
    "a key whose life was extended",
    "a revoked key",
    "an expired signature",
    "an unknown key",
    "several signatures, one of them good",
    "version 3, RSA",
    "version 3, DSA",
    "version 3, other content",
    "version 3, expired key",
  ])("%s", async (name) => {
    const each = cases.get(name);
    if (each === undefined) throw new Error(`There is no case "${name}"`);
    expect(home.verify(each.content ?? content, each.signature, now)).toContain(each.gpg);
    expect(await judge(each)).toMatchObject({ kind: each.kind });
  });
});

function signatureOf(name: string): Case {
  return cases.get(name) ?? { signature: new Uint8Array(), gpg: "", kind: "unsigned" };
}

test("a good signature says whose it is, and when it was made", async () => {
  const result = await judge(signatureOf("a signing subkey"));
  const fingerprint = key["subkey"]?.toLowerCase();
  expect(result).toMatchObject({
    kind: "good",
    fingerprint,
    userId: "subkey <subkey@example.org>",
    keyExpires: undefined,
  });
  if (result.kind !== "good") return;
  expect(result.signer).not.toBe(fingerprint);
  expect(result.signer.slice(-16)).toBe(result.keyId);
  expect(describeSignature(result)).toBe(`signed by ${fingerprint} (subkey <subkey@example.org>)`);
});

test("an expired key says when it expired, and that it signed while it was valid", async () => {
  const result = await judge(signatureOf("an expired key"));
  expect(result).toMatchObject({
    kind: "expired-key",
    expired: Date.parse("2020-12-31") / 1000,
    signedWhileValid: true,
  });
  expect(describeSignature(result)).toMatch(
    /^it is signed by .* \(expired <expired@example.org>\), a key that expired on 2020-12-31$/,
  );
});

test("an unknown key is named", async () => {
  const result = await judge(signatureOf("an unknown key"));
  expect(result).toEqual({ kind: "unknown-key", keyId: key["unknown"]?.slice(-16).toLowerCase() });
});

test("a key file with two armour blocks, the first of an expired key, serves both", async () => {
  const two = Buffer.concat([
    home.exportKeys(key["expired"] ?? ""),
    Buffer.from("\nThe key since 2023:\n"),
    home.exportKeys(key["rsa"] ?? ""),
  ]);
  expect((await readKeyring([{ name: "two", bytes: two }])).keys).toHaveLength(2);
  expect(await judge(signatureOf("an RSA key"), [two])).toMatchObject({ kind: "good" });
  expect(await judge(signatureOf("an expired key"), [two])).toMatchObject({ kind: "expired-key" });
});

test("only trusted fingerprints count", async () => {
  const files = [{ name: "everything.asc", bytes: everyKey }];
  const keyring = await readKeyring(files, [key["rsa"] ?? ""]);
  expect(keyring.keys.map((each) => each.getFingerprint().toUpperCase())).toEqual([key["rsa"]]);
  expect(keyring.passedOver).toContain(
    `Key ${key["dsa"]?.toLowerCase()} of everything.asc is not one of the keys to trust`,
  );
});

test("a key that cannot be read does not spoil the others", async () => {
  const broken = Buffer.from([0xc6, 6, 9, 0, 0, 0, 0, 1]);
  const good = home.run(["--export", key["rsa"] ?? ""]).out;
  const keyring = await readKeyring([{ name: "mixed.gpg", bytes: Buffer.concat([broken, good]) }]);
  expect(keyring.keys).toHaveLength(1);
  expect(keyring.passedOver[0]).toContain("A key of mixed.gpg cannot be read: ");
});

test.each([
  ["<html>404</html>", 'there is no "-----BEGIN PGP SIGNATURE-----" in it, nor is it binary OpenPGP data'],
  ["-----BEGIN PGP SIGNATURE-----\n\niQ", "its armour block at byte 0 has no end"],
  ["-----BEGIN PGP SIGNATURE-----\n\n<>\n-----END PGP SIGNATURE-----", "its armour block at byte 0 is not base64"],
  ["\x89\x01\x00", "the packet at byte 0 is cut short: 256 bytes are declared"],
  ["\xb4\x01a", "there is no signature in it"],
])("a signature file of %j is refused", async (text, message) => {
  const signature = { name: "repomd.xml.asc", bytes: Buffer.from(text, "latin1") };
  await expect(
    verifySignature(Buffer.from(content), signature, { keys: [], passedOver: [] }, new Date()),
  ).rejects.toThrow(new OpenPgpError("repomd.xml.asc", message));
});

test("any bytes as signature or key give a result or an OpenPgpError", async () => {
  const keyring = await readKeyring([{ name: "keys", bytes: everyKey }]);
  const signatures = ["version 3, DSA", "a binary signature"].map((name) => Buffer.from(signatureOf(name).signature));
  const binaryKey = home.run(["--export", key["subkey"] ?? ""]).out;
  const mutation = fc.record({ place: fc.nat(400), value: fc.nat(255), cut: fc.nat(400) });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...signatures),
      mutation,
      fc.uint8Array({ maxLength: 40 }),
      async (seed, { place, value, cut }, tail) => {
        const mutate = (bytes: Buffer): Buffer => {
          const copy = Buffer.concat([bytes.subarray(0, bytes.length - (cut % 9)), tail.subarray(0, cut % 7)]);
          copy[place % copy.length] = value;
          return copy;
        };
        const accept = (error: unknown): void => expect(error).toBeInstanceOf(OpenPgpError);
        const text = Buffer.from(content);
        const signature = { name: "s", bytes: mutate(seed) };
        await verifySignature(text, signature, keyring, new Date()).catch(accept);
        await verifySignature(text, { name: "s", bytes: tail }, keyring, new Date()).catch(accept);
        await readKeyring([{ name: "k", bytes: mutate(binaryKey) }]).catch(accept);
      },
    ),
    { numRuns: 300 },
  );
});
