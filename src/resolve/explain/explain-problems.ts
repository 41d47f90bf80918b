import { chainOfProblem } from "./chain-of-problem.ts";
import type { ExplainedProblem } from "./explanation.ts";
import { attemptsOf, pricedChoices } from "./priced-choices.ts";
import { type Situation, solveWith } from "./situation.ts";

/**
 * What stops a host, each with the chain to the contradiction and the ways out that were solved through. Problems past
 * the first `priced` have none: each way out is a solve of its own.
 */
export function explainProblems(situation: Situation, priced: number): readonly ExplainedProblem[] {
  const { result } = situation.strict;
  const read = result.problems.slice().map(({ proof, rules }, index) => ({
    chain: chainOfProblem(result, proof),
    attempts: index < priced ? attemptsOf(result, rules, (wishes) => solveWith(situation, wishes)) : [],
  }));
  return read.map(({ chain, attempts }) => ({ ...chain, choices: pricedChoices(situation, attempts) }));
}
