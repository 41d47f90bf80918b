/** Whether `name` matches a shell pattern of dnf: `*`, `?` and `[…]`. Linear in time for any pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    const step = p < pattern.length ? matchOne(pattern, p, name.charAt(n)) : 0;
    if (pattern.charAt(p) === "*") {
      star = p;
      retry = n;
      p += 1;
    } else if (step > 0) {
      p += step;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      retry += 1;
      n = retry;
    } else {
      return false;
    }
  }
  while (pattern.charAt(p) === "*") p += 1;
  return p === pattern.length;
}

/** Length of the pattern's element at `at` when it matches `character`, else 0. */
function matchOne(pattern: string, at: number, character: string): number {
  const element = pattern.charAt(at);
  if (element === "?") return 1;
  if (element === "*") return 0;
  const end = element === "[" ? pattern.indexOf("]", at + 2) : -1;
  if (end < 0) return element === character ? 1 : 0;
  const negated = pattern.charAt(at + 1) === "!" || pattern.charAt(at + 1) === "^";
  let inside = false;
  for (let i = at + (negated ? 2 : 1); i < end; i++) {
    const isRange = pattern.charAt(i + 1) === "-" && i + 2 < end;
    const last = isRange ? pattern.charAt(i + 2) : pattern.charAt(i);
    if (character >= pattern.charAt(i) && character <= last) inside = true;
    if (isRange) i += 2;
  }
  return inside === negated ? 0 : end - at + 1;
}
