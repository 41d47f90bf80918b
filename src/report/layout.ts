/** Text from hosts and repositories made fit for a terminal: control and bidirectional characters become "?". */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "?");
}

/** Breaks at blanks so that no line is longer than `width`; a longer word stands alone on its line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** `label` and wrapped text beside it, continuation lines under the text. */
export function labelled(
  label: string,
  text: string,
  indent: number,
  labelWidth: number,
  width: number,
): readonly string[] {
  const prefix = " ".repeat(indent) + label.padEnd(labelWidth);
  const lines = wrap(printable(text), width - prefix.length);
  return lines.map((line, index) => (index === 0 ? prefix : " ".repeat(prefix.length)) + line);
}

/** Columns padded to their widest cell, two blanks between, numbers to the right; the last column is cut at `width`. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: readonly ("left" | "right")[],
  width: number,
): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [header, ...rows].map((row) => {
    const cells = row.map((cell, column) => {
      const size = widths[column] ?? 0;
      return alignment[column] === "right" ? cell.padStart(size) : cell.padEnd(size);
    });
    return cut(cells.join("  ").trimEnd(), width);
  });
}

export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** Decimal units as dnf and vendors of disks use them: 1.2 GB. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${bytes < 0 ? "-" : ""}${value.toFixed(digits)} ${units[unit] ?? "B"}`;
}
