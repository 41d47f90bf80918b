import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageSpec } from "./package-spec.ts";
import { packageTags } from "./package-tags.ts";
import { encodeHeader, IMMUTABLE_REGION, type TagValue } from "./rpm-header.ts";
import { runTool } from "./run-tool.ts";

/** A package as a host has it. */
export interface InstalledSpec {
  readonly spec: PackageSpec;
  /** Seconds since 1970. */
  readonly installTime: number;
  /** Long key id (16 hex digits) that the recorded signature names; left out for an unsigned package. */
  readonly signer?: string;
}

/**
 * Makes `root/var/lib/rpm` with Debian's rpm (sqlite), the packages in the given order. The headers are what rpm stores on
 * installing; their signatures name a key, but no key made them: rpm calls them NOKEY.
 */
export async function writeRpmDatabase(root: string, packages: readonly InstalledSpec[]): Promise<void> {
  const headers = join(root, "var/lib/rpm-headers");
  mkdirSync(join(root, "var/lib/rpm"), { recursive: true });
  writeFileSync(headers, Buffer.concat(packages.map(installedHeader)));
  const place = ["--root", root, "--define", "_dbpath /var/lib/rpm", "--define", "_db_backend sqlite"];
  await runTool("rpmdb", [...place, "--initdb"]);
  await runTool("sh", ["-c", `exec rpmdb "$@" --importdb < "$0"`, headers, ...place]);
  rmSync(headers);
}

/** The header as rpm stores it: the package's own region, then what installing added. */
function installedHeader({ spec, installTime, signer }: InstalledSpec): Buffer {
  const tags = packageTags(spec);
  const region = encodeHeader(tags, IMMUTABLE_REGION);
  const sha1 = createHash("sha1").update(region).digest("hex");
  const later = new Map<number, TagValue>([
    [257, { type: "int32", value: [spec.packageSize] }],
    [261, { type: "bytes", value: createHash("md5").update(region).digest() }],
    [269, { type: "string", value: sha1 }],
    [273, { type: "string", value: createHash("sha256").update(region).digest("hex") }],
    [1008, { type: "int32", value: [installTime] }],
    [1029, { type: "char", value: spec.files.map(() => 0) }],
    [1127, { type: "int32", value: [0] }],
    [1128, { type: "int32", value: [installTime] }],
  ]);
  if (signer !== undefined) later.set(268, { type: "bytes", value: signaturePacket(region, signer, spec.buildTime) });
  return encodeHeader(tags, IMMUTABLE_REGION, later);
}

/**
 * An OpenPGP version 4 signature packet over the header (RFC 4880 §5.2.3) that names the key. Its hash is right, which rpm
 * looks at; its RSA number is made up, which rpm cannot know without the key.
 */
function signaturePacket(signed: Buffer, keyId: string, time: number): Buffer {
  const created = Buffer.alloc(4);
  created.writeUInt32BE(time);
  const hashed = Buffer.concat([Buffer.from([4, 0, 1, 8, 0, 6, 5, 2]), created]);
  const digest = createHash("sha256")
    .update(signed)
    .update(hashed)
    .update(Buffer.from([4, 0xff, 0, 0, 0, hashed.length]));
  const unhashed = Buffer.concat([Buffer.from([0, 10, 9, 16]), Buffer.from(keyId, "hex")]);
  const number = Buffer.alloc(258, 0x5a);
  number.writeUInt16BE(2047, 0);
  const body = Buffer.concat([hashed, unhashed, digest.digest().subarray(0, 2), number]);
  const head = Buffer.from([0x89, 0, 0]);
  head.writeUInt16BE(body.length, 1);
  return Buffer.concat([head, body]);
}
