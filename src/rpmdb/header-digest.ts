import type { RpmHeader } from "./header.ts";
import { getText } from "./header-values.ts";
import { tags } from "./tags.ts";

/** Hashes the pieces one after the other; lower-case hex. */
export type Digest = (algorithm: "sha1" | "sha256", pieces: readonly Uint8Array[]) => string;

/**
 * Compares the signed region of a header with the digests the header carries, as rpm does for each header that it reads
 * (rpm 4.18 lib/rpmdb.c, headerCheck). Throws RpmdbError when they differ. A header without digests (gpg-pubkey, packages of
 * rpm 3) passes. `digests` is where they stand: in a package file, that is the signature header.
 */
export function verifyHeader(header: RpmHeader, digest: Digest, digests: RpmHeader = header): void {
  const { region, reader, indexStart, dataStart } = header;
  if (region?.tag !== tags.headerImmutable) return;
  const sha256 = getText(digests, tags.sha256Header);
  const expected = sha256 ?? getText(digests, tags.sha1Header);
  if (expected === undefined) return;
  const algorithm = sha256 === undefined ? "sha1" : "sha256";
  const actual = digest(algorithm, [
    regionHeader(region.entries, region.dataLength),
    reader.bytes(indexStart, region.entries * 16, "index of the signed region"),
    reader.bytes(dataStart, region.dataLength, "data of the signed region"),
  ]);
  if (actual === expected) return;
  const problem = `its ${algorithm} is ${actual}, the header says ${expected} (corrupted)`;
  reader.fail(indexStart, `header of package "${getText(header, tags.name) ?? ""}"`, problem);
}

/** The 16 bytes that a package file has before this region: magic, number of entries, length of data. */
function regionHeader(entries: number, dataLength: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set([0x8e, 0xad, 0xe8, 0x01]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, entries);
  view.setUint32(12, dataLength);
  return bytes;
}
