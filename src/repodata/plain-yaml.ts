import { NotPlain, type PlainLines } from "./plain-yaml-lines.ts";
import { readBlockScalar, readFlowList, readPlainScalar, readQuotedScalar } from "./plain-yaml-scalars.ts";
import type { YamlMap, YamlValue } from "./yaml-value.ts";

const MAX_DEPTH = 32;
/** A key, plain or in simple quotes, its colon, and what follows. */
const keyForm = /^(?:([A-Za-z0-9_][^\s:#'"&*!|>{}[\],]*)|'([^'\\]*)'|"([^"\\]*)"):(?: +(.*))?$/;

/**
 * Reads a document in the plain block style in which modules.yaml is written by machines: mappings and lists by indent,
 * scalars of all kinds, flow lists of words on one line. Gives undefined for all else (anchors, tags, comments behind
 * values, nested flow, tabs, anything wrong), which is then for a whole YAML reader. Gives what that reader would give,
 * scalars as text, about thirty times as fast.
 */
export function readPlainYaml(text: string): YamlMap | undefined {
  const lines = text.split("\n");
  const indents = lines.map(indentOf);
  const source: PlainLines = { lines, indents, at: 0 };
  try {
    skipBlank(source);
    if (source.at >= lines.length || indents[source.at] !== 0) return undefined;
    const map = readMapping(source, 0, 0);
    skipBlank(source);
    return source.at < lines.length ? undefined : map;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function indentOf(line: string): number {
  if (line.includes("\t") || line.includes("\r")) return Number.NaN;
  let indent = 0;
  while (line[indent] === " ") indent++;
  return indent === line.length || line[indent] === "#" ? -1 : indent;
}

/** Goes to the next line that is no blank or comment. */
function skipBlank(source: PlainLines): void {
  while (source.indents[source.at] === -1) source.at++;
  if (Number.isNaN(source.indents[source.at])) throw new NotPlain();
}

function readMapping(source: PlainLines, indent: number, depth: number): YamlMap {
  if (depth > MAX_DEPTH) throw new NotPlain();
  const map = new Map<string, YamlValue>();
  for (skipBlank(source); source.indents[source.at] === indent; skipBlank(source)) {
    const line = (source.lines[source.at] ?? "").slice(indent);
    if (isItem(line)) break;
    readPair(source, line, indent, depth, map);
  }
  return map;
}

/** Reads `key: value`, the line cut to `line`, into the map. */
function readPair(source: PlainLines, line: string, indent: number, depth: number, map: Map<string, YamlValue>): void {
  const match = keyForm.exec(line);
  if (match === null) throw new NotPlain();
  const key = match[1] ?? match[2] ?? match[3] ?? "";
  const rest = (match[4] ?? "").trimEnd();
  source.at++;
  map.set(key, rest === "" ? readNested(source, indent, depth) : readScalar(source, rest, indent));
}

/** What stands below `key:`: a deeper block, a list at the same indent, or nothing. */
function readNested(source: PlainLines, indent: number, depth: number): YamlValue {
  skipBlank(source);
  const next = source.indents[source.at] ?? -1;
  const line = (source.lines[source.at] ?? "").slice(Math.max(0, next));
  if (isItem(line) && next >= indent) return readList(source, next, depth + 1);
  return next > indent ? readMapping(source, next, depth + 1) : "";
}

function readList(source: PlainLines, indent: number, depth: number): readonly YamlValue[] {
  if (depth > MAX_DEPTH) throw new NotPlain();
  const list: YamlValue[] = [];
  for (skipBlank(source); source.indents[source.at] === indent; skipBlank(source)) {
    const line = (source.lines[source.at] ?? "").slice(indent);
    if (!isItem(line)) break;
    list.push(readItem(source, line, indent, depth));
  }
  return list;
}

/** `- word`, or `- key: value` with the rest of its mapping below, at the indent of the key. */
function readItem(source: PlainLines, line: string, indent: number, depth: number): YamlValue {
  const rest = line.slice(1).trim();
  if (rest === "" || isItem(rest)) throw new NotPlain();
  if (!keyForm.test(rest)) {
    source.at++;
    return readScalar(source, rest, indent);
  }
  const inner = indent + line.length - line.slice(1).trimStart().length;
  const first = new Map<string, YamlValue>();
  readPair(source, rest, inner, depth + 1, first);
  for (const [key, value] of readMapping(source, inner, depth + 1)) first.set(key, value);
  return first;
}

function isItem(line: string): boolean {
  return line === "-" || line.startsWith("- ");
}

/** `rest` is what stands behind the key or dash; the lines after it are next. */
function readScalar(source: PlainLines, rest: string, indent: number): YamlValue {
  switch (rest.charAt(0)) {
    case "'":
    case '"':
      return readQuotedScalar(source, rest);
    case "|":
    case ">":
      return readBlockScalar(source, rest, indent);
    case "[":
      return readFlowList(rest);
    case "{":
      if (rest !== "{}") throw new NotPlain();
      return new Map();
    default:
      return readPlainScalar(source, rest, indent);
  }
}
