/** What a dependency on a shared library names. */
export interface Soname {
  /** `libssl.so.3` */
  readonly library: string;
  /** `OPENSSL_3.0.0`; "" for the library as a whole. */
  readonly symbolVersion: string;
  /** `64bit`; "" for 32 bits, where rpm writes none. */
  readonly wordSize: string;
}

/** As rpm writes them: `libc.so.6(GLIBC_2.34)(64bit)`, `libz.so.1()(64bit)`, `libz.so.1` (rpm, fileattrs/elf.attr, elfdeps). */
const form = /^([^/()\s]+\.so(?:\.[^/()\s]+)?)(?:\(([^()\s]*)\))?(?:\(([^()\s]*)\))?$/;

/** Longer ones are no names that a linker writes. */
const MAX_LENGTH = 256;

/** Reads a capability as a soname or a version of its symbols; undefined for all else. */
export function parseSoname(capability: string): Soname | undefined {
  if (capability.length > MAX_LENGTH) return undefined;
  const match = form.exec(capability);
  if (match === null) return undefined;
  const [, library = "", symbolVersion = "", wordSize = ""] = match;
  return { library, symbolVersion, wordSize };
}

/** The capability that stands for the library as a whole, as a dependency on it names it. */
export function wholeLibrary({ library, wordSize }: Soname): string {
  return wordSize === "" ? library : `${library}()(${wordSize})`;
}

/**
 * What the versions of one library have in common: `libicui18n` of `libicui18n.so.50`, `libdb-` of `libdb-5.3.so`. The word
 * size belongs to it: a program of 64 bits has no use for a library of 32.
 */
export function libraryStem({ library, wordSize }: Soname): string {
  const base = library.slice(0, library.indexOf(".so"));
  return `${base.replace(/[\d.]+$/, "")} ${wordSize}`;
}
