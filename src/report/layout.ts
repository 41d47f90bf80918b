/** Text from hosts and repositories made fit for a terminal: control and bidirectional characters become "?". */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "?");
}

/** The longest text of a host or repository that a screen shows; what is longer ends in "…". */
const longest = 2000;

/** Breaks at blanks so that no line is longer than `width`; a longer word is broken within. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of cut(text, longest)
    .split(/\s+/)
    .flatMap((part) => part.match(new RegExp(`.{1,${width}}`, "gu")) ?? [])) {
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

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Longer cells are cut. Without it the widest cell counts. */
  readonly most?: number;
}

/** Columns padded to their widest cell, two blanks between, numbers to the right; the last column is cut at `width`. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const widths = columns.map(({ title, most }, index) => {
    const widest = rows.reduce((size, row) => Math.max(size, (row[index] ?? "").length), title.length);
    return most === undefined ? widest : Math.min(most, widest);
  });
  return [columns.map(({ title }) => title), ...rows].map((row) => {
    const cells = row.map((cell, index) => {
      const size = widths[index] ?? 0;
      const short = index === row.length - 1 ? cell : cut(cell, size);
      return columns[index]?.align === "right" ? short.padStart(size) : short.padEnd(size);
    });
    return cut(cells.join("  ").trimEnd(), width);
  });
}

export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `1,234`. Not toLocaleString: loading what it knows of the world's languages takes longer than a report does. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
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
