import type { Backend, RpmdbFile } from "./backend.ts";
import { berkeleyDb } from "./berkeley-db.ts";
import { parseHeader, type RpmHeader } from "./header.ts";
import { type Digest, verifyHeader } from "./header-digest.ts";
import { ndb } from "./ndb.ts";
import { RpmdbError } from "./rpmdb-error.ts";
import { sqlite } from "./sqlite.ts";

const backends: readonly Backend[] = [sqlite, ndb, berkeleyDb];

export interface RpmDatabase {
  readonly format: Backend["name"];
  /** Name of the file that was read. */
  readonly file: string;
  /** The packages in the order of the database. Read anew each time it is iterated; throws RpmdbError where it is damaged. */
  readonly headers: Iterable<RpmHeader>;
}

/** The files of an rpm folder that hold packages, best first: rpm 4.18 lib/backend. The first that is not empty is read. */
export const databaseFileNames = ["rpmdb.sqlite", "Packages.db", "Packages"] as const;

/**
 * Opens the RPM database among `files`: all files of an rpm folder, or one database file of any name with its `-wal`. The
 * format is told from the contents. With `digest`, each header is compared with the digests it carries, as rpm itself does.
 */
export function readRpmDatabase(files: readonly RpmdbFile[], digest?: Digest): RpmDatabase {
  const file = chooseFile(files);
  const backend = backends.find(({ matches }) => matches(file.bytes));
  if (backend === undefined) throw unknownFormat(file);
  const log = files.find(({ name }) => name === `${file.name}-wal`);
  refuseHotJournal(files, file.name);
  return {
    format: backend.name,
    file: file.name,
    headers: {
      *[Symbol.iterator]() {
        for (const blob of backend.headers(file, log)) {
          const context = `${blob.file}, header of package ${blob.instance} that begins at byte ${blob.offset}`;
          const header = parseHeader(blob.bytes, { file: context, instance: blob.instance });
          if (digest !== undefined) verifyHeader(header, digest);
          yield header;
        }
      },
    },
  };
}

function chooseFile(files: readonly RpmdbFile[]): RpmdbFile {
  const known = databaseFileNames.flatMap((name) => files.find((file) => file.name === name) ?? []);
  const candidates = known.length > 0 ? known : files.filter(({ name }) => !/-(?:wal|shm|journal)$/.test(name));
  const [first] = candidates;
  if (first === undefined) {
    const names = files.map(({ name }) => name).join(", ");
    const problem = `expected ${databaseFileNames.join(", ")}, found ${names === "" ? "no files" : names}`;
    throw new RpmdbError({ file: "RPM database", offset: 0, reading: "files" }, problem);
  }
  const chosen = candidates.find(({ bytes }) => bytes.length > 0);
  if (chosen !== undefined) return chosen;
  throw new RpmdbError({ file: first.name, offset: 0, reading: "database" }, "the file is empty (0 bytes)");
}

function unknownFormat({ name, bytes }: RpmdbFile): RpmdbError {
  const start = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const problem = `is none of SQLite, BerkeleyDB hash and ndb; its ${bytes.length} bytes begin with ${start}`;
  return new RpmdbError({ file: name, offset: 0, reading: "format" }, problem);
}

/** A rollback journal means that a write was interrupted: what the database holds is not what was committed. */
function refuseHotJournal(files: readonly RpmdbFile[], name: string): void {
  const journal = files.find((file) => file.name === `${name}-journal`);
  const magic = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
  if (journal === undefined || !magic.every((byte, index) => journal.bytes[index] === byte)) return;
  const problem =
    "a write was interrupted and is not rolled back; run `rpm -qa` once on the host as root, then read again";
  throw new RpmdbError({ file: journal.name, offset: 0, reading: "rollback journal" }, problem);
}
