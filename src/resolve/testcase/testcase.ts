import { TestcaseError } from "./testcase-error.ts";

/** One block of a testcase: what changed since the block before, the jobs, and what is expected of them. */
export interface TestcaseBlock {
  readonly commands: readonly Command[];
  readonly results: readonly ExpectedResult[];
}

/** A line, split into words, with the inline lines (`#>…`) that follow it. */
export interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly line: number;
  readonly inline: readonly string[];
}

export interface ExpectedResult {
  readonly kinds: readonly string[];
  /** The lines, or the file that holds them. */
  readonly expected:
    | { readonly kind: "inline"; readonly lines: readonly string[] }
    | { readonly kind: "file"; readonly path: string };
}

/** Reads a `.t` file of libsolv (ext/testcase.c, testcase_read). */
export function parseTestcase(text: string): readonly TestcaseBlock[] {
  const blocks: { commands: Command[]; results: ExpectedResult[] }[] = [{ commands: [], results: [] }];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!.trim();
    if (line === "" || line.startsWith("#")) continue;
    const words = line.split(/[ \t]+/);
    const start = index;
    const inline: string[] = [];
    if (words.includes("<inline>"))
      while (lines[index + 1]?.startsWith("#>")) inline.push(lines[++index]!.slice(2).trimEnd());
    const [name = "", ...rest] = words;
    const block = blocks[blocks.length - 1]!;
    if (name === "result") block.results.push(parseResult(rest, inline, start));
    else if (name === "nextjob") {
      blocks.push({ commands: [{ name, words: rest, line: start + 1, inline }], results: [] });
    } else block.commands.push({ name, words: rest, line: start + 1, inline });
  }
  return blocks;
}

function parseResult(words: readonly string[], inline: readonly string[], line: number): ExpectedResult {
  const [kinds, source] = words;
  if (kinds === undefined) throw new TestcaseError(`Cannot read testcase: line ${line + 1} names no result`);
  return {
    kinds: kinds.split(","),
    // As in libsolv, a result without a source expects nothing.
    expected:
      source === undefined || source === "<inline>"
        ? { kind: "inline", lines: inline }
        : { kind: "file", path: source },
  };
}
