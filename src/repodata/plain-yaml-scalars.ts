import { NotPlain, type PlainLines } from "./plain-yaml-lines.ts";

/** Words of a flow list: plain ones without any sign that YAML could mean something by, or simply quoted ones. */
const flowWord = /^(?:(-?[A-Za-z0-9_][\w.+~^/-]*)|'([^'\\]*)'|"([^"\\]*)")$/;

/** What makes a plain scalar something else: a mapping, a comment, an indicator at its start. */
const notPlainStart = /^[-?:](?: |$)|^[,[\]{}#&*!|>'"%@`]/;
const notPlainInside = /: |:$| #/;

/** `rest` is all that stands behind the key or dash; the scalar goes on in deeper lines. */
export function readPlainScalar(source: PlainLines, rest: string, indent: number): string {
  if (notPlainStart.test(rest)) throw new NotPlain();
  const folded = new FoldedText(checkedPlain(rest));
  let blank = 0;
  for (let at = source.at; at < source.lines.length; at++) {
    const line = source.lines[at] ?? "";
    const isBlank = line.trim() === "";
    if (!isBlank && !((source.indents[at] ?? -1) > indent)) break;
    if (isBlank) blank++;
    else {
      folded.add(checkedPlain(line.trim()), blank);
      blank = 0;
      source.at = at + 1;
    }
  }
  return folded.text;
}

function checkedPlain(text: string): string {
  if (notPlainInside.test(text)) throw new NotPlain();
  return text;
}

/** A text in quotes, over any number of lines; in double ones with the escapes that machines write. */
export function readQuotedScalar(source: PlainLines, rest: string): string {
  const quote = rest[0] ?? "";
  if (endsInEscapedBlank.test(source.lines[source.at - 1] ?? "")) throw new NotPlain();
  const first = quotedLine(rest.slice(1), quote);
  const folded = new FoldedText(first.text);
  let { isLast, isGlued } = first;
  let blank = 0;
  while (!isLast) {
    if (source.at >= source.lines.length) throw new NotPlain();
    const raw = source.lines[source.at++] ?? "";
    if (endsInEscapedBlank.test(raw)) throw new NotPlain();
    const line = raw.trim();
    if (line === "") {
      blank++;
      continue;
    }
    const next = quotedLine(line, quote);
    if (isGlued && blank === 0) folded.text += next.text;
    else if (isGlued) throw new NotPlain();
    else folded.add(next.text, blank);
    ({ isLast, isGlued } = next);
    blank = 0;
  }
  return folded.text;
}

interface QuotedLine {
  readonly text: string;
  /** The closing quote was at its end. */
  readonly isLast: boolean;
  /** A backslash at its end: the next line follows without a blank. */
  readonly isGlued: boolean;
}

const singleQuoted = /^((?:[^']|'')*)('?)$/;
const doubleQuoted = /^((?:[^"\\]|\\["\\nt /])*)("?)(\\?)$/;
const endsInEscapedBlank = /\\\s+$/;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" };

/** One line of a quoted text, without the white space around it. */
function quotedLine(line: string, quote: string): QuotedLine {
  const match = (quote === "'" ? singleQuoted : doubleQuoted).exec(line);
  const [, text = "", close = "", glue = ""] = match ?? [];
  if (match === null || (close !== "" && glue !== "")) throw new NotPlain();
  const isLast = close !== "";
  if (quote === "'") return { text: text.replaceAll("''", "'"), isLast, isGlued: false };
  const plain = text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
  return { text: plain, isLast, isGlued: glue !== "" };
}

/** `|`, `|-`, `>` and `>-` with their lines; more deeply indented lines of a folded one are not for us. */
export function readBlockScalar(source: PlainLines, header: string, indent: number): string {
  const match = /^([|>])(-?)$/.exec(header);
  if (match === null) throw new NotPlain();
  const lines = blockLines(source, indent);
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return "";
  const text = match[1] === "|" ? lines.join("\n") : foldedLines(lines);
  return match[2] === "-" ? text : `${text}\n`;
}

/** The lines deeper than `indent`, without the indent of the first of them. */
function blockLines(source: PlainLines, indent: number): string[] {
  const lines: string[] = [];
  let inner: number | undefined;
  for (; source.at < source.lines.length; source.at++) {
    const line = source.lines[source.at] ?? "";
    const spaces = line.length - line.trimStart().length;
    if (line.includes("\t")) throw new NotPlain();
    if (spaces === line.length) {
      if (inner === undefined ? spaces > 0 : spaces > inner) throw new NotPlain();
      lines.push("");
      continue;
    }
    if (spaces <= indent) break;
    inner ??= spaces;
    if (spaces < inner) throw new NotPlain();
    lines.push(line.slice(inner));
  }
  return lines;
}

function foldedLines(lines: readonly string[]): string {
  const start = lines.findIndex((line) => line !== "");
  const folded = new FoldedText("\n".repeat(start) + (lines[start] ?? ""));
  let blank = 0;
  for (const line of lines.slice(start)) if (line.startsWith(" ")) throw new NotPlain();
  for (const line of lines.slice(start + 1)) {
    if (line === "") blank++;
    else {
      folded.add(line, blank);
      blank = 0;
    }
  }
  return folded.text;
}

export function readFlowList(rest: string): readonly string[] {
  if (!rest.endsWith("]")) throw new NotPlain();
  const inner = rest.slice(1, -1).trim();
  if (inner === "") return [];
  return inner.split(",").map((word) => {
    const match = flowWord.exec(word.trim());
    if (match === null) throw new NotPlain();
    return match[1] ?? match[2] ?? match[3] ?? "";
  });
}

/** Lines joined by a blank, or by as many line breaks as there were blank lines between. */
class FoldedText {
  text: string;

  constructor(first: string) {
    this.text = first;
  }

  add(line: string, blankLines: number): void {
    this.text += (blankLines === 0 ? " " : "\n".repeat(blankLines)) + line;
  }
}
