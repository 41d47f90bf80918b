import { GREATER_THAN, HYPHEN, LESS_THAN, OPEN_BRACKET, QUESTION } from "./xml-characters.ts";

const CLOSE_BRACKET = 93;
export const CDATA_START = "<![CDATA[";
const INSTRUCTION_START = "<?";
const COMMENT_START = "<!--";

/** Longest usual line break and indent. */
const INDENT = 16;

/** Position of the next "<", or the end. Between tags there is mostly an indent; longer text is searched natively. */
export function nextTag(bytes: Uint8Array, start: number): number {
  const near = Math.min(bytes.length, start + INDENT);
  for (let p = start; p < near; p++) if (bytes[p] === LESS_THAN) return p;
  const found = bytes.indexOf(LESS_THAN, near);
  return found < 0 ? bytes.length : found;
}

/**
 * End of the comment, CDATA section or processing instruction that begins at `start`, -1 when the bytes end before it,
 * or what is wrong: DOCTYPE, CDATA outside the root, another encoding than UTF-8.
 */
export function markupEnd(bytes: Uint8Array, start: number, isOutside: boolean): number | string {
  const available = bytes.length - start;
  if (startsWith(bytes, start, INSTRUCTION_START)) {
    const end = endAfter(bytes, start + INSTRUCTION_START.length, QUESTION, QUESTION);
    if (end >= 0 && isOutside && startsWith(bytes, start, "<?xml ")) return declarationEnd(bytes, start, end);
    return end;
  }
  if (startsWith(bytes, start, COMMENT_START))
    return available < COMMENT_START.length ? -1 : endAfter(bytes, start + COMMENT_START.length, HYPHEN, HYPHEN);
  if (startsWith(bytes, start, CDATA_START)) {
    if (available < CDATA_START.length) return -1;
    if (isOutside) return "a CDATA section outside the root element";
    return endAfter(bytes, start + CDATA_START.length, CLOSE_BRACKET, CLOSE_BRACKET);
  }
  if (startsWith(bytes, start, "<!DOCTYPE"))
    return "a document type declaration (DOCTYPE): repository metadata has none, and its entities could grow without end, so it is refused";
  return "an unknown declaration";
}

export function isCdata(bytes: Uint8Array, start: number): boolean {
  return bytes[start + 2] === OPEN_BRACKET;
}

/** True also where the bytes end before the prefix does. */
function startsWith(bytes: Uint8Array, start: number, prefix: string): boolean {
  const length = Math.min(prefix.length, bytes.length - start);
  for (let i = 0; i < length; i++) if (bytes[start + i] !== prefix.charCodeAt(i)) return false;
  return true;
}

/** Position after `last>` (`?>`) or, where `first` and `last` are both asked for, after `first last >` (`-->`, `]]>`). */
function endAfter(bytes: Uint8Array, from: number, first: number, last: number): number {
  const width = last === QUESTION ? 1 : 2;
  for (let at = bytes.indexOf(GREATER_THAN, from); at >= 0; at = bytes.indexOf(GREATER_THAN, at + 1)) {
    if (at - width < from || bytes[at - 1] !== last) continue;
    if (width === 1 || bytes[at - 2] === first) return at + 1;
  }
  return -1;
}

function declarationEnd(bytes: Uint8Array, start: number, end: number): number | string {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 200)));
  const encoding = /\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (encoding === undefined || /^(?:utf-?8|us-ascii)$/i.test(encoding)) return end;
  return `encoding "${encoding}" (only UTF-8 is read)`;
}
