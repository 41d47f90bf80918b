import type { DependencyKind } from "../package/dependency.ts";
import type { StringTable } from "./interner.ts";
import type { RelationTable } from "./relations.ts";

/** Rows of variable length in two flat arrays: row i is ids[offsets[i]..offsets[i + 1]). */
export interface Rows {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
}

/**
 * The packages of one repository, or of one host, as flat arrays over the table's own string and relation ids. This is
 * what a parser makes, what a cache file holds, and what a pool takes in. Package i is entry i of every array, in the
 * order of the metadata (ties in the solver depend on it).
 */
export interface PackageTable {
  readonly count: number;
  readonly strings: StringTable;
  readonly relations: RelationTable;
  readonly names: Uint32Array;
  /** String ids of `[epoch:]version-release`; an epoch of 0 is left out. */
  readonly evrs: Uint32Array;
  readonly archs: Uint32Array;
  readonly vendors: Uint32Array;
  /** Seconds since 1970; 0 when unknown. */
  readonly buildTimes: Uint32Array;
  readonly sourceRpms: Uint32Array;
  /** Path below the repository's base, "" for installed packages. */
  readonly locations: Uint32Array;
  /** Bytes of the .rpm file and of the installed files. */
  readonly packageSizes: Float64Array;
  readonly installedSizes: Float64Array;
  /** String ids of the checksum, as `sha256:hex`; 0 for installed packages. */
  readonly checksums: Uint32Array;
  /** Rows of dependency ids (relations.ts). */
  readonly dependencies: Readonly<Record<DependencyKind, Rows>>;
  /** Rows of string ids of paths: those of primary.xml, or all that a host told. */
  readonly files: Rows;
}
