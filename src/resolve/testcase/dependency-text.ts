import { EQUAL, GREATER, LESS } from "../../package/dependency.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { AND, ARCH, ELSE, IF, NAMESPACE, OR, UNLESS, WITH, WITHOUT } from "../../pool/rich-relations.ts";
import type { Ids } from "../dependency-text.ts";
import { TestcaseError } from "./testcase-error.ts";

/** Operators of other package managers, which only travel through texts here. */
const COMPAT = 23;
const MULTIARCH = 25;

/** Operators as libsolv's testcases write them (src/testcase.c, oplist); longer ones first. */
const operators: readonly (readonly [string, number])[] = [
  ["compat >=", COMPAT],
  ["<NAMESPACE>", NAMESPACE],
  ["<MULTIARCH>", MULTIARCH],
  ["<UNLESS>", UNLESS],
  ["<ELSE>", ELSE],
  ["<IF>", IF],
  ["<=>", LESS | EQUAL | GREATER],
  ["<=", LESS | EQUAL],
  [">=", GREATER | EQUAL],
  ["<>", LESS | GREATER],
  ["=", EQUAL],
  ["<", LESS],
  [">", GREATER],
  ["&", AND],
  ["|", OR],
  ["+", WITH],
  ["-", WITHOUT],
  [".", ARCH],
];

const DEEPEST = 200;

/** Reads `a & b`, `name >= 1.0`, `name . i586`, `namespace:language(de)`, with `\XX` for odd bytes. */
export function parseDependencyText(ids: Ids, text: string): DependencyId {
  const cursor = { text, at: 0 };
  const id = parseExpression(ids, cursor, 0);
  if (cursor.at < text.length)
    throw new TestcaseError(`Cannot read dependency "${text}": "${text.slice(cursor.at)}" is left over`);
  return id;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/** A version or an architecture binds tighter than what follows it; all other operators lean to the right. */
function parseExpression(ids: Ids, cursor: Cursor, depth: number): DependencyId {
  if (depth > DEEPEST) throw new TestcaseError(`Cannot read dependency "${cursor.text}": nested too deeply`);
  let left = parseOperand(ids, cursor, depth, true);
  for (;;) {
    skipBlanks(cursor);
    if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === ")") return left;
    const flags = parseOperator(cursor);
    const isTight = flags <= 7 || flags === ARCH;
    const right = isTight ? parseVersion(ids, cursor, depth) : parseExpression(ids, cursor, depth + 1);
    left = ids.relations.idOf(left, flags, right);
  }
}

function parseOperator(cursor: Cursor): number {
  const operator = operators.find(([sign]) => cursor.text.startsWith(sign, cursor.at));
  if (operator === undefined)
    throw new TestcaseError(
      `Cannot read dependency "${cursor.text}": no operator at "${cursor.text.slice(cursor.at)}"`,
    );
  cursor.at += operator[0].length;
  return operator[1];
}

/** A version may say with what older one it is compatible. */
function parseVersion(ids: Ids, cursor: Cursor, depth: number): DependencyId {
  const version = parseOperand(ids, cursor, depth, false);
  skipBlanks(cursor);
  if (!cursor.text.startsWith("compat >= ", cursor.at)) return version;
  const flags = parseOperator(cursor);
  return ids.relations.idOf(version, flags, parseOperand(ids, cursor, depth, false));
}

function parseOperand(ids: Ids, cursor: Cursor, depth: number, isName: boolean): DependencyId {
  skipBlanks(cursor);
  if (cursor.text.startsWith("namespace:", cursor.at)) {
    const open = cursor.text.indexOf("(", cursor.at);
    if (open > 0) return parseNamespace(ids, cursor, open, depth);
  }
  if (cursor.text[cursor.at] === "(") {
    cursor.at++;
    const id = parseExpression(ids, cursor, depth + 1);
    if (cursor.text[cursor.at] !== ")")
      throw new TestcaseError(`Cannot read dependency "${cursor.text}": ")" is missing`);
    cursor.at++;
    return id;
  }
  const word = parseWord(cursor, depth === 0);
  if (word === "") throw new TestcaseError(`Cannot read dependency "${cursor.text}": a name is missing`);
  if (!isName || !/.:any$/.test(word)) return idOfWord(ids, word);
  return ids.relations.idOf(idOfWord(ids, word.slice(0, -4)), MULTIARCH, ids.strings.idOfText("any"));
}

/** `<NULL>` is no string at all, `\00` the empty one. */
function idOfWord(ids: Ids, word: string): number {
  if (word === "<NULL>") return 0;
  return ids.strings.idOfText(word === "\\00" ? "" : unescape(word));
}

function parseNamespace(ids: Ids, cursor: Cursor, open: number, depth: number): DependencyId {
  const name = ids.strings.idOfText(cursor.text.slice(cursor.at, open));
  cursor.at = open + 1;
  skipBlanks(cursor);
  const argument = cursor.text[cursor.at] === ")" ? 0 : parseExpression(ids, cursor, depth + 1);
  if (cursor.text[cursor.at] !== ")")
    throw new TestcaseError(`Cannot read dependency "${cursor.text}": ")" is missing`);
  cursor.at++;
  return ids.relations.idOf(name, NAMESPACE, argument);
}

/** Up to a blank or, inside parentheses, one that it did not open itself. */
function parseWord(cursor: Cursor, isOutside: boolean): string {
  const start = cursor.at;
  let open = 0;
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const sign = cursor.text[cursor.at];
    if (sign === " " || sign === "\t") break;
    if (sign === "(") open++;
    if (sign === ")" && open-- <= 0 && !isOutside) break;
  }
  return cursor.text.slice(start, cursor.at);
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " " || cursor.text[cursor.at] === "\t") cursor.at++;
}

function unescape(word: string): string {
  return word.replace(/\\([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The text of a dependency as testcases write it (ext/testcase.c, testcase_dep2str). */
export function jobDependencyText(ids: Ids, dependency: DependencyId): string {
  if (!isRelation(dependency)) return wordText(ids, dependency, true);
  const index = relationIndex(dependency);
  const flags = ids.relations.flags[index]!;
  const left = ids.relations.names[index]!;
  const right = ids.relations.evrs[index]!;
  if (flags === NAMESPACE && !isRelation(left) && ids.strings.text(left).startsWith("namespace:"))
    return `${ids.strings.text(left)}(${jobDependencyText(ids, right)})`;
  if (flags === MULTIARCH && !isRelation(left) && ids.strings.text(right) === "any")
    return `${wordText(ids, left, true)}:any`;
  const parts = [
    inParentheses(jobDependencyText(ids, left), isRelation(left) && !bindsTighter(ids, left, flags)),
    operatorText(flags),
    isRelation(right)
      ? inParentheses(jobDependencyText(ids, right), !bindsTighter(ids, right, flags) && !isChain(ids, right, flags))
      : wordText(ids, right, false),
  ];
  return parts.join(" ");
}

export function operatorText(flags: number): string {
  return operators.find(([, value]) => value === flags)?.[0] ?? `<${flags}>`;
}

/** The flags behind an operator; an error where there is none. */
export function operatorFlags(text: string): number {
  const operator = operators.find(([sign]) => sign === text);
  if (operator === undefined) throw new TestcaseError(`Cannot read dependency: "${text}" is not an operator`);
  return operator[1];
}

function inParentheses(text: string, isNeeded: boolean): string {
  return isNeeded ? `(${text})` : text;
}

function flagsOf(ids: Ids, dependency: DependencyId): number {
  return ids.relations.flags[relationIndex(dependency)]!;
}

function bindsTighter(ids: Ids, inner: DependencyId, outer: number): boolean {
  const flags = flagsOf(ids, inner);
  if (flags === NAMESPACE || flags === MULTIARCH) return true;
  return outer > 7 && outer !== COMPAT && flags <= 7;
}

function isChain(ids: Ids, inner: DependencyId, outer: number): boolean {
  const flags = flagsOf(ids, inner);
  return (outer <= 7 && flags === COMPAT) || (outer === flags && (outer === AND || outer === OR));
}

function wordText(ids: Ids, id: number, isName: boolean): string {
  if (id === 0) return "<NULL>";
  const text = ids.strings.text(id);
  if (text === "") return "\\00";
  const isNamespace = text.startsWith("namespace:");
  const isAny = isName && /.:any$/.test(text);
  if (!isNamespace && !isAny && /^[^[(<=>!][^\s\\]*$/.test(text) && hasSimpleParentheses(text)) return text;
  const escaped = text.replace(/[\0- \\()]|^[[<=>!]/g, hexOf);
  const named = isNamespace ? `namespace\\3a${escaped.slice("namespace:".length)}` : escaped;
  return isAny ? `${named.slice(0, -4)}\\3aany` : named;
}

/** Pairs that do not nest. */
function hasSimpleParentheses(text: string): boolean {
  let isOpen = false;
  for (const sign of text) {
    if (sign === "(" ? isOpen : sign === ")" && !isOpen) return false;
    if (sign === "(" || sign === ")") isOpen = sign === "(";
  }
  return !isOpen;
}

function hexOf(sign: string): string {
  return `\\${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
