/**
 * Whether a shell pattern with `*`, `?` and `[set]` matches the whole text. Goes back only to the last `*`, so that no
 * pattern takes more than the product of both lengths.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const part = partAt(pattern, position);
    if (part?.kind === "star") {
      star = part.end;
      position = part.end;
      resume = at;
    } else if (part !== undefined && part.accepts(text[at]!)) {
      at++;
      position = part.end;
    } else if (star >= 0) {
      at = ++resume;
      position = star;
    } else return false;
  }
  while (pattern[position] === "*") position++;
  return position === pattern.length;
}

type Part =
  | { readonly kind: "star"; readonly end: number }
  | { readonly kind: "one"; readonly end: number; readonly accepts: (sign: string) => boolean };

function partAt(pattern: string, at: number): Part | undefined {
  const sign = pattern[at];
  if (sign === undefined) return undefined;
  if (sign === "*") return { kind: "star", end: at + 1 };
  if (sign === "?") return { kind: "one", end: at + 1, accepts: () => true };
  if (sign === "[") {
    const close = pattern.indexOf("]", at + 2);
    if (close > 0) return { kind: "one", end: close + 1, accepts: setOf(pattern.slice(at + 1, close)) };
  }
  return { kind: "one", end: at + 1, accepts: (other) => other === sign };
}

function setOf(body: string): (sign: string) => boolean {
  const isNegated = body.startsWith("!") || body.startsWith("^");
  const members = isNegated ? body.slice(1) : body;
  return (sign) => {
    for (let at = 0; at < members.length; at++) {
      const from = members[at]!;
      const isRange = members[at + 1] === "-" && at + 2 < members.length;
      const to = isRange ? members[at + 2]! : from;
      if (sign >= from && sign <= to) return !isNegated;
      if (isRange) at += 2;
    }
    return isNegated;
  };
}
