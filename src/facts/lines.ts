export interface Line {
  /** 1 for the first. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a text that are not blank, with their numbers. A carriage return before the line break is dropped. */
export function linesOf(text: string): readonly Line[] {
  return text
    .split("\n")
    .map((line, index) => ({ number: index + 1, text: line.endsWith("\r") ? line.slice(0, -1) : line }))
    .filter((line) => line.text.trim() !== "");
}

/** The words of a line, split at blanks and tabs. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/[^ \t]+/g) ?? [];
}
