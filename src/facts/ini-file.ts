import { lineError } from "./fact-error.ts";
import { linesOf } from "./lines.ts";

export interface IniSection {
  readonly name: string;
  /** Option names as written; the last of two equal ones holds. Continuation lines are joined by a line break. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Reads the ini dialect of yum, dnf and NetworkManager: `[section]`, `name=value` or `name = value`, comments behind `#` or `;`,
 * and indented lines that go on with the value above. An option before the first section, or a line that is none of these,
 * is refused.
 */
export function parseIni(text: string, path: string): readonly IniSection[] {
  const sections: { name: string; options: Map<string, string> }[] = [];
  let last: string | undefined;
  for (const line of linesOf(text)) {
    const trimmed = line.text.trim();
    if (trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const options = sections.at(-1)?.options;
    if (/^[ \t]/.test(line.text) && last !== undefined && options !== undefined) {
      options.set(last, `${options.get(last) ?? ""}\n${trimmed}`);
      continue;
    }
    if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
      sections.push({ name: trimmed.slice(1, -1), options: new Map() });
      last = undefined;
      continue;
    }
    const equals = trimmed.indexOf("=");
    if (equals < 1) throw lineError(path, line.number, line.text, "is neither a section nor an option");
    if (options === undefined) throw lineError(path, line.number, line.text, "stands before the first section");
    last = trimmed.slice(0, equals).trimEnd();
    options.set(last, trimmed.slice(equals + 1).trimStart());
  }
  return sections;
}

/** A list option: words separated by blanks, commas or line breaks (libdnf OptionStringList). */
export function listOption(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(/[\s,]+/).filter((word) => word !== "");
}

/** A boolean option as libdnf's OptionBool and yum's BoolOption read it; undefined when it is neither. */
export function booleanOption(value: string | undefined): boolean | undefined {
  const word = value?.toLowerCase() ?? "";
  if (["1", "yes", "true", "on", "enabled"].includes(word)) return true;
  return ["0", "no", "false", "off", "disabled"].includes(word) ? false : undefined;
}
