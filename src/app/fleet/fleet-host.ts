import { type CpuLevel, cpuLevelOf, scanFleetLine } from "./scan-fleet-line.ts";

/** One line of a fleet file: a host and the packages that are installed on it, as dnf writes them (NEVRA). */
export interface FleetHost {
  readonly id: string;
  /** As `uname -m` says it; undefined where the line does not. */
  readonly architecture: string | undefined;
  /** The n of x86-64-vn that its processor is; undefined where the line does not tell. */
  readonly cpuLevel: CpuLevel | undefined;
  /** Package i is the text bytes[spans[2 * i]..spans[2 * i + 1]), in UTF-8. */
  readonly bytes: Uint8Array;
  readonly spans: Int32Array;
}

const MAX_ID = 256;
const MAX_PACKAGES = 100_000;
const MAX_NEVRA = 1024;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Reads a line of a fleet file, bytes[from..to): an object with `id`, `packages` and, if it likes, `arch` and `cpuLevel`. What else is in it is
 * left alone. Gives a sentence where the line is something else. @internal for tests
 */
export function parseFleetLine(bytes: Uint8Array, from = 0, to = bytes.length): FleetHost | string {
  const host = scanFleetLine(bytes, from, to) ?? parseAsJson(decoder.decode(bytes.subarray(from, to)));
  return typeof host === "string" ? host : (faultOf(host) ?? host);
}

/** Each line of a piece of a fleet file that is not blank: its number, and the host or what is wrong with it. */
export function* hostsOfLines(
  bytes: Uint8Array,
  firstLine: number,
): Generator<{ readonly line: number; readonly host: FleetHost | string }> {
  for (let from = 0, line = firstLine; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (!isBlank(bytes, from, to)) yield { line, host: parseFleetLine(bytes, from, to) };
    from = to + 1;
  }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] ?? 0) > 32) return false;
  return true;
}

function parseAsJson(text: string): FleetHost | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "it is not JSON";
    throw error;
  }
  if (typeof value !== "object" || value === null) return "it is not an object";
  const { id, arch, cpuLevel, packages } = value as Partial<Record<"id" | "arch" | "cpuLevel" | "packages", unknown>>;
  if (typeof id !== "string") return `it has no "id" that is a text of 1 to ${MAX_ID} characters`;
  if (arch !== undefined && arch !== null && typeof arch !== "string") return `its "arch" is not a text`;
  const level = cpuLevelOf(cpuLevel);
  if (level === undefined && cpuLevel !== undefined && cpuLevel !== null) return `its "cpuLevel" is not 1, 2, 3 or 4`;
  if (!Array.isArray(packages)) return `it has no "packages" that is a list of at most ${MAX_PACKAGES} texts`;
  const texts = packages.filter((nevra) => typeof nevra === "string");
  if (texts.length < packages.length) return notTexts;
  return { id, architecture: arch ?? undefined, cpuLevel: level, ...encoded(texts) };
}

const notTexts = `its "packages" has something else than a text of at most ${MAX_NEVRA} bytes`;

function encoded(texts: readonly string[]): Pick<FleetHost, "bytes" | "spans"> {
  const bytes = encoder.encode(texts.join(""));
  const spans = new Int32Array(texts.length * 2);
  let at = 0;
  for (const [index, text] of texts.entries()) {
    spans[index * 2] = at;
    at += encoder.encode(text).length;
    spans[index * 2 + 1] = at;
  }
  return { bytes, spans };
}

function faultOf({ id, architecture, spans }: FleetHost): string | undefined {
  if (id === "" || id.length > MAX_ID) return `it has no "id" that is a text of 1 to ${MAX_ID} characters`;
  if (architecture !== undefined && architecture.length > MAX_ID) return `its "arch" is not a text`;
  if (spans.length > 2 * MAX_PACKAGES) return `it has no "packages" that is a list of at most ${MAX_PACKAGES} texts`;
  for (let i = 0; i < spans.length; i += 2) if ((spans[i + 1] ?? 0) - (spans[i] ?? 0) > MAX_NEVRA) return notTexts;
  return undefined;
}
