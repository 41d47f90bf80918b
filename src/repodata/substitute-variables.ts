const MAX_DEPTH = 32;

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
  return filled(text, 0, (name) => valueOf(name, variables), 0).text;
}

interface Filled {
  readonly text: string;
  /** Where reading stopped: at the end, or at the "}" that closes a word. */
  readonly end: number;
}

function filled(source: string, start: number, value: (name: string) => string | undefined, depth: number): Filled {
  let text = "";
  let i = start;
  while (i < source.length && !(depth > 0 && source[i] === "}")) {
    const expression = source[i] === "$" && depth < MAX_DEPTH ? expressionAt(source, i, value, depth) : undefined;
    text += expression?.text ?? source[i];
    i = expression?.end ?? i + 1;
  }
  return { text, end: i };
}

/** The expression whose "$" is at `start`; undefined where there is none to fill in. */
function expressionAt(
  source: string,
  start: number,
  value: (name: string) => string | undefined,
  depth: number,
): Filled | undefined {
  const plain = /^\$(\w+)/.exec(source.slice(start, start + 256));
  if (plain !== null) {
    const text = value(plain[1] ?? "");
    return text === undefined ? undefined : { text, end: start + plain[0].length };
  }
  const braced = /^\$\{(\w+)(\}|:[-+])/.exec(source.slice(start, start + 256));
  if (braced === null) return undefined;
  const [head, name = "", kind] = braced;
  const known = value(name);
  if (kind === "}") return known === undefined ? undefined : { text: known, end: start + head.length };
  const word = filled(source, start + head.length, value, depth + 1);
  if (source[word.end] !== "}") return undefined;
  const isSet = known !== undefined && known !== "";
  const text = kind === ":+" ? (isSet ? word.text : "") : isSet ? known : word.text;
  return { text, end: word.end + 1 };
}

function valueOf(name: string, variables: RepoVariables): string | undefined {
  const told = variables.get(name);
  if (told !== undefined) return told;
  const [major, minor] = variables.get("releasever")?.split(".", 2) ?? [];
  if (name === "releasever_major") return major;
  return name === "releasever_minor" ? minor : undefined;
}
