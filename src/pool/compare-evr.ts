import { EQUAL, GREATER, LESS } from "../package/dependency.ts";
import { COMPARISON_BITS, type Interner, type StringId } from "./interner.ts";

/** How a missing release counts: lowest of all, reported as ±2, equal to every release, or releases are left out. */
export type EvrMode = "order" | "dependency" | "any-release" | "version-only";

/**
 * Compares the EVRs behind string ids on their bytes: the sign of the order, and in mode "dependency" -2 when only the
 * left side, 2 when only the right side lacks a release and all else is equal. Source: libsolv, src/evr.c; the order of
 * bytes is that of package/compare-version.ts.
 */
export function compareEvrIds(strings: Interner, left: StringId, right: StringId, mode: EvrMode): number {
  if (left === right) return 0;
  if (mode !== "order" && mode !== "dependency") return compareBytes(strings, left, right, mode);
  // The same pairs come again with every host.
  const { comparisons } = strings;
  const slot = 3 * ((Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> (32 - COMPARISON_BITS));
  const first = mode === "order" ? left : -left;
  if (comparisons[slot] === first && comparisons[slot + 1] === right) return comparisons[slot + 2]!;
  const result = compareBytes(strings, left, right, mode);
  comparisons[slot] = first;
  comparisons[slot + 1] = right;
  comparisons[slot + 2] = result;
  return result;
}

function compareBytes(strings: Interner, left: StringId, right: StringId, mode: EvrMode): number {
  const { data } = strings;
  const leftStart = strings.offsets[left]!;
  const leftEnd = strings.offsets[left + 1]!;
  const rightStart = strings.offsets[right]!;
  const rightEnd = strings.offsets[right + 1]!;
  const leftVersion = versionStart(data, leftStart, leftEnd);
  const rightVersion = versionStart(data, rightStart, rightEnd);
  const epoch = compareDigits(data, leftStart, leftVersion - 1, rightStart, rightVersion - 1);
  if (epoch !== 0) return epoch;
  const leftDash = releaseDash(data, leftVersion, leftEnd);
  const rightDash = releaseDash(data, rightVersion, rightEnd);
  const version = compareVersionBytes(data, leftVersion, leftDash, rightVersion, rightDash);
  if (version !== 0 || mode === "version-only") return version;
  const leftBare = leftDash >= leftEnd - 1;
  const rightBare = rightDash >= rightEnd - 1;
  if (leftBare || rightBare) {
    if (leftBare === rightBare || mode === "any-release") return 0;
    return (leftBare ? -1 : 1) * (mode === "dependency" ? 2 : 1);
  }
  return compareVersionBytes(data, leftDash + 1, leftEnd, rightDash + 1, rightEnd);
}

/**
 * Whether a provide "flags evr" and a wanted "flags evr" can both be true. A side without flags is for the caller:
 * it matches. Source: libsolv, src/pooldep.c (pool_intersect_evrs).
 */
export function rangesIntersect(
  strings: Interner,
  provideFlags: number,
  provideEvr: StringId,
  wantedFlags: number,
  wantedEvr: StringId,
): boolean {
  if (provideFlags === 0 || wantedFlags === 0) return false;
  if (provideFlags === 7 || wantedFlags === 7) return true;
  if ((provideFlags & wantedFlags & (LESS | GREATER)) !== 0) return true;
  switch (compareEvrIds(strings, provideEvr, wantedEvr, "dependency")) {
    case -2:
      return (provideFlags & EQUAL) !== 0;
    case -1:
      return (wantedFlags & LESS) !== 0 || (provideFlags & GREATER) !== 0;
    case 1:
      return (wantedFlags & GREATER) !== 0 || (provideFlags & LESS) !== 0;
    case 2:
      return (wantedFlags & EQUAL) !== 0;
    default:
      return (provideFlags & wantedFlags & EQUAL) !== 0;
  }
}

const ZERO = 48;
const COLON = 58;
const DASH = 45;
const TILDE = 126;
const CARET = 94;

/** Where the version starts: after "digits:", else at the start. The digits then end one byte before it. */
function versionStart(data: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(data[at]!)) at++;
  return at > start && at < end && data[at] === COLON ? at + 1 : start;
}

/** Position of the last "-", or the end. */
function releaseDash(data: Uint8Array, start: number, end: number): number {
  for (let at = end - 1; at >= start; at--) if (data[at] === DASH) return at;
  return end;
}

function compareDigits(
  data: Uint8Array,
  leftStart: number,
  leftEnd: number,
  rightStart: number,
  rightEnd: number,
): number {
  let i = leftStart;
  let j = rightStart;
  while (i < leftEnd && data[i] === ZERO) i++;
  while (j < rightEnd && data[j] === ZERO) j++;
  const length = Math.max(0, leftEnd - i) - Math.max(0, rightEnd - j);
  if (length !== 0) return length > 0 ? 1 : -1;
  for (; i < leftEnd; i++, j++) if (data[i] !== data[j]) return data[i]! > data[j]! ? 1 : -1;
  return 0;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isLetter(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);
}

function isSignificant(byte: number): boolean {
  return isDigit(byte) || isLetter(byte) || byte === TILDE || byte === CARET;
}

/** compareVersion of package/compare-version.ts, on bytes: the two are held equal by a property test. */
function compareVersionBytes(
  data: Uint8Array,
  leftStart: number,
  leftEnd: number,
  rightStart: number,
  rightEnd: number,
): number {
  let i = leftStart;
  let j = rightStart;
  for (;;) {
    while (i < leftEnd && !isSignificant(data[i]!)) i++;
    while (j < rightEnd && !isSignificant(data[j]!)) j++;
    const a = i < leftEnd ? data[i]! : 0;
    const b = j < rightEnd ? data[j]! : 0;
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
    if (a === 0 || b === 0) return i < leftEnd ? 1 : j < rightEnd ? -1 : 0;
    const leftSegment = i;
    const rightSegment = j;
    if (isDigit(a) || isDigit(b)) {
      if (!isDigit(a)) return -1;
      if (!isDigit(b)) return 1;
      while (i < leftEnd && isDigit(data[i]!)) i++;
      while (j < rightEnd && isDigit(data[j]!)) j++;
      const order = compareDigits(data, leftSegment, i, rightSegment, j);
      if (order !== 0) return order;
      continue;
    }
    while (i < leftEnd && isLetter(data[i]!)) i++;
    while (j < rightEnd && isLetter(data[j]!)) j++;
    const shared = Math.min(i - leftSegment, j - rightSegment);
    for (let k = 0; k < shared; k++) {
      const order = data[leftSegment + k]! - data[rightSegment + k]!;
      if (order !== 0) return order > 0 ? 1 : -1;
    }
    const longer = i - leftSegment - (j - rightSegment);
    if (longer !== 0) return longer > 0 ? 1 : -1;
  }
}
