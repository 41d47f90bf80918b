import { createHash, type Hash } from "node:crypto";
import type { Checksum } from "../repodata/repomd.ts";

/** The names that createrepo_c and yum give to hashes (createrepo_c, src/checksum.c), as OpenSSL calls them. */
const algorithms: Readonly<Record<string, string>> = {
  md5: "md5",
  sha: "sha1",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
};

/** Content that is not what a checksum says it is, or a checksum of an unknown kind. */
export class ChecksumError extends Error {
  override readonly name = "ChecksumError";
}

/** What is checked, for messages: "primary.xml.gz" and where it came from. */
export interface Subject {
  readonly file: string;
  readonly from: string;
}

function createChecksum(subject: Subject, type: string): Hash {
  const algorithm = algorithms[type.toLowerCase()];
  if (algorithm === undefined)
    throw new ChecksumError(
      `Cannot check ${subject.file} from ${subject.from}: its checksum is of the unknown kind "${type}"; known are ${Object.keys(algorithms).join(", ")}`,
    );
  return createHash(algorithm);
}

/** Throws ChecksumError with both values. `part` says what was hashed: the file, or its decompressed content. */
export function verifyChecksum(
  subject: Subject,
  expected: Checksum,
  bytes: Uint8Array,
  part: "file" | "content",
): void {
  const hash = createChecksum(subject, expected.type).update(bytes).digest("hex");
  if (hash !== expected.value) throw mismatch(subject, expected, hash, part);
}

/** Passes a stream on while hashing it. A wrong checksum is thrown at the end: use nothing of it before. */
export async function* verifyingChecksum(
  subject: Subject,
  expected: Checksum,
  chunks: AsyncIterable<Uint8Array>,
  part: "file" | "content",
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createChecksum(subject, expected.type);
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  const value = hash.digest("hex");
  if (value !== expected.value) throw mismatch(subject, expected, value, part);
}

function mismatch(subject: Subject, expected: Checksum, seen: string, part: "file" | "content"): ChecksumError {
  const what = part === "file" ? "" : " of its decompressed content";
  return new ChecksumError(
    `Cannot use ${subject.file} from ${subject.from}: the ${expected.type}${what} is ${seen} where the repository says ${expected.value}`,
  );
}

/** Why the bytes are not those that the checksum is of, or undefined when they are. */
export function checksumMismatch(bytes: Uint8Array, expected: Checksum): string | undefined {
  const algorithm = algorithms[expected.type.toLowerCase()];
  if (algorithm === undefined) return `its checksum is of the unknown kind "${expected.type}"`;
  const found = createHash(algorithm).update(bytes).digest("hex");
  if (found === expected.value) return undefined;
  return `its ${expected.type} is ${found}, but ${expected.value} was promised (${bytes.length} bytes)`;
}
