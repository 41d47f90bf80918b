import { parseHeader, type RpmHeader } from "./header.ts";
import { getBytes } from "./header-values.ts";
import { createReader } from "./reader.ts";
import { parseSignature, type Signature } from "./signature.ts";
import { tags } from "./tags.ts";

/*
 * A package file: a lead of 96 bytes that nobody reads any more, the signature header padded to 8 bytes, the header, the
 * payload. Source: rpm 4.18 lib/rpmlead.c, lib/package.c, docs/manual/format.md.
 */
const LEAD_SIZE = 96;
const LEAD_MAGIC = 0xedabeedb;
const HEADER_MAGIC = 0x8eade801;
/** rpm 4.18 lib/header.c, hdrblobRead: 64 MB, for packages whose files are signed one by one. */
const MAX_SIGNATURE_BYTES = 64 * 1024 * 1024;

export interface RpmFileHeaders {
  readonly kind: "binary" | "source";
  /** Signatures and digests, by the tags of signatureTags. */
  readonly signature: RpmHeader;
  readonly header: RpmHeader;
  /** Where the compressed payload begins. */
  readonly payloadOffset: number;
}

/** Tags of a signature header that have other numbers than in a database: rpm 4.18 include/rpm/rpmtag.h, rpmSigTag_e. */
export const signatureTags = { size: 1000, pgp: 1002, md5: 1004, gpg: 1005, payloadSize: 1007 } as const;

/** Reads the headers of a package; `bytes` need not hold the payload. Throws RpmdbError. */
export function readRpmFile(bytes: Uint8Array, file: string): RpmFileHeaders {
  const reader = createReader(bytes, file, "big-endian");
  if (reader.uint32(0, "lead") !== LEAD_MAGIC)
    reader.fail(0, "lead", "does not begin with ed ab ee db: not an RPM package");
  const type = reader.uint16(6, "package type");
  if (type > 1) reader.fail(6, "package type", `is ${type}, known are 0 (binary) and 1 (source)`);
  const dataLength = reader.uint32(LEAD_SIZE + 12, "length of the signature header");
  if (dataLength > MAX_SIGNATURE_BYTES) {
    reader.fail(
      LEAD_SIZE + 12,
      "length of the signature header",
      `is ${dataLength}, more than ${MAX_SIGNATURE_BYTES} (corrupted)`,
    );
  }
  const signature = headerAt(bytes, LEAD_SIZE, `${file}, signature header that begins at byte ${LEAD_SIZE}`);
  const start = LEAD_SIZE + Math.ceil(signature.end / 8) * 8;
  const header = headerAt(bytes, start, `${file}, header that begins at byte ${start}`);
  return { kind: type === 0 ? "binary" : "source", signature, header, payloadOffset: start + header.end };
}

function headerAt(bytes: Uint8Array, start: number, file: string): RpmHeader {
  const rest = bytes.subarray(start);
  const magic = createReader(rest, file, "big-endian");
  if (magic.uint32(0, "header magic") !== HEADER_MAGIC) magic.fail(0, "header magic", "is not 8e ad e8 01 (corrupted)");
  return parseHeader(rest, { file, mayBeFollowed: true });
}

/** The signature of a package file; undefined when it is unsigned, "unreadable" when what it has is no OpenPGP signature. */
export function rpmFileSignatureOf({ signature }: RpmFileHeaders): Signature | "unreadable" | undefined {
  const candidates = [tags.rsaHeader, tags.dsaHeader, signatureTags.pgp, signatureTags.gpg];
  const [packet] = candidates.flatMap((tag) => getBytes(signature, tag) ?? []);
  return packet === undefined ? undefined : (parseSignature(packet) ?? "unreadable");
}
