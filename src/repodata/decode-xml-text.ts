import { AMPERSAND, CARRIAGE_RETURN, LINE_FEED, SPACE, TAB } from "./xml-characters.ts";

/** What raw bytes stand for: text keeps its line breaks (as line feeds), an attribute's white space becomes spaces, CDATA has no references. */
export type XmlTextKind = "text" | "attribute" | "cdata";

const namedReferences: ReadonlyMap<string, number> = new Map([
  ["lt", 60],
  ["gt", 62],
  ["amp", 38],
  ["apos", 39],
  ["quot", 34],
]);

/** Longest reference: `&#x10FFFF;` with room for some leading zeros. */
const REFERENCE_LIMIT = 16;

/**
 * Writes source[start..end) to `target` at `at` with references and line ends resolved and gives the end of what was
 * written; `target` must have room for as many bytes as the source. A reference that XML does not know, or a control
 * character, gives its position as a negative number, -1 - position.
 */
export function decodeXmlText(
  source: Uint8Array,
  start: number,
  end: number,
  kind: XmlTextKind,
  target: Uint8Array,
  at: number,
): number {
  let out = at;
  for (let i = start; i < end; i++) {
    const byte = source[i]!;
    if (byte === AMPERSAND && kind !== "cdata") {
      const semicolon = source.subarray(i + 1, Math.min(end, i + REFERENCE_LIMIT)).indexOf(59);
      const code = semicolon < 0 ? undefined : referencedCode(source, i + 1, i + 1 + semicolon);
      if (code === undefined) return -1 - i;
      out = writeCode(code, target, out);
      i += 1 + semicolon;
    } else if (byte === CARRIAGE_RETURN) {
      target[out++] = kind === "attribute" ? SPACE : LINE_FEED;
      if (source[i + 1] === LINE_FEED && i + 1 < end) i++;
    } else if (byte < SPACE && byte !== LINE_FEED && byte !== TAB) {
      return -1 - i;
    } else {
      target[out++] = kind === "attribute" && (byte === LINE_FEED || byte === TAB) ? SPACE : byte;
    }
  }
  return out;
}

function referencedCode(source: Uint8Array, start: number, end: number): number | undefined {
  const text = String.fromCharCode(...source.subarray(start, end));
  if (!text.startsWith("#")) return namedReferences.get(text);
  if (!/^#(?:[0-9]+|x[0-9a-fA-F]+)$/.test(text)) return undefined;
  const code = text[1] === "x" ? Number.parseInt(text.slice(2), 16) : Number.parseInt(text.slice(1), 10);
  return isCharacter(code) ? code : undefined;
}

/** XML 1.0, production 2. */
function isCharacter(code: number): boolean {
  if (code < SPACE) return code === TAB || code === LINE_FEED || code === CARRIAGE_RETURN;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff && code <= 0x10ffff;
}

/** UTF-8 is never longer than the reference it replaces: four bytes need at least `&#65536;`, three `&#2048;`, two `&#128;`. */
function writeCode(code: number, target: Uint8Array, at: number): number {
  let out = at;
  if (code < 0x80) target[out++] = code;
  else if (code < 0x800) {
    target[out++] = 0xc0 | (code >> 6);
    target[out++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    target[out++] = 0xe0 | (code >> 12);
    target[out++] = 0x80 | ((code >> 6) & 63);
    target[out++] = 0x80 | (code & 63);
  } else {
    target[out++] = 0xf0 | (code >> 18);
    target[out++] = 0x80 | ((code >> 12) & 63);
    target[out++] = 0x80 | ((code >> 6) & 63);
    target[out++] = 0x80 | (code & 63);
  }
  return out;
}
