/** One file of an answer that holds several: what follows its line `==> PATH <==`. */
export interface Section {
  readonly path: string;
  readonly text: string;
}

/**
 * Splits an answer at its lines `==> PATH <==`, as `head` and the collector write them. Text before the first such line
 * belongs to no file and is dropped: the collector writes none.
 *
 * @example
 * ==> /etc/dnf/modules.d/virt.module <==
 * [virt]
 * name=virt
 */
export function parseSections(text: string): readonly Section[] {
  const sections: { path: string; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("==> ") && line.endsWith(" <==") && line.length > 8) {
      sections.push({ path: line.slice(4, -4), lines: [] });
    } else {
      sections.at(-1)?.lines.push(line);
    }
  }
  return sections.map(({ path, lines }) => ({ path, text: lines.join("\n") }));
}
