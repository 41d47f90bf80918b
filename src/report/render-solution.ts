import type { Comparison, ExplainedBlock } from "../resolve/testcase/explain-testcase.ts";
import { formatCount, labelled, plural, printable } from "./layout.ts";
import { renderProblemChain } from "./render-explanation.ts";
import type { SolutionReport } from "./solution.ts";
import type { Style } from "./style.ts";

interface Options {
  readonly width: number;
  readonly style: Style;
}

/** The screen of `ferry solve`: for each block what is done, what contradicts what, and how it compares. */
export function renderSolution({ blocks }: SolutionReport, options: Options): string {
  const lines = blocks.flatMap((block, index) => [
    ...(index === 0 ? [] : [""]),
    ...(blocks.length === 1 ? [] : [options.style.strong(`Block ${index + 1} of ${blocks.length}`)]),
    ...blockLines(block, options),
  ]);
  return [...lines, ""].join("\n");
}

function blockLines(block: ExplainedBlock, options: Options): readonly string[] {
  if (block.kind === "gave-up")
    return [
      `${options.style.bad("✖")} given up after ${formatCount(block.conflicts)} conflicts: there may be a solution`,
    ];
  const { transaction, order, problems, comparison } = block;
  return [
    `Transaction  ${transaction.length === 0 ? "nothing to do" : plural(transaction.length, "element")}`,
    ...transaction.flatMap((line) => labelled("", line, 2, 0, options.width)),
    ...(order.length === 0 ? [] : ["Order", ...order.map((line) => `  ${printable(line)}`)]),
    ...problems.flatMap((problem, index) => ["", ...renderProblemChain(problem, index, options)]),
    "",
    ...comparisonLines(comparison, options),
  ];
}

function comparisonLines(comparison: Comparison, { style, width }: Options): readonly string[] {
  switch (comparison.kind) {
    case "nothing-expected":
      return ["The testcase expects nothing to compare with."];
    case "as-expected":
      return [`${style.good("✔")} as the testcase expects`];
    case "not-compared":
      return labelled("?", `not compared with what the testcase expects: ${comparison.why}`, 0, 2, width);
    case "different":
      return [
        `${style.bad("✖")} not as the testcase expects; - is missing, + is too many`,
        ...comparison.lines.map((line) => `  ${printable(line)}`),
      ];
  }
}
