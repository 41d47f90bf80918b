import { RepodataError } from "./repodata-error.ts";

export interface IniOption {
  /** Continuation lines are joined by a line break. */
  readonly value: string;
  readonly line: number;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  /** The last of two equal names holds. */
  readonly options: ReadonlyMap<string, IniOption>;
}

/**
 * Reads the INI dialect of yum and dnf (libdnf utils/iniparser): `[section]`, `name = value`, comments at the start of a
 * line behind `#` or `;`, indented lines that go on with the value above. Equal sections are not merged.
 *
 * @throws RepodataError with the line
 */
export function parseIniSections(text: string, file: string): readonly IniSection[] {
  const sections: { name: string; line: number; options: Map<string, IniOption> }[] = [];
  let open: string | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const options = sections.at(-1)?.options;
    const above = open === undefined ? undefined : options?.get(open);
    if (/^\s/.test(raw) && open !== undefined && above !== undefined) {
      options?.set(open, { value: above.value === "" ? trimmed : `${above.value}\n${trimmed}`, line: above.line });
      continue;
    }
    const header = /^\[([^\]]+)\]$/.exec(trimmed);
    if (header !== null) {
      sections.push({ name: header[1] ?? "", line, options: new Map() });
      open = undefined;
      continue;
    }
    const equals = trimmed.indexOf("=");
    const fail = (state: string): never => {
      throw new RepodataError(file, `line ${line}, "${trimmed.slice(0, 80)}", ${state}`, { line });
    };
    if (equals < 1) return fail("is neither a section, an option nor a comment");
    if (options === undefined) return fail("stands before the first section");
    open = trimmed.slice(0, equals).trimEnd();
    options.set(open, { value: trimmed.slice(equals + 1).trimStart(), line });
  }
  return sections;
}
