import { hashBytes } from "./interner.ts";

const BITS = 16;
const encoder = new TextEncoder();

/**
 * Tells of the hash of a string (StringTable.hashes) whether the string may be one of the texts. Of a million strings few have to
 * be made to see whether they are.
 */
export function hashFilter(texts: Iterable<string>): (hash: number) => boolean {
  const marks = new Uint8Array(1 << BITS);
  for (const text of texts) {
    const bytes = encoder.encode(text);
    marks[hashBytes(bytes, 0, bytes.length) & (marks.length - 1)] = 1;
  }
  return (hash) => marks[hash & (marks.length - 1)] === 1;
}
