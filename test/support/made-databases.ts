import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { HeaderBlob, RpmdbFile } from "../../src/rpmdb/backend.ts";

/** rpm as it would run on a host that stands in UTC and speaks C. */
export function rpm(database: string, ...options: readonly string[]): string {
  const env = { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8", LANGUAGE: "C" };
  return execFileSync("rpm", ["--dbpath", database, ...options], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Notes packages as installed without installing anything. */
export function installInDatabase(database: string, packages: readonly string[]): void {
  const quiet = ["--justdb", "--nodeps", "--noscripts", "--notriggers", "--nosignature", "--ignorearch", "--ignoreos"];
  rpm(database, "-i", ...quiet, ...packages);
}

export function filesOfFolder(folder: string): readonly RpmdbFile[] {
  return readdirSync(folder).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

export interface BerkeleyOptions {
  readonly byteOrder: "big-endian" | "little-endian";
  readonly pageSize: number;
}

/**
 * Writes `Packages` with Berkeley DB itself (perl's DB_File), as rpm did: keys are package numbers in the order of the
 * database, key 0 holds the highest.
 */
export function writeBerkeleyDb(folder: string, blobs: readonly HeaderBlob[], options: BerkeleyOptions): void {
  mkdirSync(folder, { recursive: true });
  const letter = options.byteOrder === "big-endian" ? "N" : "V";
  const order = options.byteOrder === "big-endian" ? 4321 : 1234;
  for (const { instance, bytes } of blobs) writeFileSync(join(folder, `${instance}.blob`), bytes);
  const script = `
    use DB_File; use Fcntl;
    my ($folder, @numbers) = @ARGV;
    $DB_HASH->{lorder} = ${order};
    $DB_HASH->{bsize} = ${options.pageSize};
    my $database = tie(my %packages, "DB_File", "$folder/Packages", O_RDWR | O_CREAT, 0644, $DB_HASH) or die $!;
    $packages{pack("${letter}", 0)} = pack("${letter}", $numbers[-1]);
    for my $number (@numbers) {
      open(my $file, "<:raw", "$folder/$number.blob") or die $!;
      local $/;
      $packages{pack("${letter}", $number)} = <$file>;
    }`;
  execFileSync("perl", ["-e", script, folder, ...blobs.map(({ instance }) => `${instance}`)]);
  for (const { instance } of blobs) execFileSync("rm", [join(folder, `${instance}.blob`)]);
}

/** An ndb database as rpm lays it out (lib/backend/ndb/rpmpkg.c): Debian's rpm cannot write one. */
export function ndbBytes(blobs: readonly HeaderBlob[]): Uint8Array {
  const pages = Math.ceil((blobs.length + 2) / 256);
  const sizes = blobs.map(({ bytes }) => Math.ceil((16 + bytes.length + 12) / 16));
  const total = pages * 256 + sizes.reduce((sum, size) => sum + size, 0);
  const file = new Uint8Array(total * 16);
  const view = new DataView(file.buffer);
  function put(offset: number, ...values: readonly number[]): void {
    for (const [index, value] of values.entries()) view.setUint32(offset + 4 * index, value, true);
  }
  for (let offset = 0; offset < pages * 4096; offset += 16) put(offset, 0x746f6c53);
  put(0, 0x506d7052, 0, 1, pages, blobs.length + 1, 0, 0, 0);
  let block = pages * 256;
  for (const [index, { instance, bytes }] of blobs.entries()) {
    const size = sizes[index] ?? 0;
    put((index + 2) * 16, 0x746f6c53, instance, block, size);
    const start = block * 16;
    const tail = start + size * 16 - 12;
    put(start, 0x53626c42, instance, 1_700_000_000, bytes.length);
    file.set(bytes, start + 16);
    put(tail, adler32(file.subarray(start, tail)), bytes.length, 0x45626c42);
    block += size;
  }
  return file;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

/** A database that rpm itself initialised, with these headers in it. */
export function writeSqlite(folder: string, blobs: readonly HeaderBlob[]): void {
  mkdirSync(folder, { recursive: true });
  rpm(folder, "--initdb");
  const database = new DatabaseSync(join(folder, "rpmdb.sqlite"));
  const insert = database.prepare("INSERT INTO Packages VALUES (?, ?)");
  for (const { instance, bytes } of blobs) insert.run(instance, bytes);
  database.close();
}
