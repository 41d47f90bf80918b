import type { Signature } from "./signature.ts";

/** rpm's names of the algorithms of RFC 4880 §9.1 and §9.4: rpm 4.18 rpmio/rpmpgpval.h. */
const publicKeyNames: Readonly<Record<number, string>> = {
  1: "RSA",
  2: "RSA(Encrypt-Only)",
  3: "RSA(Sign-Only)",
  16: "Elgamal(Encrypt-Only)",
  17: "DSA",
  18: "Elliptic Curve",
  19: "ECDSA",
  20: "Elgamal",
  21: "Diffie-Hellman (X9.42)",
  22: "EdDSA",
};
const hashNames: Readonly<Record<number, string>> = {
  1: "MD5",
  2: "SHA1",
  3: "RIPEMD160",
  5: "MD2",
  6: "TIGER192",
  7: "HAVAL-5-160",
  8: "SHA256",
  9: "SHA384",
  10: "SHA512",
  11: "SHA224",
};
const days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"] as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/**
 * rpm's `:pgpsig` form in UTC and the C locale: `RSA/SHA256, Tue May 16 14:31:14 2023, Key ID 51d6647ec21ad6ea`. Where a
 * signature has only a fingerprint, rpm 4.18 shows a key id of zeros, and this form the key's own.
 */
export function formatSignature({ publicKeyAlgorithm, hashAlgorithm, created, keyId }: Signature): string {
  const publicKey = publicKeyNames[publicKeyAlgorithm] ?? "Unknown public key algorithm";
  const hash = hashNames[hashAlgorithm] ?? "Unknown hash algorithm";
  return `${publicKey}/${hash}, ${formatDate(created)}, Key ID ${keyId}`;
}

/** C's `%c` of seconds since 1970, in UTC: `Thu Jan  1 00:00:00 1970`. */
function formatDate(seconds: number): string {
  const day = Math.floor(seconds / 86400);
  const { year, month, dayOfMonth } = civilDate(day);
  const time = [3600, 60, 1].map((unit) =>
    `${Math.floor((seconds % 86400) / unit) % (unit === 3600 ? 24 : 60)}`.padStart(2, "0"),
  );
  return `${days[day % 7]} ${months[month - 1]} ${`${dayOfMonth}`.padStart(2)} ${time.join(":")} ${year}`;
}

/** Date of a day since 1970, counted in years that begin in March, so that a leap day comes last. */
function civilDate(day: number): { readonly year: number; readonly month: number; readonly dayOfMonth: number } {
  const shifted = day + 719468; // days from 1 March of year 0 to 1 January 1970
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted % 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}
