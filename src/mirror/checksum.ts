import { createHash } from "node:crypto";
import type { Checksum } from "../repodata/repomd.ts";

/** repomd's names of hash functions (createrepo_c, src/checksum.c) to those of Node. */
const algorithms: Readonly<Record<string, string>> = {
  md5: "md5",
  sha: "sha1",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
};

/** Why the bytes are not those that the checksum is of, or undefined when they are. */
export function checksumMismatch(bytes: Uint8Array, expected: Checksum): string | undefined {
  const algorithm = algorithms[expected.type.toLowerCase()];
  if (algorithm === undefined) return `its checksum is of the unknown kind "${expected.type}"`;
  const found = createHash(algorithm).update(bytes).digest("hex");
  if (found === expected.value) return undefined;
  return `its ${expected.type} is ${found}, but ${expected.value} was promised (${bytes.length} bytes)`;
}
