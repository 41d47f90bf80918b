/** A moment as a clock shows it, UTC: `01:02:03Z`. Milliseconds since the epoch. */
export function clockOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(11, 19)}Z`;
}
