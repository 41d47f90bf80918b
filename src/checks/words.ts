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

/** At most `length` characters; what is cut ends in "…". */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
