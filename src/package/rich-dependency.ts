import { type Dependency, EQUAL, GREATER, LESS } from "./dependency.ts";

export type RichOperator = "and" | "or" | "with" | "without" | "if" | "unless" | "else";

/**
 * A rich dependency as a tree. Chains lean to the right: `(a or b or c)` is a or (b or c). `(a if b else c)` is an "if"
 * whose right side is an "else" of b and c.
 */
export type RichDependency =
  | { readonly kind: "simple"; readonly dependency: Dependency }
  | {
      readonly kind: "rich";
      readonly operator: RichOperator;
      readonly left: RichDependency;
      readonly right: RichDependency;
    };

/** Deeper nesting than this is refused: real packages stay below 5, and a hostile one must not exhaust the stack. */
const DEEPEST = 50;

/** The same for chains: `(a or b or …)` of more parts than this is refused. */
const LONGEST = 500;

/**
 * Reads `(a or b)`, `(a >= 1 if b else c)` and the like; undefined when the text is not a rich dependency. Only and, or
 * and with may be chained, and no chain mixes operators. Source: rpm 4.18, lib/rpmds.c (rpmrichParse); libsolv,
 * ext/pool_parserpmrichdep.c.
 */
export function parseRichDependency(text: string): RichDependency | undefined {
  const cursor: Cursor = { text, at: 0 };
  const parsed = parseParenthesised(cursor, 0);
  return parsed !== undefined && cursor.at === text.length ? parsed : undefined;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function parseParenthesised(cursor: Cursor, depth: number): RichDependency | undefined {
  if (depth > DEEPEST || cursor.text[cursor.at] !== "(") return undefined;
  cursor.at++;
  const operands: RichDependency[] = [];
  const operators: RichOperator[] = [];
  for (;;) {
    const operand = parseOperand(cursor, depth);
    if (operand === undefined) return undefined;
    operands.push(operand);
    skipBlanks(cursor);
    if (cursor.text[cursor.at] === ")") {
      cursor.at++;
      return rightLeaning(operands, operators);
    }
    const operator = parseOperator(cursor);
    if (operator === undefined || operators.length === LONGEST || !mayFollow(operators, operator)) return undefined;
    operators.push(operator);
  }
}

function mayFollow(earlier: readonly RichOperator[], operator: RichOperator): boolean {
  const last = earlier.at(-1);
  if (operator === "else") return earlier.length === 1 && (last === "if" || last === "unless");
  return last === undefined || (last === operator && (operator === "and" || operator === "or" || operator === "with"));
}

function rightLeaning(operands: readonly RichDependency[], operators: readonly RichOperator[]): RichDependency {
  let right = operands[operands.length - 1] as RichDependency;
  for (let i = operators.length - 1; i >= 0; i--)
    right = {
      kind: "rich",
      operator: operators[i] as RichOperator,
      left: operands[i] as RichDependency,
      right,
    };
  return right;
}

function parseOperand(cursor: Cursor, depth: number): RichDependency | undefined {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] === "(") return parseParenthesised(cursor, depth + 1);
  const name = parseWord(cursor);
  if (name === "") return undefined;
  skipBlanks(cursor);
  const flags = parseComparison(cursor);
  if (flags === 0) return { kind: "simple", dependency: { name, flags: 0, evr: "" } };
  skipBlanks(cursor);
  const evr = parseWord(cursor);
  if (evr === "") return undefined;
  return { kind: "simple", dependency: { name, flags, evr: evr.startsWith("0:") ? evr.slice(2) : evr } };
}

function parseOperator(cursor: Cursor): RichOperator | undefined {
  const match = /^(and|or|without|with|if|unless|else) /.exec(cursor.text.slice(cursor.at, cursor.at + 8));
  if (match === null) return undefined;
  cursor.at += match[0].length;
  return match[1] as RichOperator;
}

function parseComparison(cursor: Cursor): number {
  let flags = 0;
  for (; ; cursor.at++) {
    const sign = cursor.text[cursor.at];
    if (sign === "<") flags |= LESS;
    else if (sign === "=") flags |= EQUAL;
    else if (sign === ">") flags |= GREATER;
    else return flags;
  }
}

/** Up to a blank, a comma or a parenthesis that closes more than the word opened: `libc.so.6()(64bit)` is one word. */
function parseWord(cursor: Cursor): string {
  const start = cursor.at;
  let open = 0;
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const sign = cursor.text[cursor.at];
    if (sign === " " || sign === ",") break;
    if (sign === "(") open++;
    if (sign === ")" && open-- === 0) break;
  }
  return cursor.text.slice(start, cursor.at);
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at++;
}
