/**
 * What became of a detached signature. Times are seconds since 1970; key ids are 16, fingerprints 40 (v4) lower-case hex
 * digits, and `fingerprint` is that of the primary key, `signer` that of the key or subkey that signed.
 *
 * Only "good" is a pass. As librepo and gpgme do, an expired key fails also for what it signed while it was valid, and
 * of several signatures one good one is enough (librepo 1.19, librepo/gpg_gpgme.c).
 */
export type SignatureResult =
  | (SignedBy & { readonly kind: "good"; readonly keyExpires: number | undefined })
  | { readonly kind: "bad"; readonly keyId: string | undefined; readonly reason: string }
  | { readonly kind: "unknown-key"; readonly keyId: string }
  | (SignedBy & { readonly kind: "expired-key"; readonly expired: number; readonly signedWhileValid: boolean })
  | (SignedBy & { readonly kind: "revoked-key" })
  | (SignedBy & { readonly kind: "expired-signature"; readonly expired: number })
  | { readonly kind: "unsigned" }
  | { readonly kind: "not-checked" };

export interface SignedBy {
  readonly fingerprint: string;
  readonly signer: string;
  readonly keyId: string;
  readonly userId: string | undefined;
  readonly created: number;
  /** Hash that was signed, as `sha256`. gpg takes SHA-1 for good, MD5 not; so do we. */
  readonly hash: string;
}

/** Of several signatures on one file the one that says most: a good one, else what a user can act upon. */
export function mostTelling(results: readonly SignatureResult[]): SignatureResult {
  const order = ["good", "expired-key", "revoked-key", "expired-signature", "bad", "unknown-key"] as const;
  for (const kind of order) {
    const found = results.find((result) => result.kind === kind);
    if (found !== undefined) return found;
  }
  return { kind: "unsigned" };
}

/** One sentence for errors and warnings. */
export function describeSignature(result: SignatureResult): string {
  switch (result.kind) {
    case "good":
      return `signed by ${nameOf(result)}`;
    case "bad":
      return `the signature is bad: ${result.reason}`;
    case "unknown-key":
      return `it is signed by key ${result.keyId}, which is not among the trusted keys`;
    case "expired-key":
      return `it is signed by ${nameOf(result)}, a key that expired on ${day(result.expired)}`;
    case "revoked-key":
      return `it is signed by ${nameOf(result)}, a key that its owner revoked`;
    case "expired-signature":
      return `its signature by ${nameOf(result)} expired on ${day(result.expired)}`;
    case "unsigned":
      return "it is not signed";
    case "not-checked":
      return "its signature was not checked";
    default:
      return result satisfies never;
  }
}

function nameOf(signed: SignedBy): string {
  return signed.userId === undefined ? signed.fingerprint : `${signed.fingerprint} (${signed.userId})`;
}

function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
