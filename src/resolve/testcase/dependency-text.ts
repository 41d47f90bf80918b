import { EQUAL, GREATER, LESS } from "../../package/dependency.ts";
import { type DependencyId, isRelation, relationIndex } from "../../pool/relations.ts";
import { AND, ARCH, ELSE, IF, NAMESPACE, OR, UNLESS, WITH, WITHOUT } from "../../pool/rich-relations.ts";
import type { Ids } from "../dependency-text.ts";
import { TestcaseError } from "./testcase-error.ts";

/** Operators as libsolv's testcases write them (src/testcase.c, oplist); longer ones first. */
const operators: readonly (readonly [string, number])[] = [
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

function parseExpression(ids: Ids, cursor: Cursor, depth: number): DependencyId {
  if (depth > DEEPEST) throw new TestcaseError(`Cannot read dependency "${cursor.text}": nested too deeply`);
  const left = parseOperand(ids, cursor, depth);
  skipBlanks(cursor);
  if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === ")") return left;
  const operator = operators.find(([sign]) => cursor.text.startsWith(sign, cursor.at));
  if (operator === undefined)
    throw new TestcaseError(
      `Cannot read dependency "${cursor.text}": no operator at "${cursor.text.slice(cursor.at)}"`,
    );
  cursor.at += operator[0].length;
  // A version binds tighter than what follows it; all other operators lean to the right.
  if (operator[1] <= 7 || operator[1] === ARCH) {
    const right = parseOperand(ids, cursor, depth);
    const id = ids.relations.idOf(left, operator[1], right);
    return continueWith(ids, cursor, id, depth);
  }
  return ids.relations.idOf(left, operator[1], parseExpression(ids, cursor, depth + 1));
}

function continueWith(ids: Ids, cursor: Cursor, left: DependencyId, depth: number): DependencyId {
  skipBlanks(cursor);
  if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === ")") return left;
  const operator = operators.find(([sign]) => cursor.text.startsWith(sign, cursor.at));
  if (operator === undefined)
    throw new TestcaseError(
      `Cannot read dependency "${cursor.text}": no operator at "${cursor.text.slice(cursor.at)}"`,
    );
  cursor.at += operator[0].length;
  if (operator[1] > 7 && operator[1] !== ARCH)
    return ids.relations.idOf(left, operator[1], parseExpression(ids, cursor, depth + 1));
  return continueWith(ids, cursor, ids.relations.idOf(left, operator[1], parseOperand(ids, cursor, depth)), depth);
}

function parseOperand(ids: Ids, cursor: Cursor, depth: number): DependencyId {
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
  return ids.strings.idOfText(unescape(word));
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
export function jobDependencyText(ids: Ids, dependency: DependencyId, parent = 0): string {
  if (!isRelation(dependency)) return escape(ids.strings.text(dependency));
  const index = relationIndex(dependency);
  const flags = ids.relations.flags[index]!;
  const left = ids.relations.names[index]!;
  const right = ids.relations.evrs[index]!;
  if (flags === NAMESPACE) return `${ids.strings.text(left)}(${right === 0 ? "" : jobDependencyText(ids, right)})`;
  const sign = operators.find(([, value]) => value === flags)?.[0] ?? "?";
  const text = `${jobDependencyText(ids, left, flags)} ${sign} ${jobDependencyText(ids, right, flags)}`;
  const isChain = parent === flags && (flags === AND || flags === OR || flags === WITH);
  return parent !== 0 && !isChain && flags > 7 ? `(${text})` : text;
}

function escape(text: string): string {
  return text.replace(/[\s\\]|^namespace:|\)$/g, (part) =>
    part === ")" && text.includes("(")
      ? part
      : Array.from(part, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""),
  );
}
