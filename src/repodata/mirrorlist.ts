const MAX_MIRRORS = 2_000;

/** The URLs of a mirror list: one a line, `#` begins a comment, anything that is no http(s) or file URL is left out. */
export function parseMirrorList(text: string): readonly string[] {
  return text
    .split(/\r?\n/, MAX_MIRRORS)
    .map((line) => line.trim())
    .filter((line) => /^(?:https?|file):\/\/\S+$/.test(line));
}
