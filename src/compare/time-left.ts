import { daysBetween } from "../checks/words.ts";

/** `in 190 days`, `in 5.5 years`, `today`, `ended 875 days ago`: how a day lies to another, both YYYY-MM-DD. */
export function timeLeft(end: string, today: string): string {
  const days = daysBetween(today, end);
  if (days === 0) return "today";
  const length = Math.abs(days);
  const words =
    length >= 2 * 365 ? `${(length / 365.25).toFixed(1)} years` : `${length} ${length === 1 ? "day" : "days"}`;
  return days > 0 ? `in ${words}` : `ended ${words} ago`;
}
