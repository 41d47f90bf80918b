/** One document of a YAML stream, as text; `line` is that of its first line, counted from 1. */
export interface YamlText {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a stream at its markers, `---` and `...` at the start of a line: YAML allows them nowhere else (1.2.2, §9.1.2),
 * so a document that is broken does not spoil the others. Documents of comments and blank lines are left out.
 */
export function splitYamlDocuments(text: string): readonly YamlText[] {
  const documents: YamlText[] = [];
  let lines: string[] = [];
  let start = 1;
  const finish = (next: number) => {
    if (lines.some((line) => !/^\s*(?:#.*)?$/.test(line))) documents.push({ text: lines.join("\n"), line: start });
    lines = [];
    start = next;
  };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const number = index + 1;
    const isEnd = /^\.\.\.(?:\s|$)/.test(line);
    if (isEnd || /^---(?:\s|$)/.test(line)) {
      finish(isEnd ? number + 1 : number);
      if (!isEnd) lines.push(line.slice(3));
    } else lines.push(line);
  }
  finish(0);
  return documents;
}
