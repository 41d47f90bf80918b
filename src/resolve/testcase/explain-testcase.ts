import { chainOfProblem } from "../explain/chain-of-problem.ts";
import type { ExplainedProblem } from "../explain/explanation.ts";
import { attemptsOf, pricedChoices } from "../explain/priced-choices.ts";
import type { Job } from "../jobs.ts";
import { readPackageTransaction } from "../read-resolution.ts";
import type { PackageTransaction, Resolution } from "../resolution.ts";
import type { Resolver } from "../resolver.ts";
import { solve } from "../solve.ts";
import { resultLines } from "./result-lines.ts";
import { compareLines, expectedLines, type TestcaseInput } from "./run-testcase.ts";
import { type ExpectedResult, parseTestcase } from "./testcase.ts";
import { applyBlock, type BlockInput, createTestcaseState } from "./testcase-state.ts";
import { Unsupported } from "./unsupported.ts";

/** How what came out compares with what the testcase expects. */
export type Comparison =
  | { readonly kind: "nothing-expected" }
  | { readonly kind: "as-expected" }
  /** `-` for a line that is missing, `+` for one that is too many. */
  | { readonly kind: "different"; readonly lines: readonly string[] }
  | { readonly kind: "not-compared"; readonly why: string };

/** What one block of a testcase comes to. */
export type ExplainedBlock =
  | { readonly kind: "gave-up"; readonly conflicts: number }
  | {
      readonly kind: "solved";
      /** Lines as libsolv writes them: install, upgrade, erase … */
      readonly transaction: readonly string[];
      /** Its order and the reasons for it, where the testcase asks for them. */
      readonly order: readonly string[];
      readonly problems: readonly ExplainedProblem[];
      readonly comparison: Comparison;
    };

/** Learning steps after which a testcase is given up. */
const CONFLICT_LIMIT = 100_000;

/**
 * Solves every block of a testcase that asks for something, and explains its problems, each way out solved through.
 * Throws TestcaseError for what cannot be read and Unsupported for what this solver does not have.
 */
export function explainTestcase(testcase: TestcaseInput): readonly ExplainedBlock[] {
  const state = createTestcaseState(testcase.files);
  let last: Resolver | undefined;
  return parseTestcase(testcase.text).map(({ commands, results }): ExplainedBlock => {
    const input = applyBlock(state, commands);
    const reuses = commands.some(({ name, words }) => name === "nextjob" && words.includes("reusesolver"));
    const resolver = solve(reuses && last !== undefined ? { ...input, previous: last } : input, CONFLICT_LIMIT);
    last = resolver;
    const { conflicts } = resolver.search;
    if (conflicts >= CONFLICT_LIMIT) return { kind: "gave-up", conflicts };
    return {
      kind: "solved",
      transaction: resultLines(resolver, "transaction", testcase.digest),
      order: orderOf(resolver, results, input, testcase.digest),
      // Before the problems: their ways out are solved on the same pool.
      comparison: compare(resolver, results, input, testcase),
      problems: problemsOf(resolver, input),
    };
  });
}

function orderOf(
  resolver: Resolver,
  results: readonly ExpectedResult[],
  { prerequisites }: BlockInput,
  digest: TestcaseInput["digest"],
): readonly string[] {
  return ["order", "orderedges"]
    .filter((kind) => results.at(-1)?.kinds.includes(kind) === true)
    .flatMap((kind) => resultLines(resolver, kind, digest, prerequisites));
}

/** As in libsolv, the last result of a block is the one that counts. */
function compare(
  resolver: Resolver,
  results: readonly ExpectedResult[],
  { prerequisites }: BlockInput,
  { files, digest }: TestcaseInput,
): Comparison {
  const result = results.at(-1);
  if (result === undefined) return { kind: "nothing-expected" };
  try {
    const actual = result.kinds.flatMap((kind) => resultLines(resolver, kind, digest, prerequisites));
    const lines = compareLines(expectedLines(result.expected, files), actual);
    return lines.length === 0 ? { kind: "as-expected" } : { kind: "different", lines };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { kind: "not-compared", why: error.message };
  }
}

function problemsOf(resolver: Resolver, input: BlockInput): readonly ExplainedProblem[] {
  const transaction = transactionOf(resolver);
  const solveWith = (wishes: readonly Job[]): Resolution => {
    const other = solve({ ...input, jobs: [...input.jobs, ...wishes] }, CONFLICT_LIMIT);
    return other.problems.length > 0
      ? { kind: "problems", problems: [] }
      : { kind: "solved", transaction: transactionOf(other) };
  };
  return resolver.problems.slice().map(({ proof, rules }) => ({
    ...chainOfProblem(resolver, proof),
    choices: pricedChoices({ transaction }, attemptsOf(resolver, rules, solveWith)),
  }));
}

function transactionOf(resolver: Resolver): PackageTransaction {
  return readPackageTransaction(resolver, () => undefined);
}
