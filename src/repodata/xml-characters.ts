/** Bytes of markup, and what each byte may be part of (XML 1.0, fifth edition, productions 2-5 and 10). */
export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const DOUBLE_QUOTE = 34;
export const AMPERSAND = 38;
export const SINGLE_QUOTE = 39;
export const HYPHEN = 45;
export const SLASH = 47;
export const COLON = 58;
export const LESS_THAN = 60;
export const EQUALS = 61;
export const GREATER_THAN = 62;
export const QUESTION = 63;
export const OPEN_BRACKET = 91;

/** 1 where a byte may be part of a name. Bytes above 127 are parts of characters and let through unchecked. */
export const isNameByte = new Uint8Array(256);
/** 1 where a byte ends the plain run of an attribute value or of text: quotes, `&`, `<`, and every control character. */
export const isSpecialByte = new Uint8Array(256);

for (let byte = 0; byte < 256; byte++) {
  const isLetterOrDigit =
    (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte >= 128;
  if (isLetterOrDigit || byte === HYPHEN || byte === 46 || byte === COLON || byte === 95) isNameByte[byte] = 1;
  if (byte < SPACE || [DOUBLE_QUOTE, SINGLE_QUOTE, AMPERSAND, LESS_THAN].includes(byte)) isSpecialByte[byte] = 1;
}

export function isWhitespace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || isAllowedControl(byte));
}

/** Tab, line feed and carriage return are the only control characters that XML allows. */
export function isAllowedControl(byte: number): boolean {
  return byte === LINE_FEED || byte === TAB || byte === CARRIAGE_RETURN;
}
