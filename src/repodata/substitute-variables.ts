const MAX_DEPTH = 32;
const LONGEST_NAME = 256;

/** Variables by name, without "$": `releasever`, `basearch`, `arch`, and those of /etc/dnf/vars. */
export type RepoVariables = ReadonlyMap<string, string>;

/**
 * Fills in `$name`, `${name}`, `${name:-word}` (word where the variable is missing or empty) and `${name:+word}` (word
 * where it is neither), words within words included (dnf5, libdnf5/conf/vars.cpp). A variable that is not known stays as
 * it is written; what is filled in is not looked at again. `releasever_major` and `releasever_minor` follow `releasever`.
 *
 * @example substituteVariables("el$releasever/${arch:-x86_64}", new Map([["releasever", "9"]])) === "el9/x86_64"
 */
export function substituteVariables(text: string, variables: RepoVariables): string {
  return filled({ source: text, variables, unclosed: text.length }, 0, 0).text;
}

interface Substitution {
  readonly source: string;
  readonly variables: RepoVariables;
  /** From here on no word is closed: what once ran to the end is not tried again. */
  unclosed: number;
}

interface Filled {
  readonly text: string;
  /** Where reading stopped: at the end, or at the "}" that closes a word. */
  readonly end: number;
}

function filled(substitution: Substitution, start: number, depth: number): Filled {
  const { source } = substitution;
  const closing = depth > 0 ? "}" : undefined;
  let text = "";
  let i = start;
  for (; i < source.length; i++) {
    if (source[i] === closing) break;
    const expression = source[i] === "$" ? expressionAt(substitution, i, depth) : undefined;
    text += expression?.text ?? source[i];
    if (expression !== undefined) i = expression.end - 1;
  }
  return { text, end: i };
}

/** The expression whose "$" is at `start`; undefined where there is none to fill in. */
function expressionAt(substitution: Substitution, start: number, depth: number): Filled | undefined {
  const { source, variables } = substitution;
  const head = source.slice(start, start + LONGEST_NAME);
  const plain = /^\$(\w+)/.exec(head);
  if (plain !== null) {
    const text = valueOf(plain[1] ?? "", variables);
    return text === undefined ? undefined : { text, end: start + plain[0].length };
  }
  const braced = /^\$\{(\w+)(\}|:[-+])/.exec(head);
  if (braced === null) return undefined;
  const [opening, name = "", kind] = braced;
  const value = valueOf(name, variables);
  if (kind === "}") return value === undefined ? undefined : { text: value, end: start + opening.length };
  if (depth === MAX_DEPTH || start >= substitution.unclosed) return undefined;
  const word = filled(substitution, start + opening.length, depth + 1);
  if (source[word.end] !== "}") {
    substitution.unclosed = start;
    return undefined;
  }
  const isSet = value !== undefined && value !== "";
  const whenSet = kind === ":+" ? word.text : (value ?? "");
  const otherwise = kind === ":+" ? "" : word.text;
  return { text: isSet ? whenSet : otherwise, end: word.end + 1 };
}

function valueOf(name: string, variables: RepoVariables): string | undefined {
  const told = variables.get(name);
  if (told !== undefined) return told;
  const [major, minor] = variables.get("releasever")?.split(".", 2) ?? [];
  if (name === "releasever_major") return major;
  return name === "releasever_minor" ? minor : undefined;
}
