import type { FleetHost } from "./fleet-host.ts";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const decoder = new TextDecoder();
const plainValue = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Finds id, architecture, level of the processor and packages in a line of a fleet file without making a text of any package, which is most of what
 * reading a line costs. Only lines of the plainest form are read: an object of texts without escapes, numbers, words and one list of
 * texts, "packages". Undefined for all others, be they JSON or not: JSON.parse is to judge those.
 */
export function scanFleetLine(bytes: Uint8Array, from: number, to: number): FleetHost | undefined {
  const scanner: Scanner = { bytes, at: from, to };
  if (!take(scanner, OPEN_BRACE)) return undefined;
  const texts = new Map<string, string | undefined>();
  let spans: Int32Array | undefined;
  let cpuLevel: CpuLevel | undefined;
  for (;;) {
    const key = scanText(scanner);
    if (key === undefined || texts.has(key) || !take(scanner, COLON)) return undefined;
    if (key === "packages") {
      spans = scanList(scanner);
      if (spans === undefined) return undefined;
      texts.set(key, undefined);
    } else if (peek(scanner) === QUOTE) {
      const text = scanText(scanner);
      if (text === undefined || key === "cpuLevel") return undefined;
      texts.set(key, text);
    } else {
      const plain = scanPlain(scanner);
      if (plain === undefined || key === "id") return undefined;
      if (key === "cpuLevel" && plain !== "null") {
        cpuLevel = cpuLevelOf(Number(plain));
        if (cpuLevel === undefined) return undefined;
      }
      texts.set(key, undefined);
    }
    if (take(scanner, COMMA)) continue;
    if (!take(scanner, CLOSE_BRACE)) return undefined;
    break;
  }
  const id = texts.get("id");
  if (peek(scanner) !== -1 || id === undefined || spans === undefined) return undefined;
  return { id, architecture: texts.get("arch"), cpuLevel, bytes, spans };
}

/** The n of x86-64-vn. */
export type CpuLevel = 1 | 2 | 3 | 4;

export function cpuLevelOf(value: unknown): CpuLevel | undefined {
  return ([1, 2, 3, 4] as const).find((level) => level === value);
}

interface Scanner {
  readonly bytes: Uint8Array;
  at: number;
  readonly to: number;
}

/** The next byte that is no blank, -1 at the end. */
function peek(scanner: Scanner): number {
  const { bytes, to } = scanner;
  while (scanner.at < to && isBlank(bytes[scanner.at] ?? 0)) scanner.at++;
  return scanner.at < to ? (bytes[scanner.at] ?? -1) : -1;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

function take(scanner: Scanner, byte: number): boolean {
  if (peek(scanner) !== byte) return false;
  scanner.at++;
  return true;
}

/** Goes over a text; false where it has escapes or control characters, or does not end. */
function skipText(scanner: Scanner): boolean {
  if (!take(scanner, QUOTE)) return false;
  const { bytes, to } = scanner;
  for (let at = scanner.at; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      scanner.at = at + 1;
      return true;
    }
    if (byte < 32 || byte === BACKSLASH) return false;
  }
  return false;
}

function scanText(scanner: Scanner): string | undefined {
  if (peek(scanner) !== QUOTE) return undefined;
  const start = scanner.at + 1;
  return skipText(scanner) ? decoder.decode(scanner.bytes.subarray(start, scanner.at - 1)) : undefined;
}

/** Start and end of each text of a list. */
function scanList(scanner: Scanner): Int32Array | undefined {
  if (!take(scanner, OPEN_BRACKET)) return undefined;
  if (take(scanner, CLOSE_BRACKET)) return new Int32Array(0);
  let spans = new Int32Array(4096);
  for (let length = 0; ; ) {
    if (peek(scanner) !== QUOTE) return undefined;
    const start = scanner.at + 1;
    if (!skipText(scanner)) return undefined;
    if (length + 2 > spans.length) {
      const longer = new Int32Array(spans.length * 2);
      longer.set(spans);
      spans = longer;
    }
    spans[length++] = start;
    spans[length++] = scanner.at - 1;
    if (take(scanner, COMMA)) continue;
    return take(scanner, CLOSE_BRACKET) ? spans.subarray(0, length) : undefined;
  }
}

/** A number or a word; undefined where there is neither. */
function scanPlain(scanner: Scanner): string | undefined {
  const start = scanner.at;
  const { bytes, to } = scanner;
  let at = start;
  while (at < to && bytes[at] !== COMMA && bytes[at] !== CLOSE_BRACE && !isBlank(bytes[at] ?? 0)) at++;
  scanner.at = at;
  const text = decoder.decode(bytes.subarray(start, at));
  return plainValue.test(text) ? text : undefined;
}
