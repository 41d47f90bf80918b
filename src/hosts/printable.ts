/** What a host said, fit to be shown: one line, no control or direction characters, short. */
export function printable(text: string): string {
  const clean = text.replace(/[^\x20-\x7e\u00a0-\u200a\u2010-\u2027\u2030-\u205f\u2070-\uffff]+/g, " ").trim();
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}
