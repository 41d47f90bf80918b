/** Days are YYYY-MM-DD of the Gregorian calendar, months 1 to 12: pure folders have no clock, and need none for this. */

/** The last day of a month. */
export function lastDay(year: number, month: number): string {
  return dayOf(year, month, daysIn(year, month));
}

/** The day after. */
export function dayAfter(day: string): string {
  const [year = 0, month = 1, number = 1] = day.split("-").map(Number);
  if (number < daysIn(year, month)) return dayOf(year, month, number + 1);
  return month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
}

/** `2026-11-01`. */
export function dayOf(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Whether a text is a day that there is: `2028-02-29`, and not `2027-02-29`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31;
}
