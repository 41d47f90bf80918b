import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type PackageSpec, rpmFileName } from "./package-spec.ts";
import { contentsOf, modeOf, packageTags } from "./package-tags.ts";
import { encodeHeader, IMMUTABLE_REGION, SIGNATURE_REGION } from "./rpm-header.ts";

/**
 * Writes each package as a whole .rpm that rpm installs and verifies, unsigned: lead, signature header with digests,
 * header, gzipped cpio (rpm 4.18 docs/manual/format). rpmbuild would take a second for each.
 */
export function writeRpms(directory: string, packages: readonly PackageSpec[]): void {
  mkdirSync(directory, { recursive: true });
  for (const spec of packages) writeFileSync(join(directory, rpmFileName(spec)), encodeRpm(spec));
}

function encodeRpm(spec: PackageSpec): Buffer {
  const archive = cpioArchive(spec);
  const payload = gzipSync(archive, { level: 6 });
  const tags = packageTags(spec);
  tags.set(5092, { type: "strings", value: [hash("sha256", payload).toString("hex")] });
  tags.set(5093, { type: "int32", value: [8] });
  tags.set(5097, { type: "strings", value: [hash("sha256", archive).toString("hex")] });
  const header = encodeHeader(tags, IMMUTABLE_REGION);
  const signature = encodeHeader(
    new Map([
      [269, { type: "string", value: hash("sha1", header).toString("hex") }],
      [273, { type: "string", value: hash("sha256", header).toString("hex") }],
      [1000, { type: "int32", value: [header.length + payload.length] }],
      [1004, { type: "bytes", value: hash("md5", Buffer.concat([header, payload])) }],
      [1007, { type: "int32", value: [archive.length] }],
    ]),
    SIGNATURE_REGION,
  );
  const padding = Buffer.alloc((8 - (signature.length % 8)) % 8);
  return Buffer.concat([lead(spec), signature, padding, header, payload]);
}

/** The 96 bytes that only tell `file` and old tools that this is a binary package. */
function lead(spec: PackageSpec): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.writeUInt32BE(0xedabeedb, 0);
  bytes.writeUInt16BE(0x0300, 4);
  bytes.writeUInt16BE(1, 8);
  bytes.write(`${spec.name}-${spec.version}-${spec.release}`.slice(0, 65), 10);
  bytes.writeUInt16BE(1, 76);
  bytes.writeUInt16BE(5, 78);
  return bytes;
}

/** The files as a "newc" cpio archive; ghosts are not in it. */
function cpioArchive(spec: PackageSpec): Buffer {
  const shipped = spec.files.map((file, i) => ({ file, inode: i + 1 })).filter(({ file }) => file.kind !== "ghost");
  const members = shipped.map(({ file, inode }) =>
    cpioMember({ name: `.${file.path}`, inode, mode: modeOf(file), time: spec.buildTime, contents: contentsOf(file) }),
  );
  const trailer = cpioMember({ name: "TRAILER!!!", inode: 0, mode: 0, time: 0, contents: Buffer.alloc(0) });
  return Buffer.concat([...members, trailer]);
}

interface Member {
  readonly name: string;
  readonly inode: number;
  readonly mode: number;
  readonly time: number;
  readonly contents: Buffer;
}

function cpioMember({ name, inode, mode, time, contents }: Member): Buffer {
  const fields = [inode, mode, 0, 0, 1, time, contents.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${name}\0`);
  return Buffer.concat([padded(head), padded(contents)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function hash(algorithm: string, bytes: Buffer): Buffer {
  return createHash(algorithm).update(bytes).digest();
}
