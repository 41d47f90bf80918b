import { createHash } from "node:crypto";
import { parseRepomd, type Repomd } from "../repodata/repomd.ts";
import { describeBareFolder } from "./bare-folder.ts";
import { OpenPgpError } from "./openpgp-error.ts";
import { RepositoryError, SignatureError } from "./repository-error.ts";
import type { RepomdFiles, RepositoryPlace, Verdict } from "./repository-place.ts";
import type { RepositorySource } from "./repository-source.ts";
import { describeSignature, type SignatureResult } from "./signature-result.ts";

export interface VerifiedRepomd {
  readonly repomd: Repomd;
  /** repomd.xml itself; empty where it was made up. */
  readonly bytes: Uint8Array;
  readonly signature: SignatureResult;
  readonly location: string;
  /** There is no repomd.xml: it was made up from the names of the files. */
  readonly isBare: boolean;
}

/**
 * The first repomd.xml of the place whose signature is as the source wants it. A mirror whose repomd.xml and signature do
 * not belong together is passed over. Throws RepositoryError with what was wrong with the first one.
 */
export async function readRepomd(
  source: RepositorySource,
  place: RepositoryPlace,
  options: { readonly now: Date; readonly renew: boolean },
): Promise<VerifiedRepomd> {
  const isSigned = source.keys.length > 0;
  if (!isSigned && source.signature === "required")
    throw new RepositoryError(source.id, "it must be signed, but no key is known that could have");
  let refusal: Error | undefined;
  for await (const files of place.repomds({ signature: isSigned, renew: options.renew })) {
    try {
      const signature = isSigned ? await judge(source, files, options.now) : ({ kind: "not-checked" } as const);
      const repomd = parseRepomd(new TextDecoder().decode(files.bytes));
      if (!files.isCached)
        await place.keep(files, signature.kind === "good" ? { keys: hashOfKeys(source), signature } : undefined);
      return { repomd, bytes: files.bytes, signature, location: files.location, isBare: false };
    } catch (error) {
      if (!(error instanceof RepositoryError) && !(error instanceof OpenPgpError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
  return bareFolder(source, place);
}

async function judge(source: RepositorySource, files: RepomdFiles, now: Date): Promise<SignatureResult> {
  const known = stillGood(files.verdict, source, now);
  if (known !== undefined) return known;
  const [{ readKeyring }, { verifySignature }] = await Promise.all([
    import("./keyring.ts"),
    import("./verify-signature.ts"),
  ]);
  const keyring = await readKeyring(source.keys, source.trusted);
  const signature: SignatureResult =
    files.signature.kind === "there"
      ? await verifySignature(files.bytes, { name: "repomd.xml.asc", bytes: files.signature.bytes }, keyring, now)
      : { kind: "unsigned" };
  if (signature.kind === "good" || (signature.kind === "unsigned" && source.signature === "if-signed"))
    return signature;
  const notes = keyring.passedOver.length === 0 ? "" : ` (${keyring.passedOver.join("; ")})`;
  throw new SignatureError(source.id, `${describeSignature(signature)}${notes}`);
}

/** What an earlier run found out with the same keys, unless the key expired since. */
function stillGood(verdict: Verdict | undefined, source: RepositorySource, now: Date): SignatureResult | undefined {
  if (verdict === undefined || verdict.keys !== hashOfKeys(source)) return undefined;
  const { keyExpires } = verdict.signature;
  return keyExpires !== undefined && keyExpires * 1000 <= now.getTime() ? undefined : verdict.signature;
}

function hashOfKeys({ keys, trusted }: RepositorySource): string {
  const hash = createHash("sha256").update(JSON.stringify([keys.map(({ bytes }) => bytes.length), trusted]));
  for (const { bytes } of keys) hash.update(bytes);
  return hash.digest("hex");
}

function bareFolder(source: RepositorySource, place: RepositoryPlace): VerifiedRepomd {
  const bare = source.folder === undefined ? undefined : describeBareFolder(source.id, source.folder);
  if (bare === undefined || source.signature === "required")
    throw new RepositoryError(
      source.id,
      `there is no repodata/repomd.xml at ${place.location}: is this the address of a repository?`,
    );
  const signature = { kind: "unsigned" } as const;
  return { repomd: bare, bytes: new Uint8Array(), signature, location: place.location, isBare: true };
}
