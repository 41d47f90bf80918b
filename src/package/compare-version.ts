/**
 * Compares two version or release strings as rpm does: 1 when `left` is newer, -1 when older, 0 when equal.
 *
 * Segments of digits or letters are compared in turn, separators are skipped, `~` sorts before everything (the end
 * included) and `^` after the end but before any other continuation. Source: rpm 4.18, rpmio/rpmvercmp.c.
 *
 * @example compareVersion("1.0~rc1", "1.0") === -1
 */
export function compareVersion(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0;
  let i = 0;
  let j = 0;
  for (;;) {
    while (i < left.length && !isSignificant(left.charCodeAt(i))) i++;
    while (j < right.length && !isSignificant(right.charCodeAt(j))) j++;
    const a = i < left.length ? left.charCodeAt(i) : 0;
    const b = j < right.length ? right.charCodeAt(j) : 0;
    if (a === TILDE || b === TILDE) {
      if (a !== b) return a === TILDE ? -1 : 1;
      i++;
      j++;
      continue;
    }
    if (a === CARET || b === CARET) {
      if (a === b) {
        i++;
        j++;
        continue;
      }
      if (a === 0) return -1;
      if (b === 0) return 1;
      return a === CARET ? -1 : 1;
    }
    if (a === 0 || b === 0) break;
    const kind = isDigit(a) ? isDigit : isLetter;
    const leftEnd = endOf(kind, left, i);
    const rightEnd = endOf(kind, right, j);
    if (rightEnd === j) return kind === isDigit ? 1 : -1;
    const order =
      kind === isDigit
        ? compareNumbers(left.slice(i, leftEnd), right.slice(j, rightEnd))
        : compareText(left.slice(i, leftEnd), right.slice(j, rightEnd));
    if (order !== 0) return order;
    i = leftEnd;
    j = rightEnd;
  }
  if (i >= left.length && j >= right.length) return 0;
  return i < left.length ? 1 : -1;
}

const TILDE = 126;
const CARET = 94;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isSignificant(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === TILDE || code === CARET;
}

function endOf(kind: (code: number) => boolean, text: string, start: number): number {
  let end = start;
  while (end < text.length && kind(text.charCodeAt(end))) end++;
  return end;
}

function compareNumbers(left: string, right: string): -1 | 0 | 1 {
  const a = left.replace(/^0+/, "");
  const b = right.replace(/^0+/, "");
  if (a.length !== b.length) return a.length > b.length ? 1 : -1;
  return compareText(a, b);
}

function compareText(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0;
  return left > right ? 1 : -1;
}
