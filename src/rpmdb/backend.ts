/** One file of a database as it was read from a host. `name` is its base name: `rpmdb.sqlite-wal`. */
export interface RpmdbFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The bytes of one package header inside a database. */
export interface HeaderBlob {
  /** The package's number in the database (rpm's DBINSTANCE). */
  readonly instance: number;
  /** Where in `file` the header begins. Its bytes may go on elsewhere. */
  readonly offset: number;
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * A database format. `headers` reads each page or block at most once, so what it yields is never more than the file holds,
 * and throws RpmdbError at the first thing that is not as it must be.
 */
export interface Backend {
  readonly name: "sqlite" | "BerkeleyDB" | "ndb";
  readonly matches: (bytes: Uint8Array) => boolean;
  /** `log` is SQLite's write-ahead log; the other formats have none. */
  readonly headers: (file: RpmdbFile, log?: RpmdbFile) => Iterable<HeaderBlob>;
}

/** No header is larger: headerMaxbytes in rpm 4.14 and later, lib/header.c. */
export const MAX_HEADER_BYTES = 256 * 1024 * 1024;
