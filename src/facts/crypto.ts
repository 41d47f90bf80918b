import { FactError, quote } from "./fact-error.ts";
import { linesOf } from "./lines.ts";

/** Reads /proc/sys/crypto/fips_enabled: 1 where FIPS mode is on, 0 where it is off. */
export function parseFips(text: string): boolean {
  const word = text.trim();
  if (word !== "0" && word !== "1")
    throw new FactError(`Cannot read fips_enabled: expected 0 or 1, saw ${quote(word)}`);
  return word === "1";
}

/**
 * Reads /etc/crypto-policies/state/current or config: comments and one line with the policy and its modules.
 *
 * @example "DEFAULT:SHA1"
 */
export function parseCryptoPolicy(text: string): string {
  const line = linesOf(text).find(({ text }) => !text.trimStart().startsWith("#"));
  if (line === undefined) throw new FactError("Cannot read the crypto policy: the file names none");
  return line.text.trim();
}
