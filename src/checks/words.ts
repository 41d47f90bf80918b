/** "a, b, c and 4 more". */
export function listed(items: readonly string[], limit = 5): string {
  if (items.length <= limit) {
    return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
  }
  return `${items.slice(0, limit).join(", ")} and ${items.length - limit} more`;
}

/** "1 package", "3 packages". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "1.2 GB", "340 MB": powers of 1000, as disks are sold and df -H counts. */
export function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.ceil(bytes / 1e6)} MB`;
}

/** Days from one date (YYYY-MM-DD) to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** Days since 0000-03-01 of the Gregorian calendar: civil day arithmetic, so that no clock is needed. */
function dayNumber(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const monthOfYear = (month + 9) % 12;
  const days = Math.floor((153 * monthOfYear + 2) / 5) + day - 1;
  return shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + days;
}

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
