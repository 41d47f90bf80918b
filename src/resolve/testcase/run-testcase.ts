import type { Generation, Resolver } from "../resolver.ts";
import { solve } from "../solve.ts";
import { resultLines } from "./result-lines.ts";
import type { Digest } from "./rule-id.ts";
import { type ExpectedResult, parseTestcase } from "./testcase.ts";
import { applyBlock, createTestcaseState } from "./testcase-state.ts";
import { Unsupported } from "./unsupported.ts";

export type TestcaseOutcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly differences: readonly string[] }
  | { readonly kind: "skipped"; readonly why: string };

export interface TestcaseInput {
  readonly text: string;
  /** Text of a file beside the testcase, decompressed. */
  readonly files: (path: string) => string;
  readonly digest: Digest;
  /** Whose results they are; today's libsolv when left out. */
  readonly generation?: Generation;
}

/** Runs all blocks of a testcase and compares what comes out, line by line, with what is expected. */
export function runTestcase({ text, files, digest, generation = "0.7.29" }: TestcaseInput): TestcaseOutcome {
  const differences: string[] = [];
  const state = createTestcaseState(files);
  let last: Resolver | undefined;
  try {
    parseTestcase(text).forEach((block, index) => {
      const input = { ...applyBlock(state, block.commands), generation };
      if (block.results.length === 0) return;
      const reuses = block.commands.some(({ name, words }) => name === "nextjob" && words.includes("reusesolver"));
      const resolver = solve(reuses && last !== undefined ? { ...input, previous: last } : input);
      last = resolver;
      // As in libsolv, the last result of a block is the one that counts.
      for (const { kinds, expected } of block.results.slice(-1)) {
        const actual = kinds.flatMap((kind) => resultLines(resolver, kind, digest, input.prerequisites));
        for (const line of compareLines(expectedLines(expected, files), actual))
          differences.push(`block ${index + 1}: ${line}`);
      }
    });
  } catch (error) {
    if (error instanceof Unsupported) return { kind: "skipped", why: error.message };
    throw error;
  }
  return differences.length === 0 ? { kind: "passed" } : { kind: "failed", differences };
}

export function expectedLines(expected: ExpectedResult["expected"], files: TestcaseInput["files"]): readonly string[] {
  return expected.kind === "inline" ? expected.lines : files(expected.path).split("\n");
}

/** `-` for a line that is missing, `+` for one that is too many. */
export function compareLines(wanted: readonly string[], actual: readonly string[]): string[] {
  const tidy = (lines: readonly string[]): Set<string> => new Set(lines.map((line) => line.trimEnd()).filter(Boolean));
  const expected = tidy(wanted);
  const got = tidy(actual);
  return [
    ...[...expected].filter((line) => !got.has(line)).map((line) => `-${line}`),
    ...[...got].filter((line) => !expected.has(line)).map((line) => `+${line}`),
  ].sort();
}
